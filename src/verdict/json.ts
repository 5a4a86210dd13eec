import { namesOf } from '../client/shape.ts';
import { toPointer } from '../contract/pointer.ts';

/** Details of a JSON text that JSON.parse loses. */
export interface JsonDetails {
  /** Pointers of members whose name is repeated in the same object (RFC 8259, section 4). */
  duplicates: string[];
  /** Numbers that a double may not represent exactly, as text, by pointer. */
  numbers: ReadonlyMap<string, string>;
}

/** A number that a double may not represent exactly: one with many digits, or with an exponent. */
const UNUSUAL_NUMBER = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*[eE])/;

/** A number that a double may round to a whole one: a long fraction, or a very small number. */
const ROUNDED_TO_WHOLE = /(?:^|[:,[\s])-?\d+(?:\.\d{15}|(?:\.\d+)?[eE]-\d)/;

/** Text with such a number. It also matches some UUIDs, but is faster. */
const MAY_BE_ROUNDED = /\.\d{15}|\d[eE]-\d/;

/**
 * Reads details from a JSON text. The text is scanned only if a quick test shows that it may have any: it has more
 * names than the parsed value has members, or a number with many digits.
 *
 * @param text valid JSON
 * @param value the parsed text
 */
export function jsonDetails(text: string, value: unknown): JsonDetails {
  const { members, numbers } = inventory(value);
  const isPlain = !mayBeInexact(text, numbers) && !/"\s+:/.test(text) && count(text, '":') === members;
  return isPlain ? { duplicates: [], numbers: NO_NUMBERS } : scan(text);
}

function mayBeInexact(text: string, numbers: Inventory['numbers']): boolean {
  if (numbers === 'other') return UNUSUAL_NUMBER.test(text);
  return numbers === 'whole' && MAY_BE_ROUNDED.test(text) && ROUNDED_TO_WHOLE.test(text);
}

const NO_NUMBERS: ReadonlyMap<string, string> = new Map();

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++;
  return found;
}

/** A summary of a value that decides whether its text is scanned. */
interface Inventory {
  /** Number of members of all objects. */
  members: number;
  /** Whether there are numbers, and whether all of them are whole and exact. */
  numbers: 'none' | 'whole' | 'other';
}

function inventory(root: unknown): Inventory {
  const found: Inventory = { members: 0, numbers: 'none' };
  const open: unknown[] = [[root]];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) for (const child of value) note(child, found, open);
    else {
      const names = namesOf(value as Record<string, unknown>);
      found.members += names.length;
      // Object.entries of a million members takes longer than the rest of the validation.
      for (const name of names) note((value as Record<string, unknown>)[name], found, open);
    }
  }
  return found;
}

function note(child: unknown, found: Inventory, open: unknown[]): void {
  if (typeof child === 'object' && child !== null) open.push(child);
  else if (typeof child === 'number' && found.numbers !== 'other') {
    found.numbers = Number.isSafeInteger(child) ? 'whole' : 'other';
  }
}

/** An object or array that is being scanned. */
interface Container {
  /** Names so far; absent for an array. */
  names?: Set<string>;
  /** Name or index of the current member. */
  at: string | number;
  /** True if the next string is a name. */
  expectsName: boolean;
}

function scan(text: string): JsonDetails {
  const duplicates: string[] = [];
  const numbers = new Map<string, string>();
  const open: Container[] = [];
  const pointer = () => toPointer(open.map(({ at }) => at));
  for (let at = 0; at < text.length; at++) {
    const inside = open.at(-1);
    const char = text.charAt(at);
    if (char === '{') open.push({ names: new Set(), at: '', expectsName: true });
    else if (char === '[') open.push({ at: 0, expectsName: false });
    else if (char === '}' || char === ']') open.pop();
    else if (char === ',' && inside !== undefined) {
      if (inside.names === undefined) inside.at = Number(inside.at) + 1;
      else inside.expectsName = true;
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (inside?.names !== undefined && inside.expectsName) {
        inside.at = JSON.parse(text.slice(at, end)) as string;
        inside.expectsName = false;
        if (inside.names.has(inside.at)) duplicates.push(pointer());
        inside.names.add(inside.at);
      }
      at = end - 1;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const number = numberAt(text, at);
      if (UNUSUAL_NUMBER.test(number)) numbers.set(pointer(), number);
      at += number.length - 1;
    }
  }
  return { duplicates, numbers };
}

/** Index after the closing quotation mark of a string. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (char === '"') return at + 1;
  }
  return text.length;
}

function numberAt(text: string, start: number): string {
  const number = /[-+.\deE]+/y;
  number.lastIndex = start;
  return number.exec(text)?.[0] ?? '';
}
