import { createLineCounter, type LineIndex } from './line-index.ts';
import { toTokens } from './pointer.ts';

/** A member of an object, or an item of an array: the offsets of its key, if it has one, and of its value. */
interface Child {
  start: number;
  value: number;
}

/** Lines of a valid JSON text. Reads only the objects and arrays on the way to a value, each of them once. */
export class JsonLines implements LineIndex {
  readonly #text: string;
  readonly #lineAt: (offset: number) => number;
  /** The children of objects and arrays that were read, by their offset. */
  readonly #children = new Map<number, Map<string, Child>>();

  constructor(text: string) {
    this.#text = text;
    this.#lineAt = createLineCounter(text);
  }

  lineOf(pointer: string): number {
    let at: Child = { start: 0, value: afterBlanks(this.#text, 0) };
    for (const token of toTokens(pointer)) {
      const child = this.#childrenAt(at.value).get(token);
      if (child === undefined) break;
      at = child;
    }
    return this.#lineAt(at.start);
  }

  #childrenAt(offset: number): Map<string, Child> {
    const known = this.#children.get(offset) ?? childrenAt(this.#text, offset);
    this.#children.set(offset, known);
    return known;
  }
}

/** The children of the object or array at an offset; none if another value is there. */
function childrenAt(text: string, offset: number): Map<string, Child> {
  const children = new Map<string, Child>();
  const isObject = text[offset] === '{';
  if (!isObject && text[offset] !== '[') return children;
  for (let at = afterBlanks(text, offset + 1); text[at] !== '}' && text[at] !== ']'; at = afterBlanks(text, at)) {
    const start = at;
    const afterKey = isObject ? afterString(text, start) : start;
    const name = isObject ? (JSON.parse(text.slice(start, afterKey)) as string) : String(children.size);
    const value = isObject ? afterBlanks(text, afterBlanks(text, afterKey) + 1) : start;
    children.set(name, { start, value });
    at = afterBlanks(text, afterValue(text, value));
    if (text[at] === ',') at++;
  }
  return children;
}

/** The offset of the first character that is not whitespace, at an offset or after it. */
export function afterBlanks(text: string, offset: number): number {
  let at = offset;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at++;
  return at;
}

/** The offset after the value at an offset. */
function afterValue(text: string, offset: number): number {
  let [at, depth] = [offset, 0];
  do {
    const char = text[at];
    if (char === '"') at = afterString(text, at);
    else {
      at++;
      if (char === '{' || char === '[') depth++;
      else if (char === '}' || char === ']') depth--;
      else if (depth === 0) while (/[\w.+-]/.test(text.charAt(at))) at++;
    }
  } while (depth > 0);
  return at;
}

/** The offset after the string at an offset. */
export function afterString(text: string, offset: number): number {
  for (let at = text.indexOf('"', offset + 1); ; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}
