import { isObject, valueAt } from './pointer.ts';

/** Limits of a displayed fragment. */
const DEEPEST = 4;
const MAX_ENTRIES = 40;
const LONGEST_TEXT = 200;

/** Keys that do not constrain values. */
const PROSE = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs']);

/** The part of a document at a pointer, shortened for display: the object there, or the object around a keyword. */
export function fragmentAt(root: unknown, pointer: string): unknown {
  const value = valueAt(root, pointer);
  return outline(isObject(value) ? value : valueAt(root, pointer.slice(0, pointer.lastIndexOf('/'))), DEEPEST);
}

/** @param named true if keys are names of properties, which may equal a keyword */
function outline(value: unknown, deep: number, named = false): unknown {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (deep === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => outline(item, deep - 1));
  const entries = Object.entries(value).filter(([key]) => named || !PROSE.has(key));
  const shown = entries
    .slice(0, MAX_ENTRIES)
    .map(([key, child]): [string, unknown] => [key, outline(child, deep - 1, key === 'properties' && !named)]);
  const left = entries.length - shown.length;
  return Object.fromEntries(left > 0 ? [...shown, ['…', `${left} more`]] : shown);
}
