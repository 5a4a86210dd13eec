import { afterBlanks, afterString } from './json-lines.ts';

/** Average length of a line, in characters, above which a text is minified. */
const LONGEST_AVERAGE = 200;

/** Maximum growth of a text, and its maximum length. The indentation of nested parts could otherwise fill the memory. */
const MOST_GROWTH = 20;
const LONGEST = 2 ** 26;

/** True for a text whose lines are so long that their numbers locate nothing. */
export function isMinified(text: string): boolean {
  const trimmed = text.trimEnd();
  return trimmed.length > LONGEST_AVERAGE * trimmed.split('\n').length;
}

/**
 * Formats a valid JSON text, with the lines of `JSON.stringify(value, null, 2)`. Only whitespace outside of strings
 * changes: numbers, escapes, the order of names and duplicates stay as they are.
 *
 * @returns the same text if it would become more than 20 times as long, or longer than 64 Mi characters
 */
export function formatJson(text: string): string {
  const pieces: string[] = [];
  const most = Math.min(LONGEST, MOST_GROWTH * text.length);
  let [length, depth, last] = [0, 0, ''];
  const add = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
  };
  for (let at = afterBlanks(text, 0); at < text.length; at = afterBlanks(text, at)) {
    const token = text.slice(at, afterToken(text, at));
    at += token.length;
    if (isClosing(token)) depth--;
    // An empty object or array is written in one line.
    if (last === ',' || isOpening(last) !== isClosing(token)) add(`\n${'  '.repeat(depth)}`);
    add(token === ':' ? ': ' : token);
    if (isOpening(token)) depth++;
    if (length > most) return text;
    last = token;
  }
  return `${pieces.join('')}\n`;
}

const isOpening = (token: string): boolean => token === '{' || token === '[';
const isClosing = (token: string): boolean => token === '}' || token === ']';

/** A number or a literal. */
const SCALAR = /[^\s{}[\],:"]+/y;

/** The offset after the token at an offset: a string, a number, a literal or a character of the syntax. */
function afterToken(text: string, offset: number): number {
  if (text.charAt(offset) === '"') return afterString(text, offset);
  SCALAR.lastIndex = offset;
  return SCALAR.test(text) ? SCALAR.lastIndex : offset + 1;
}
