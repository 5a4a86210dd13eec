import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ContractJson, ReportedCase } from './contract-json.ts';

/**
 * Reads a contract.json, or the one in a folder of reports.
 *
 * @throws Problem `report-file` where it is none, or one that another version of the suite wrote
 */
export function readContractJson(given: string): ContractJson {
  const problem = (message: string, fix: string) => new Problem({ code: 'report-file', message, where: given, fix });
  const isFolder = existsSync(given) && statSync(given).isDirectory();
  const path = isFolder ? join(given, 'contract.json') : given;
  if (!existsSync(path)) throw problem('there is no such file', 'Name a contract.json that a run wrote');
  const value = parsed(readFileSync(path, 'utf8'));
  if (value === undefined) throw problem('is no JSON', 'Name the contract.json of a run, not another of its reports');
  if (isReport(value)) return upToDate(value);
  throw problem('is no contract.json of this version', 'Write it again with this version of the suite');
}

/** True for what has everything that is read of a report. */
const isReport = (value: unknown): value is Earlier =>
  isObject(value) &&
  isObject(value.target) &&
  isObject(value.counts) &&
  isObject(value.schemas) &&
  typeof value.startedAt === 'string' &&
  isListOf(value.operations, ({ cells }) => isListOf(cells, ({ status }) => typeof status === 'string')) &&
  isListOf(
    value.cases,
    ({ id, findings }) => typeof id === 'string' && isListOf(findings, (one) => typeof one.id === 'string'),
  );

const isListOf = (value: unknown, fits: (item: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && fits(item));

type Counts = ContractJson['counts'];

/** A report as it was before there were waivers and recordings. */
type Earlier = Omit<ContractJson, 'waivers' | 'recorded' | 'counts' | 'cases'> & {
  counts: Omit<Counts, 'cellsWaived'> & Partial<Counts>;
  waivers?: ContractJson['waivers'];
  recorded?: ContractJson['recorded'];
  cases: (Omit<ReportedCase, 'findings'> & { findings: (Partial<Finding> & Omit<Finding, 'status' | 'waiver'>)[] })[];
};

/** What was not yet said is added: a deviation of such a report is not waived. */
const upToDate = ({ waivers = [], recorded = null, counts, cases, ...rest }: Earlier): ContractJson => ({
  ...rest,
  counts: { ...counts, cellsWaived: counts.cellsWaived ?? 0 },
  waivers,
  recorded,
  cases: cases.map((one) => ({
    ...one,
    findings: one.findings.map((finding) => ({
      ...finding,
      status: finding.status ?? String(one.response?.status),
      waiver: finding.waiver ?? null,
    })),
  })),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
