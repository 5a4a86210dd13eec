import pluralize from 'pluralize';
import { starred } from '../../contract/pointer.ts';
import type { Change, Comparison, Head, LostCell, LostParts } from './compare.ts';
import { type Row, type Section, sectionOf } from '../sections.ts';
import type { Duration } from './durations.ts';

/** Maximum number of operations with response times, the largest changes first. */
const MAX_TIMES = 10;

/** Sections with rows, new deviations first. */
export function sectionsOf(comparison: Comparison): Section[] {
  const { new: added, fixed, stillThere, flaky, unknown, newlyNotProved, newlyUnseen, durations } = comparison;
  const deviations = (count: number) => pluralize('deviation', count, true);
  const [open, waived] = [added.filter(({ waiver }) => waiver === null), added.filter(({ waiver }) => waiver !== null)];
  const cells = grouped(newlyNotProved);
  return [
    sectionOf('✗', pluralize('new deviation', open.length, true), foundRows(open)),
    sectionOf('~', `${pluralize('new deviation', waived.length, true)}, waived`, foundRows(waived)),
    sectionOf('✓', `${deviations(fixed.length)} fixed`, goneRows(fixed)),
    sectionOf('=', `${deviations(stillThere.length)} still there`, foundRows(stillThere)),
    sectionOf('~', pluralize('flaky deviation', flaky.length, true), foundRows(flaky)),
    sectionOf('?', `${pluralize('cell', newlyNotProved.length, true)} no longer proved`, cells.map(cell)),
    sectionOf('?', `${deviations(unknown.length)} not tested again`, goneRows(unknown)),
    sectionOf(
      '?',
      `${pluralize('response', newlyUnseen.length, true)} seen less completely`,
      newlyUnseen.map(unseenRow),
    ),
    sectionOf('⏱', 'response times: medians of the cases that both runs sent', durations.slice(0, MAX_TIMES).map(time)),
  ].filter(({ rows }) => rows.length > 0);
}

/** A line that describes a run. */
export function headLine({ target, startedAt, outcome, counts }: Head): string {
  const when = `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const cells = `${counts.cellsConforming} of ${pluralize('cell', counts.cells, true)} conforming`;
  return `${target.name} (${target.baseUrl}) on ${when}: ${outcome}, ${cells}`;
}

/** Maximum number of finding ids of a row. */
const MAX_IDS = 5;

/** Findings of the same cause in one row, with what is known of those that still occur. */
const foundRows = (changes: readonly Change[]): Row[] =>
  byCause(changes).map((group) => {
    const [first] = group;
    const { received, expected, flaky, lostWaiver, where } = first;
    const cases = new Set(group.flatMap((change) => change.cases)).size;
    const waived = group.filter(({ waiver }) => waiver !== null);
    const aside = [
      `${idsOf(group)} in ${pluralize('case', cases, true)}`,
      ...(flaky ? ['flaky'] : []),
      ...(waived.length > 0 ? [waivedBy(waived, group)] : []),
      ...(lostWaiver === true ? ['no longer waived'] : []),
      ...(where === null ? [] : [`${where.document}:${where.line}`]),
    ];
    const row = rowOf(group);
    return {
      ...row,
      detail: `${first.message} (received ${received}; expected ${expected})`,
      aside: aside.join(' · '),
    };
  });

const goneRows = (changes: readonly Change[]): Row[] => byCause(changes).map(rowOf);

function rowOf(group: Group): Row {
  const [{ check, operation, status, message }] = group;
  const operations = new Set(group.map((change) => change.operation)).size;
  const subject = operations === 1 ? `${operation} ${status}` : pluralize('operation', operations, true);
  return { subject: `${check} of ${subject}`, detail: message, aside: idsOf(group) };
}

function idsOf(group: Group): string {
  const ids = group.slice(0, MAX_IDS).map(({ id }) => id);
  const more = group.length > MAX_IDS ? ` and ${group.length - MAX_IDS} more` : '';
  return `${pluralize('finding', group.length)} ${ids.join(' ')}${more}`;
}

const waivedBy = (waived: readonly Change[], group: Group): string =>
  waived.length === group.length
    ? `waived by ${[...new Set(waived.map(({ waiver }) => waiver))].join(', ')}`
    : `${waived.length} of ${group.length} waived`;

type Group = readonly [Change, ...Change[]];

/** Groups findings by check, place and message; those of the status also by the received status. */
function byCause(changes: readonly Change[]): Group[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const { check, pointer, message, received, flaky } = change;
    const key = JSON.stringify([check, starred(pointer), message, pointer === '' ? received : '', flaky]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()];
}

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

/** Maximum number of parts of a response that are named. */
const MAX_PARTS = 5;

function unseenRow({ operation, status, parts }: LostParts): Row {
  const more = parts.length > MAX_PARTS ? ` and ${parts.length - MAX_PARTS} more` : '';
  const detail = `no longer contains ${parts.slice(0, MAX_PARTS).join(', ')}${more}`;
  return { subject: `${operation} ${status}`, detail, aside: '' };
}

const time = ({ operation, beforeMs, afterMs, cases }: Duration): Row => ({
  subject: operation,
  detail: `${beforeMs} ms → ${afterMs} ms`,
  aside: pluralize('case', cases, true),
});
