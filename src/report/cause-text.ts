import pluralize from 'pluralize';
import { type Cause, FLAKY } from './causes.ts';
import { clean } from './clean.ts';
import type { Terminal } from './terminal.ts';
import { findingRows, NAME_WIDTH } from './finding-rows.ts';
import { wrapped } from './wrapped.ts';

/** Maximum number of finding ids per cause. */
const MAX_IDS = 12;

/**
 * A cause in one line.
 *
 * @param withOperation true: its only operation is named, because no further lines name it
 */
export function causeTitle(
  { finding: { check }, title, cases, operations }: Cause,
  isNew: boolean,
  { colors, columns }: Terminal,
  withOperation = false,
): string {
  const [only = ''] = operations;
  const many =
    operations.length > 1 ? ` of ${operations.length} operations` : withOperation ? ` of ${clean(only)}` : '';
  const count = cases.length > 1 || withOperation ? `  in ${pluralize('case', cases.length, true)}${many}` : '';
  return wrapped(`✗ ${check}  ${clean(title)}${count}${isNew ? '  (new)' : ''}`, columns).replace(/^✗ \S+/, colors.red);
}

/** A cause with all its details. */
export function causeText(cause: Cause, isNew: boolean, mostRemarks: number, terminal: Terminal): string {
  const { finding, ids, first } = cause;
  const { colors, columns } = terminal;
  const row = (name: string, text: string): string => `  ${colors.dim(name.padEnd(NAME_WIDTH))}  ${text}`;
  const prose = (name: string, text: string): string => row(name, wrapped(clean(text), columns, 12));
  const remarks = [
    ...(first.steps ?? []).map((step) => prose('step', step)),
    ...(first.flaky ? [prose('note', FLAKY)] : []),
    ...first.notes.map((note) => prose('note', note)),
  ];
  return [
    causeTitle(cause, isNew, terminal),
    prose(
      'finding',
      ids.length > MAX_IDS ? `${ids.slice(0, MAX_IDS).join(' ')} … ${ids.length - MAX_IDS} more` : ids.join(' '),
    ),
    prose('case', first.id),
    ...findingRows(finding).map(([name, text]) => prose(name, text)),
    row('repeat', clean(first.curl)),
    ...remarks.slice(0, mostRemarks),
    ...(remarks.length > mostRemarks ? [row('', `… ${remarks.length - mostRemarks} more`)] : []),
  ].join('\n');
}
