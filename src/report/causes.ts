import { starred } from '../contract/pointer.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ReportedCase } from './contract-json.ts';
import { isOpen } from './waiver-lines.ts';

/** Note of a flaky deviation. */
export const FLAKY = 'flaky: it did not occur when the case was sent again';

/** Why a case failed, one line per reason; empty if it did not fail. */
export function failuresOf({ verdict, reason, findings }: ReportedCase): string[] {
  if (verdict === 'inconclusive') return [`inconclusive: ${reason ?? ''}`];
  return findings
    .filter(isOpen)
    .map(({ check, message, expected, received }) => `${check}: ${message} (received ${received}, not ${expected})`);
}

/** Findings with the same cause, shown once. */
export interface Cause {
  finding: Finding;
  /** Ids of the findings. */
  ids: string[];
  /** The first case with it. */
  first: ReportedCase;
  /** Ids of all cases with it. */
  cases: string[];
  operations: string[];
}

/**
 * Groups findings that are not waived by check, place and expectation: across list items, cases, statuses and
 * operations, because operations often share an error schema. The most frequent cause comes first.
 */
export function causesOf(cases: readonly ReportedCase[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const one of cases) {
    for (const finding of one.findings.filter(isOpen)) {
      const key = causeKey(finding);
      const cause = causes.get(key) ?? { finding, ids: [], first: one, cases: [], operations: [] };
      if (!cause.ids.includes(finding.id)) cause.ids.push(finding.id);
      if (!cause.cases.includes(one.id)) cause.cases.push(one.id);
      if (!cause.operations.includes(one.operation)) cause.operations.push(one.operation);
      causes.set(key, cause);
    }
  }
  return [...causes.values()].sort((a, b) => b.cases.length - a.cases.length);
}

/** Received values differ between cases, so only a received status distinguishes causes. */
function causeKey({ check, pointer, expected, received }: Finding): string {
  const status = check.startsWith('status-') ? received : '';
  return [check, starred(pointer), expected, status].join('\n');
}
