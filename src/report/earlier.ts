import { findingId } from '../verdict/finding.ts';
import type { ContractJson } from './contract-json.ts';

/** A type of which some properties were added later. */
type Before<T, Added extends keyof T> = Omit<T, Added> & Partial<Pick<T, Added>>;

type Case = ContractJson['cases'][number];
type EarlierFinding = Before<Case['findings'][number], 'status' | 'waiver'>;

/** A report as contract.schema.json allows it, of this version or an earlier one. */
export interface Earlier extends Omit<Before<ContractJson, 'doubt' | 'recorded'>, 'waivers' | 'operations' | 'cases'> {
  waivers?: Before<ContractJson['waivers'][number], 'expected'>[];
  operations: Before<ContractJson['operations'][number], 'secured'>[];
  cases: (Omit<Case, 'findings'> & { findings: EarlierFinding[] })[];
}

/** Adds what earlier versions did not write. A deviation of a report without waivers is not waived. */
export const upToDate = (report: Earlier): ContractJson => ({
  ...report,
  doubt: report.doubt ?? null,
  waivers: (report.waivers ?? []).map((waiver) => ({ ...waiver, expected: waiver.expected ?? null })),
  recorded: report.recorded ?? null,
  operations: report.operations.map((one) => ({ ...one, secured: one.secured ?? false })),
  cases: report.cases.map((one) => ({ ...one, findings: one.findings.map((found) => foundBy(one, found)) })),
});

/** Ids of `status-expected` did not include what was expected before; with it, two versions can be compared. */
function foundBy({ operation, response }: Pick<Case, 'operation' | 'response'>, found: EarlierFinding) {
  const { check, pointer, expected } = found;
  const status = found.status ?? String(response?.status);
  const id = check === 'status-expected' ? findingId(operation, check, status, pointer, expected) : found.id;
  return { ...found, id, status, waiver: found.waiver ?? null };
}
