import pluralize from 'pluralize';
import type { CellState } from '../record/cells.ts';
import type { ContractJson } from './contract-json.ts';

/** Maximum number of reasons; contract.json contains all. */
const MAX_REASONS = 8;

/** States of cells with a verdict. */
const PROVED: ReadonlySet<CellState> = new Set(['conforming', 'deviating', 'waived']);

/** Reasons why cells were not proved, the most frequent first, and other reasons why the run is inconclusive. */
export function notProved({ cases, operations, reasons }: ContractJson): string[] {
  const cells = operations.flatMap((each) => each.cells);
  const unproved = counted(cells.filter(({ state }) => !PROVED.has(state)).map(({ reason }) => reason));
  const unjudged = counted(
    cases
      .filter(({ verdict, request }) => verdict === 'not-judged' && request !== null)
      .map(({ reason }) => reason)
      .filter((reason) => !unproved.some(([known]) => known === reason)),
  );
  const others = reasons.filter((reason) => !unproved.some(([known]) => known === reason));
  return [...lines(unproved, 'cell', 'proved'), ...others.slice(0, MAX_REASONS), ...lines(unjudged, 'case', 'judged')];
}

function counted(reasons: readonly (string | null)[]): [reason: string, count: number][] {
  const counts = new Map<string, number>();
  for (const reason of reasons) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function lines(counts: readonly [reason: string, count: number][], what: string, done: string): string[] {
  const shown = counts
    .slice(0, MAX_REASONS)
    .map(([reason, count]) => `${pluralize(what, count, true)} not ${done}: ${together(reason)}`);
  const more = counts.length - shown.length;
  return more > 0 ? [...shown, `… ${more} more reasons in contract.json`] : shown;
}

/** Joins variables that are not set. */
const together = (reason: string): string => {
  const names = reason.split(' is not set, ');
  return names.length === 1 ? reason : `${names.join(', ').replace(/ is not set$/, '')} are not set`;
};
