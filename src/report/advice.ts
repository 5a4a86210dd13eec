import pluralize from 'pluralize';
import { starred } from '../contract/pointer.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ContractJson } from './contract-json.ts';

/** Advice with the same cause, in all operations. */
export interface AdviceCause {
  finding: Finding;
  operations: string[];
  /** Statuses of the responses. */
  statuses: string[];
  /** Id of the first case. */
  first: string;
}

/** Advice grouped by cause, the most frequent first. */
export function adviceCauses({ advice = [] }: Pick<ContractJson, 'advice'>): AdviceCause[] {
  const causes = new Map<string, AdviceCause>();
  for (const { operation, case: first, finding } of advice) {
    const key = [finding.check, starred(finding.pointer)].join('\n');
    const cause = causes.get(key) ?? { finding, operations: [], statuses: [], first };
    if (!cause.statuses.includes(finding.status)) cause.statuses.push(finding.status);
    if (!cause.operations.includes(operation)) cause.operations.push(operation);
    causes.set(key, cause);
  }
  return [...causes.values()].sort((a, b) => b.operations.length - a.operations.length);
}

/** The title of lists of advice. */
export const ADVICE_TITLE = 'Advice (fails a run only with --strict)';

/** One line for each cause. */
export const adviceLines = (report: Pick<ContractJson, 'advice'>): string[] =>
  adviceCauses(report).map(({ finding: { check, message }, operations, statuses, first }) => {
    const where = operations.length > 1 ? pluralize('operation', operations.length, true) : (operations[0] ?? first);
    return `${check}: ${message} (${where}, ${statuses.sort().join(' ')})`;
  });
