import { toPointer } from '../contract/pointer.ts';

/** What a JSON text says that JSON.parse loses. */
export interface JsonDetails {
  /** Pointers of members whose name their object has had before (RFC 8259, section 4). */
  duplicates: string[];
  /** Numbers that a double may not hold, as they are written, by pointer. */
  numbers: ReadonlyMap<string, string>;
}

/** A number whose text may say more than a double does: many digits, or an exponent. */
const UNUSUAL_NUMBER = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*[eE])/;

/** What may be rounded to a whole number that a double holds: a long fraction, or one too small for a double. */
const ROUNDED_TO_WHOLE = /\.\d{15}|\d[eE]-\d/;

/**
 * Reads from a JSON text what JSON.parse loses, where a cheap look says that there may be something: more names than the
 * parsed value has members, or a number with many digits.
 *
 * @param text valid JSON
 * @param value the text, parsed
 */
export function jsonDetails(text: string, value: unknown): JsonDetails {
  const { members, numbers } = inventory(value);
  const isUsual = numbers === 'none' || !(numbers === 'whole' ? ROUNDED_TO_WHOLE : UNUSUAL_NUMBER).test(text);
  const isPlain = isUsual && !/"\s+:/.test(text) && count(text, '":') === members;
  return isPlain ? { duplicates: [], numbers: NO_NUMBERS } : scan(text);
}

const NO_NUMBERS: ReadonlyMap<string, string> = new Map();

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++;
  return found;
}

/** What a value holds, as far as it decides whether its text is worth a second look. */
interface Inventory {
  /** Members of all objects. */
  members: number;
  /** Whether there are numbers, and all of them whole and exact. */
  numbers: 'none' | 'whole' | 'other';
}

function inventory(root: unknown): Inventory {
  const found: Inventory = { members: 0, numbers: 'none' };
  const open: unknown[] = [[root]];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) for (const child of value) note(child, found, open);
    else {
      // A list of a million names or values takes longer to make than the rest of the judgement.
      for (const name in value as Record<string, unknown>) {
        found.members++;
        note((value as Record<string, unknown>)[name], found, open);
      }
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

/** An object or array that is being read. */
interface Container {
  /** Names so far; absent: an array. */
  names?: Set<string>;
  /** Name or index of the member that is being read. */
  at: string | number;
  /** True where a string would be a name. */
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

/** Index behind the closing quotation mark of the string that begins at an index. */
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
