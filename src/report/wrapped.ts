import wrapAnsi from 'wrap-ansi';

/** A text in lines of at most so many columns, those after the first one indented; with `Infinity` it stays one line. */
export const wrapped = (text: string, columns: number, indent = 2): string =>
  columns === Infinity
    ? text
    : wrapAnsi(text, columns - indent, { hard: true }).replaceAll('\n', `\n${' '.repeat(indent)}`);
