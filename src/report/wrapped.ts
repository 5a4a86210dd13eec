import wrapAnsi from 'wrap-ansi';

/** Wraps a text at a number of columns, with an indentation after the first line. `Infinity` keeps it on one line. */
export const wrapped = (text: string, columns: number, indent = 2): string =>
  columns === Infinity
    ? text
    : wrapAnsi(text, columns - indent, { hard: true }).replaceAll('\n', `\n${' '.repeat(indent)}`);
