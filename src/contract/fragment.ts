import { isObject, valueAt } from './pointer.ts';

/** Limits of a displayed fragment. */
const DEEPEST = 4;
const MAX_ENTRIES = 40;
const LONGEST_TEXT = 200;

/** Keys that do not constrain values. */
const PROSE = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs']);

/** Replaces what must not be shown in a text. */
export type Redact = (text: string) => string;

/** The part of a document at a pointer, shortened for display: the object there, or the object around a keyword. */
export function fragmentAt(root: unknown, pointer: string, redact: Redact): unknown {
  const value = valueAt(root, pointer);
  const shown = isObject(value) ? value : valueAt(root, pointer.slice(0, pointer.lastIndexOf('/')));
  return outline(shown, DEEPEST, redact);
}

/** @param named true if keys are names of properties, which may equal a keyword */
function outline(value: unknown, deep: number, redact: Redact, named = false): unknown {
  if (typeof value === 'string') return shortened(redact(value));
  if (typeof value !== 'object' || value === null) return value;
  if (deep === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => outline(item, deep - 1, redact));
  const entries = Object.entries(value).filter(([key]) => named || !PROSE.has(key));
  const shown = entries
    .slice(0, MAX_ENTRIES)
    .map(([key, child]) => [redact(key), outline(child, deep - 1, redact, key === 'properties' && !named)] as const);
  const left = entries.length - shown.length;
  return Object.fromEntries(left > 0 ? [...shown, ['…', `${left} more`]] : shown);
}

const shortened = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
