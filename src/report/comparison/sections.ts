import pluralize from 'pluralize';
import type { Change, Comparison, Head, LostCell } from './compare.ts';
import { type Row, type Section, sectionOf } from '../sections.ts';
import type { Duration } from './durations.ts';

/** Maximum number of operations with response times, the largest changes first. */
const MAX_TIMES = 10;

/** Sections with rows, new deviations first. */
export function sectionsOf(comparison: Comparison): Section[] {
  const { new: added, fixed, stillThere, flaky, unknown, newlyNotProved, durations } = comparison;
  const deviations = (count: number) => pluralize('deviation', count, true);
  const [open, waived] = [added.filter(({ waiver }) => waiver === null), added.filter(({ waiver }) => waiver !== null)];
  const cells = grouped(newlyNotProved);
  return [
    sectionOf('✗', pluralize('new deviation', open.length, true), open.map(found)),
    sectionOf('~', `${pluralize('new deviation', waived.length, true)}, waived`, waived.map(found)),
    sectionOf('✓', `${deviations(fixed.length)} fixed`, fixed.map(goneRow)),
    sectionOf('=', `${deviations(stillThere.length)} still there`, stillThere.map(found)),
    sectionOf('~', pluralize('flaky deviation', flaky.length, true), flaky.map(found)),
    sectionOf('?', `${pluralize('cell', newlyNotProved.length, true)} no longer proved`, cells.map(cell)),
    sectionOf('?', `${deviations(unknown.length)} not tested again`, unknown.map(goneRow)),
    sectionOf('⏱', 'response times: medians of the cases that both runs sent', durations.slice(0, MAX_TIMES).map(time)),
  ].filter(({ rows }) => rows.length > 0);
}

/** A line that describes a run. */
export function headLine({ target, startedAt, outcome, counts }: Head): string {
  const when = `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const cells = `${counts.cellsConforming} of ${counts.cells} cells conforming`;
  return `${target.name} (${target.baseUrl}) on ${when}: ${outcome}, ${cells}`;
}

function found(change: Change): Row {
  const { received, expected, id, cases, flaky, waiver, lostWaiver, where } = change;
  const aside = [
    `finding ${id} in ${pluralize('case', cases.length, true)}`,
    ...(flaky ? ['flaky'] : []),
    ...(waiver === null ? [] : [`waived by ${waiver}`]),
    ...(lostWaiver === true ? ['no longer waived'] : []),
    ...(where === null ? [] : [`${where.document}:${where.line}`]),
  ];
  return {
    ...goneRow(change),
    detail: `${change.message} (received ${received}, not ${expected})`,
    aside: aside.join(' · '),
  };
}

const goneRow = ({ check, operation, status, message, id }: Change): Row => ({
  subject: `${check} of ${operation} ${status}`,
  detail: message,
  aside: `finding ${id}`,
});

/** Groups cells of an operation with the same state and reason. */
function grouped(cells: readonly LostCell[]): LostCell[] {
  const groups = new Map<string, LostCell>();
  for (const one of cells) {
    const key = JSON.stringify([one.operation, one.is, one.reason]);
    const known = groups.get(key);
    groups.set(key, known === undefined ? one : { ...known, status: `${known.status} ${one.status}` });
  }
  return [...groups.values()];
}

const cell = ({ operation, status, is, reason }: LostCell): Row => ({
  subject: `${operation} ${status}`,
  detail: `${is ?? 'not in this run'}${reason === null ? '' : `: ${reason}`}`,
  aside: '',
});

const time = ({ operation, beforeMs, afterMs, cases }: Duration): Row => ({
  subject: operation,
  detail: `${beforeMs} ms → ${afterMs} ms`,
  aside: pluralize('case', cases, true),
});
