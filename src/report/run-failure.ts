import type { ContractJson } from './contract-json.ts';
import { waiverLines } from './waiver-lines.ts';

/** Why a run fails, apart from its deviating cases. */
export interface RunFailure {
  kind: 'waiver' | 'inconclusive';
  lines: string[];
}

/** Waivers that fail the run, or the reasons why it is inconclusive; undefined if neither applies. */
export function runFailure(report: ContractJson): RunFailure | undefined {
  const failing = waiverLines(report).filter((waiver) => waiver.isFailing);
  if (failing.length > 0) return { kind: 'waiver', lines: failing.map(({ line }) => line) };
  return report.outcome === 'inconclusive' ? { kind: 'inconclusive', lines: report.reasons } : undefined;
}
