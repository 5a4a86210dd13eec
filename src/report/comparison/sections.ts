import pluralize from 'pluralize';
import type { Change, Comparison, Head, LostCell } from './compare.ts';
import { type Row, type Section, sectionOf } from '../sections.ts';
import { type Duration, notable } from './durations.ts';

/** The sections that have rows, new deviations first. */
export function sectionsOf(comparison: Comparison): Section[] {
  const { new: added, fixed, stillThere, flaky, unknown, newlyNotProved } = comparison;
  const deviations = (count: number) => pluralize('deviation', count, true);
  const moved = notable(comparison.durations);
  return [
    sectionOf('✗', pluralize('new deviation', added.length, true), added.map(found)),
    sectionOf('✓', `${deviations(fixed.length)} fixed`, fixed.map(lost)),
    sectionOf('=', `${deviations(stillThere.length)} still there`, stillThere.map(found)),
    sectionOf('~', `${deviations(flaky.length)} that come and go`, flaky.map(found)),
    sectionOf('?', `${pluralize('cell', newlyNotProved.length, true)} newly not proved`, newlyNotProved.map(cell)),
    sectionOf('?', `${deviations(unknown.length)} that nobody looked for again`, unknown.map(lost)),
    sectionOf('⏱', 'response times that moved, medians of the cases that both runs asked', moved.map(time)),
  ].filter(({ rows }) => rows.length > 0);
}

/** One line about a run. */
export function headLine({ target, startedAt, outcome, counts }: Head): string {
  const when = `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const cells = `${counts.cellsConforming} of ${counts.cells} cells conforming`;
  return `${target.name} (${target.baseUrl}) on ${when}: ${outcome}, ${cells}`;
}

function found(change: Change): Row {
  const { received, expected, id, cases, flaky, waiver, where } = change;
  const aside = [
    `finding ${id} in ${pluralize('case', cases.length, true)}`,
    ...(flaky ? ['flaky'] : []),
    ...(waiver === null ? [] : [`waived by ${waiver}`]),
    ...(where === null ? [] : [`${where.document}:${where.line}`]),
  ];
  return { ...lost(change), said: `${change.message} (${received}, not ${expected})`, aside: aside.join(' · ') };
}

const lost = ({ check, operation, status, message, id }: Change): Row => ({
  ...{ subject: `${check} of ${operation} ${status}`, said: message, aside: `finding ${id}` },
});

const cell = ({ operation, status, was, is, reason }: LostCell): Row => ({
  subject: `${operation} ${status}`,
  said: `${is ?? 'not in this run'}${reason === null ? '' : `: ${reason}`}`,
  aside: `was ${was}`,
});

const time = ({ operation, beforeMs, afterMs, cases }: Duration): Row => ({
  subject: operation,
  said: `${beforeMs} ms → ${afterMs} ms`,
  aside: pluralize('case', cases, true),
});
