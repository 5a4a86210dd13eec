import pluralize from 'pluralize';
import type { CellState } from '../record/cells.ts';
import { provableCells } from './cells.ts';
import type { ContractJson } from './contract-json.ts';
import { FURTHER, isOpen } from './waiver-lines.ts';

/** Maximum number of reasons; contract.json contains all. */
const MAX_REASONS = 8;

/** States of cells with a verdict. */
const PROVED: ReadonlySet<CellState> = new Set(['conforming', 'deviating', 'waived']);

/** Reasons why cells were not proved, the most frequent first, and other reasons why the run is inconclusive. */
export function notProved(report: ContractJson): string[] {
  const { cases, reasons } = report;
  const cells = provableCells(report);
  const unproved = counted(cells.filter(({ state }) => !PROVED.has(state)).map(({ reason }) => reason));
  const unjudged = counted(
    cases
      .filter(({ verdict, request }) => verdict === 'not-judged' && request !== null)
      .map(({ reason }) => reason)
      .filter((reason) => !unproved.some(([known]) => known === reason)),
  );
  const cut = cases.filter(({ verdict, findings }) => verdict === 'deviating' && !findings.some(isOpen));
  const others = reasons.filter((reason) => !unproved.some(([known]) => known === reason));
  return [
    ...cut.slice(0, MAX_REASONS).map(({ id }) => `${id}: ${FURTHER}`),
    ...lines(unproved, 'cell', 'proved'),
    ...others.slice(0, MAX_REASONS),
    ...lines(unjudged, 'case', 'judged'),
  ];
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
  return more > 0 ? [...shown, `… ${pluralize('more reason', more, true)} in contract.json`] : shown;
}

/** Joins variables that are not set. */
const together = (reason: string): string => {
  const received = reason.replace(/^the cases that expect this status received/, 'their cases received');
  if (received !== reason) return `${received} instead`;
  const names = reason.split(' is not set, ');
  return names.length === 1 ? reason : `${names.join(', ').replace(/ is not set$/, '')} are not set`;
};
