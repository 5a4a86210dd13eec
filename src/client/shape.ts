import { isObject } from '../contract/pointer.ts';
import type { Redact } from './redaction.ts';
import { ownWords, phrase, type Phrase } from './phrase.ts';

/** A body as reports show it: keys, types, kinds and lengths, but no values. */
export type Shape = string | Shape[] | { [key: string]: Shape };

/** Limits of a shape. */
const MAX_ITEMS = 3;
const MAX_KEYS = 100;
const DEEPEST = 12;

const KINDS: readonly [RegExp, string][] = [
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'uuid'],
  [/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i, 'date-time'],
  [/^\d{4}-\d\d-\d\d$/, 'date'],
  [/^https?:\/\//, 'URL'],
];

/** Maximum total length of the names in a shape; each value adds {@link PER_VALUE} characters. */
const LARGEST = 50_000;
const PER_VALUE = 16;

/** Longest name that is shown. */
const LONGEST_NAME = 200;

/**
 * Describes a JSON value without its content. The size of a shape is limited, because a run keeps all of them.
 *
 * @param redact applied to names of properties, the only texts that a shape contains
 */
export const shapeOf = (value: unknown, redact: Redact): Shape => limitedShape(value, redact, 0, { left: LARGEST });

function limitedShape(value: unknown, redact: Redact, depth: number, room: { left: number }): Shape {
  const isFull = () => depth > DEEPEST || room.left <= 0;
  if (Array.isArray(value)) {
    if (isFull()) return `array of length ${value.length}`;
    const shown = value.slice(0, MAX_ITEMS).map((item) => {
      room.left -= PER_VALUE;
      return limitedShape(item, redact, depth + 1, room);
    });
    return value.length > MAX_ITEMS ? [...shown, `… ${value.length - MAX_ITEMS} more`] : shown;
  }
  if (!isObject(value)) return primitiveShape(value);
  const names = namesOf(value);
  if (isFull()) return `object of ${names.length} properties`;
  const shown: [string, Shape][] = [];
  for (const name of names.slice(0, MAX_KEYS)) {
    if (room.left <= 0) break;
    const shownName = wholeName(name);
    room.left -= shownName.length + PER_VALUE;
    shown.push([redact(shownName), limitedShape(value[name], redact, depth + 1, room)]);
  }
  const members: Record<string, Shape> = Object.fromEntries(shown);
  // Names may be equal once they are shortened and redacted.
  const more = names.length - Object.keys(members).length;
  return more > 0 ? Object.fromEntries([...Object.entries(members), ['…', `${more} more`]]) : members;
}

/** A name if it is short, otherwise its length. It is never cut, because redaction would miss a part of a secret. */
export const wholeName = (name: string): string =>
  name.length > LONGEST_NAME ? `(name of ${name.length} characters)` : name;

function primitiveShape(value: unknown): string {
  if (typeof value === 'string') return stringShape(value);
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'null' : typeof value;
}

function stringShape(text: string): string {
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1];
  return kind ?? `string of length ${text.length}`;
}

/** Names of large objects. Listing a million names takes half as long as parsing them. */
const listed = new WeakMap<object, readonly string[]>();
const MANY_NAMES = 1000;

/** The names of an object's own members. */
export function namesOf(value: object): readonly string[] {
  const known = listed.get(value);
  if (known !== undefined) return known;
  const names = Object.keys(value);
  if (names.length > MANY_NAMES) listed.set(value, names);
  return names;
}

/** Describes a value in one line: its type, and for objects its keys. */
export function describe(value: unknown): Phrase {
  if (value === undefined) return ownWords('nothing');
  if (Array.isArray(value)) return ownWords(`array of length ${value.length}`);
  if (!isObject(value)) return ownWords(primitiveShape(value));
  const keys = namesOf(value);
  if (keys.length === 0) return ownWords('object without properties');
  const more = ownWords(keys.length > 12 ? `, … ${keys.length - 12} more` : '');
  return phrase`object with ${keys.slice(0, 12).map(wholeName).join(', ')}${more}`;
}

/** A text if it is short, otherwise its length. It is never cut, because redaction would miss a part of a secret. */
export const whole = (text: string, longest: number): Phrase =>
  text.length > longest ? ownWords(`string of length ${text.length}`) : phrase`${text}`;
