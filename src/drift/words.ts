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
  if (old === undefined) return `is one of ${[...(now ?? [])].join(', ')}`;
  if (now === undefined) return 'may be any value';
  const [lost, won] = [[...old].filter((value) => !now.has(value)), [...now].filter((value) => !old.has(value))];
  return [
    ...(lost.length > 0 ? [`is never ${lost.join(', ')} any more`] : []),
    ...(won.length > 0 ? [`may be ${won.join(', ')} as well`] : []),
  ].join(' and ');
}

/** Describes the change of a keyword. */
export function changed([before, after]: readonly [string, string], old: unknown, now: unknown): string {
  const [was, is] = [shown(old), shown(now)];
  if (old === undefined) return `has ${after} ${is}`;
  if (now === undefined) return `no longer has ${before} ${was}`;
  return `has ${after} ${is}, not ${before === after ? '' : `${before} `}${was}`;
}

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'that differs';
