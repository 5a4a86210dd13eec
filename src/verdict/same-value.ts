import { isObject } from '../contract/pointer.ts';

/** True for a text that hides a value: it consists of mask characters, or says that it is hidden. */
const MASK = /^[*•·xX#.\-\s]{3,}$|^.{0,6}[*•]{3,}.{0,6}$|^<[^>]*>$|^\[?(hidden|redacted|masked)\]?$|…|\.\.\.|[*•]{3,}/i;

export const isMasked = (value: unknown): boolean => typeof value === 'string' && (value === '' || MASK.test(value));

/**
 * True if two values of a property mean the same: numbers by value, keys in any order, dates by time, null like absent.
 */
export function areSame(a: unknown, b: unknown): boolean {
  if (a === b || isAbsent(a) || isAbsent(b)) return isAbsent(a) === isAbsent(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    // A list of tags may be sorted, and lose its duplicates.
    if (a.every(isScalar) && b.every(isScalar))
      return a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));
    return a.length === b.length && a.every((item) => b.some((other) => areSame(item, other)));
  }
  if (isObject(a) && isObject(b)) {
    // A read may leave out what a write shows, and add to it.
    return Object.keys(a).every((name) => !(name in b) || areSame(a[name], b[name]));
  }
  const [left, right] = [a, b].map(timeOf);
  if (left !== undefined && left === right) return true;
  return typeof a !== typeof b && isScalar(a) && isScalar(b) && String(a) === String(b);
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Milliseconds of a date-time (RFC 3339). */
export const timeOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) ? Date.parse(value) : undefined;

/** A value as servers normalize it: without case, space and punctuation at its ends. */
export const normalized = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_]+/g, '-')
    : value;

/** True if a value may be a normalized form of another, or be made from it: a slug with a suffix, a trimmed name. */
export function isDerived(value: unknown, from: unknown): boolean {
  const [left, right] = [normalized(value), normalized(from)];
  if (typeof left !== 'string' || typeof right !== 'string' || right === '') return areSame(left, right);
  return left.includes(right) || (left.length > 2 && right.includes(left));
}

/** Words of names of properties that change with every write, or at every read. */
const STAMP_WORDS = new Set([
  ...['version', 'revision', 'rev', 'etag', 'checksum', 'nonce', 'timestamp', 'stamp'],
  ...['updated', 'modified', 'changed', 'accessed', 'seen', 'at'],
]);

/** True for a name such as `updatedAt`, `version` or `lastUsed`. */
export function isStamp(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word) => STAMP_WORDS.has(word)) || (words[0] === 'last' && words[1] !== 'name');
}
