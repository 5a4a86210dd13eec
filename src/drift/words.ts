import { isObject } from '../contract/pointer.ts';
import { plain, type Schema, typeNames, valuesOf } from './plain-schema.ts';

/** A readable name of an alternative. */
export function kindOf(schema: unknown): string {
  const written = plain(schema, '3.1');
  const { properties } = written;
  const values = valuesOf(written);
  if (values !== undefined) return [...values].join(' or ');
  const names = isObject(properties) ? Object.keys(properties).slice(0, 5) : [];
  const kind = typeNames(written);
  return names.length === 0 ? kind : `${kind} with ${names.join(', ')}`;
}

/** Describes the change of a list of values. */
export function valuesMessage(before: Schema, after: Schema): string {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (old === undefined) return `is limited to ${[...(now ?? [])].join(', ')}`;
  if (now === undefined) return 'may now be any value';
  const [removed, added] = [[...old].filter((value) => !now.has(value)), [...now].filter((value) => !old.has(value))];
  return [
    ...(removed.length > 0 ? [`may no longer be ${removed.join(', ')}`] : []),
    ...(added.length > 0 ? [`may also be ${added.join(', ')}`] : []),
  ].join(' and ');
}

/** Describes the change of a keyword. */
export function changed([before, after]: readonly [string, string], old: unknown, now: unknown): string {
  if (old === undefined) return `has ${named(after, now)}`;
  if (now === undefined) return `no longer has ${named(before, old)}`;
  if (!isScalar(old) || !isScalar(now)) return `has a different value for ${after}`;
  return `has ${named(after, now)}, not ${before === after ? String(old) : named(before, old)}`;
}

/** A keyword with its value, unless the value is a list or an object. */
const named = (keyword: string, value: unknown): string =>
  isScalar(value) ? `${keyword} ${String(value)}` : `the keyword ${keyword}`;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
