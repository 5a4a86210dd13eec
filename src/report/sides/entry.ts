import pluralize from 'pluralize';
import type { ReportedCase } from '../contract-json.ts';
import { isOpen } from '../waiver-lines.ts';
import { classOf } from './classes.ts';
import type { DifferenceCause } from './sides.ts';

/** Maximum number of operations and of ids that an entry names; contract.json contains all. */
const MAX_NAMES = 3;
const MAX_IDS = 12;

/** A cause of differences as texts. */
export interface Entry {
  /** Class and kind: `regression · status`. */
  label: string;
  message: string;
  /** The operations, and the pointer into their bodies. */
  place: string;
  /** The same with the first operation only. */
  shortPlace: string;
  a: string;
  b: string;
  /** The number of cases: `in 3 cases`. */
  count: string;
  /** Arguments that repeat the first case. */
  only: string;
  /** Ids for `waive`. */
  ids: string;
}

/** The texts of a cause. */
export function entryOf(cause: DifferenceCause): Entry {
  const { kind, message, operations, pointer, a, b, cases, ids, waiver } = cause;
  const at = (names: string): string => (pointer === '' ? names : `${names} ${pointer}`);
  return {
    label: `${labelOf(cause)} · ${kind}`,
    message,
    place: at(named(operations, MAX_NAMES)),
    shortPlace: at(named(operations, 1)),
    ...{ a, b },
    count: `in ${pluralize('case', cases.length, true)}${waiver === null ? '' : `, waived by ${waiver}`}`,
    only: `--only ${quoted(cases[0] ?? '')}`,
    ids: ids.length > MAX_IDS ? `${ids.slice(0, MAX_IDS).join(' ')} … ${ids.length - MAX_IDS} more` : ids.join(' '),
  };
}

function named(operations: readonly string[], most: number): string {
  const more = operations.length - most;
  const names = operations.slice(0, most).join(', ');
  return more > 0 ? `${names} and ${pluralize('more operation', more, true)}` : names;
}

const labelOf = (cause: DifferenceCause): string => `${cause.waiver === null ? '' : 'waived '}${classOf(cause)}`;

/** An argument for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Why a case of a comparison fails: one line for each difference. */
export function differenceLines({ findings, sides }: ReportedCase): string[] {
  const failing = new Set(findings.filter(isOpen).map(({ id }) => id));
  return (sides?.differences ?? [])
    .filter(({ id }) => failing.has(id))
    .map((each) => {
      const place = each.message.includes(each.pointer) ? '' : `${each.pointer}: `;
      return `${classOf(each)}: ${place}${each.message} (a: ${each.a} → b: ${each.b})`;
    });
}
