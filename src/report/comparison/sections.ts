import pluralize from 'pluralize';
import type { Change, Comparison, Head, LostCell } from './compare.ts';
import { type Duration, notable } from './durations.ts';

/** Most rows of a section that are written out; JSON has all. */
const MOST_ROWS = 50;

/** What is told of a comparison, whatever it is told in. */
export interface Section {
  glyph: '✗' | '✓' | '=' | '~' | '?' | '⏱';
  title: string;
  rows: Row[];
  /** Rows that are left out. */
  more: number;
}

/** Something that happened, and where it shows. */
export interface Row {
  /** What a server has no say in: operation, status, check. */
  subject: string;
  /** What it has a say in, or numbers. */
  said: string;
  aside: string;
}

/** The sections that have rows, new deviations first. */
export function sectionsOf(comparison: Comparison): Section[] {
  const { new: added, fixed, stillThere, flaky, unknown, newlyNotProved } = comparison;
  const counted = (glyph: Section['glyph'], rows: Row[], title: string): Section => ({
    ...{ glyph, title, rows: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) },
  });
  const deviations = (count: number) => pluralize('deviation', count, true);
  const moved = notable(comparison.durations);
  return [
    counted('✗', added.map(found), pluralize('new deviation', added.length, true)),
    counted('✓', fixed.map(lost), `${deviations(fixed.length)} fixed`),
    counted('=', stillThere.map(found), `${deviations(stillThere.length)} still there`),
    counted('~', flaky.map(found), `${deviations(flaky.length)} that come and go`),
    counted('?', newlyNotProved.map(cell), `${pluralize('cell', newlyNotProved.length, true)} newly not proved`),
    counted('?', unknown.map(lost), `${deviations(unknown.length)} that nobody looked for again`),
    counted('⏱', moved.map(time), 'response times that moved, medians of the cases that both runs asked'),
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
