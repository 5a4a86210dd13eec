import { starred } from '../contract/pointer.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ReportedCase } from './contract-json.ts';
import { isOpen } from './known.ts';

/** What is said of a deviation that did not repeat. */
export const FLAKY = 'flaky: it was not there when the case was asked once more';

/** Findings that have one cause, shown once. */
export interface Cause {
  finding: Finding;
  /** Ids of the findings. */
  ids: string[];
  /** The first case it was found in. */
  first: ReportedCase;
  /** Ids of all cases it was found in. */
  cases: string[];
  operations: string[];
}

/**
 * Brings together findings, but those that are waived, of the same check that say the same of the same place: across list items, cases, statuses
 * and operations, since an error schema is often shared by all. The most frequent cause comes first.
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

/** What was received differs from case to case, except where it is all that tells two causes apart: a status. */
function causeKey({ check, pointer, expected, received }: Finding): string {
  const status = check.startsWith('status-') ? received : '';
  return [check, starred(pointer), expected, status].join('\n');
}
