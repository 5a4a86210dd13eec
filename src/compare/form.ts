import { isObject } from '../contract/pointer.ts';
import { describe } from '../client/shape.ts';
import type { Phrase } from '../client/phrase.ts';

/** The JSON type of a value (RFC 8259, section 3), with whole numbers apart (JSON Schema, section 6.1.1). */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** The type of a JSON value. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? 'string' : 'boolean';
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE_TIME = /^\d{4}-\d\d-\d\d([Tt ])\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
/** IMF-fixdate (RFC 9110, section 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const URL_TEXT = /^https?:\/\//;

/** The format of a text. Texts without one, such as names, have any content. */
export type Format = 'uuid' | 'date-time' | 'date' | 'HTTP date' | 'URL' | 'text';

/** The format of a text. */
export function formatOf(text: string): Format {
  if (UUID.test(text)) return 'uuid';
  if (DATE_TIME.test(text)) return 'date-time';
  if (DATE.test(text)) return 'date';
  if (HTTP_DATE.test(text)) return 'HTTP date';
  return URL_TEXT.test(text) ? 'URL' : 'text';
}

/** How a date-time is written: `date-time with 3 fraction digits and Z` (RFC 3339, section 5.6). */
export function notationOf(text: string): string {
  const [, separator = 'T', fraction = '', offset = ''] = DATE_TIME.exec(text) ?? [];
  const parts = [
    ...(separator === 'T' ? [] : ['another separator than T']),
    fraction === '' ? 'no fraction' : `${fraction.length - 1} fraction digits`,
    offset === '' ? 'no offset' : /^z$/i.test(offset) ? 'Z' : 'a numeric offset',
  ];
  return `date-time with ${parts.join(' and ')}`;
}

/** True for a text that a server makes up for a resource or a request: a UUID, or a long mixture of letters and digits. */
export const isIdentifier = (value: unknown): value is string =>
  typeof value === 'string' &&
  (UUID.test(value) || (/^[\w.~-]{16,}$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value)));

/** True for a UUID (RFC 9562). */
export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * A text with a mark in place of what servers make up or the suite names: UUIDs, random tokens, names of runs, and times.
 */
export const withoutRandom = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '*')
    .replace(/contract[-_][0-9a-f]{8}[\w-]*/gi, '*')
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, '*')
    .replace(/[\w~+/=-]{16,}/g, (word) => (isRandom(word) ? '*' : word));

/** The text of an error with a mark in place of random parts and of hexadecimal ids, such as one in a path. */
export const withoutIds = (text: string): string =>
  withoutRandom(text.replace(/(?<![a-z\d])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{16,}(?![a-z\d])/gi, '*'));

/** True for hexadecimal digits, and for a mixture of digits, small and capital letters. */
const isRandom = (word: string): boolean =>
  /^[0-9a-f]+$/i.test(word) || (/\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word));

/** True for the name of a property with an identifier: `id`, `orgId`, `project_id`. */
export const namesIdentifier = (name: string): boolean => /^_?id$|[a-z\d](Id|ID|Ids|IDs)$|_ids?$/.test(name);

/** A value as a report shows it: its type, its format or its length. */
export const shown = (value: unknown): Phrase => describe(value);
