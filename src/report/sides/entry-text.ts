import { clean } from '../clean.ts';
import type { Terminal } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import { entryOf } from './entry.ts';
import type { DifferenceCause } from './sides.ts';

/** Width of the longest label. */
const WIDTH = 6;

/** A cause in one line: its class and kind, what differs, and where. */
export const titleLine = (cause: DifferenceCause, isNew: boolean, terminal: Terminal): string =>
  title(cause, isNew, terminal, `${entryOf(cause).shortPlace}: `);

function title(cause: DifferenceCause, isNew: boolean, { colors, columns }: Terminal, place = ''): string {
  const { label, message, count } = entryOf(cause);
  const mark = `${glyphOf(cause)} ${label}`;
  const line = clean(`${mark}  ${place}${message}  ${count}${isNew ? '  (new)' : ''}`);
  const paint = cause.fails ? colors.red : cause.waiver === null ? colors.dim : colors.yellow;
  return wrapped(line, columns).replace(mark, paint(mark));
}

/** A cause that fails, one that is waived, and others. */
const glyphOf = ({ fails, waiver }: DifferenceCause): string => (fails ? '✗' : waiver === null ? '≠' : '~');

/** A cause with all its details; the shapes of both sides are aligned. */
export function entryLines(cause: DifferenceCause, isNew: boolean, terminal: Terminal): string[] {
  const { place, a, b, only, ids } = entryOf(cause);
  const { colors, columns } = terminal;
  const row = (name: string, text: string): string => `  ${colors.dim(name.padEnd(WIDTH))}  ${text}`;
  const prose = (name: string, text: string): string => row(name, wrapped(clean(text), columns, WIDTH + 4));
  return [
    title(cause, isNew, terminal),
    prose('where', place),
    prose('a', a),
    prose('b', b),
    row('repeat', clean(only)),
    prose(cause.fails ? 'waive' : 'id', ids),
  ];
}
