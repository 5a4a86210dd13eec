import { isObject } from '../../contract/pointer.ts';
import { LONGEST, matches } from '../pattern.ts';

/** A value that breaks one keyword of a parameter's schema and, if possible, no other. */
export interface Broken {
  keyword: string;
  value: string | string[];
}

type Schema = Record<string, unknown>;

/** Invalid text, by type. */
const WRONG_TYPE: Readonly<Record<string, string>> = { number: 'no-number', integer: 'no-number', boolean: 'perhaps' };

/** Invalid text, by format. */
const WRONG_FORMAT: Readonly<Record<string, string>> = {
  uuid: 'no-uuid',
  'date-time': 'yesterday',
  date: 'yesterday',
  email: 'nobody',
  ipv4: '1.2.3.4.5',
  ipv6: 'no-address',
};

/**
 * Makes a value for every schema keyword that a text in a URL can break. If several types are allowed, or no type is
 * declared, a text that breaks another keyword may still be valid, so only the enum is broken.
 *
 * @param exploded true if a list is sent as a repeated parameter
 */
export function brokenValues(schema: unknown, exploded: boolean): Broken[] {
  if (!isObject(schema)) return [];
  const type = onlyType(schema);
  const broken = [
    ['type', type === undefined ? undefined : WRONG_TYPE[type]],
    ['enum', type === 'boolean' ? undefined : notAmong(schema.enum)],
    ...(type === 'integer' || type === 'number' ? ofNumber(schema, type) : []),
    ...(type === 'string' ? ofString(schema) : []),
  ] as const;
  return [
    ...broken.flatMap(([keyword, value]) => (value === undefined ? [] : [{ keyword, value }])),
    ...(type === 'array' && exploded ? ofArray(schema) : []),
  ];
}

/** The only type of a value; undefined if null is also allowed, because the empty text may then mean null. */
export function onlyType({ type, nullable }: Schema): string | undefined {
  return typeof type === 'string' && nullable !== true ? type : undefined;
}

function notAmong(values: unknown): string | undefined {
  if (!Array.isArray(values) || values.length === 0) return undefined;
  if (values.every((value) => typeof value === 'number')) return String(Math.max(...values) + 1);
  return values.includes('no-such-value') || values.includes(null) ? undefined : 'no-such-value';
}

type Row = readonly [keyword: string, value: string | undefined];

/** Exclusive bounds are booleans in OpenAPI 3.0 and numbers in 3.1. */
function ofNumber(schema: Schema, type: string): Row[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const beyond = (bound: unknown, step: number): string | undefined =>
    typeof bound === 'number' && Number.isSafeInteger(Math.trunc(bound) + step)
      ? String(Math.trunc(bound) + step)
      : undefined;
  const at = (bound: unknown) => (typeof bound === 'number' && Math.abs(bound) < 1e15 ? String(bound) : undefined);
  return [
    ['fraction', type === 'integer' ? '1.5' : undefined],
    ['format', schema.format === 'int32' ? '2147483648' : undefined],
    ['minimum', beyond(minimum, -1)],
    ['exclusiveMinimum', exclusiveMinimum === true ? at(minimum) : at(exclusiveMinimum)],
    ['maximum', beyond(maximum, 1)],
    ['exclusiveMaximum', exclusiveMaximum === true ? at(maximum) : at(exclusiveMaximum)],
    ['multipleOf', typeof multipleOf === 'number' ? nonMultiple(multipleOf, schema) : undefined],
  ];
}

/** The first whole number within the bounds that is not a multiple. */
function nonMultiple(step: number, { minimum, maximum }: Schema): string | undefined {
  const least = typeof minimum === 'number' ? Math.ceil(minimum) + 1 : 1;
  const most = typeof maximum === 'number' ? maximum : Infinity;
  const found = [least, least + 1].find((value) => value < most && !Number.isInteger(value / step));
  return found === undefined ? undefined : String(found);
}

function ofString({ minLength, maxLength, pattern, format }: Schema): Row[] {
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Infinity;
  return [
    ['minLength', least > 1 && least <= LONGEST ? 'a'.repeat(least - 1) : undefined],
    ['maxLength', most < LONGEST ? 'a'.repeat(most + 1) : undefined],
    ['pattern', typeof pattern === 'string' ? unmatched(pattern, least, most) : undefined],
    ['format', typeof format === 'string' ? WRONG_FORMAT[format] : undefined],
  ];
}

/** A text of an allowed length that a pattern does not match. */
function unmatched(pattern: string, least: number, most: number): string | undefined {
  if (least > LONGEST) return undefined;
  return ['!', 'a', 'A', '0', '-', '~ ~']
    .map((text) => text.padEnd(least, text))
    .find((text) => text.length <= most && matches(pattern, text) === false);
}

function ofArray({ items, minItems, maxItems }: Schema): Broken[] {
  const broken = brokenValues(items, false).map(({ keyword, value }) => ({ keyword: `items ${keyword}`, value }));
  const any = isObject(items) && Array.isArray(items.enum) ? String(items.enum[0]) : 'a';
  const many = (count: number): string[] => Array.from({ length: count }, () => any);
  return [
    ...broken,
    ...(typeof minItems === 'number' && minItems > 1 && minItems < 100
      ? [{ keyword: 'minItems', value: many(minItems - 1) }]
      : []),
    ...(typeof maxItems === 'number' && maxItems < 100 ? [{ keyword: 'maxItems', value: many(maxItems + 1) }] : []),
  ];
}
