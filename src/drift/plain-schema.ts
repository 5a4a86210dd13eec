import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../contract/pointer.ts';
import type { Operation } from '../contract/operations.ts';

/** A schema object in normal form, for comparison. */
export interface Schema {
  readonly [keyword: string]: unknown;
  /** Original pointers of keywords and of `properties/<name>` that were moved here from other parts. */
  readonly [ORIGINS]?: ReadonlyMap<string, string>;
}

const ORIGINS = Symbol('origins');

type Version = Operation['version'];

/** The pointer of a keyword or property within a schema. */
export const originOf = (schema: Schema, key: string): string => schema[ORIGINS]?.get(key) ?? '';

/**
 * Normalizes a schema of OpenAPI 3.0 or 3.1, so that equivalent schemas are equal: `nullable`, an alternative that is
 * null, and `const` become a type and an enum; `allOf` is merged if its parts do not contradict each other (OpenAPI
 * 3.0.3, Schema Object; JSON Schema 2020-12). A value that is not a schema allows everything.
 */
export function plain(schema: unknown, version: Version, seen: readonly unknown[] = []): Schema {
  if (schema === false) return { not: {} };
  if (!isObject(schema) || seen.includes(schema)) return {};
  const { nullable, const: constant, items, ...rest } = schema;
  const written: Record<string, unknown> = { ...rest };
  if (isObject(items) && Object.keys(items).length > 0) written.items = items;
  if ('const' in schema) written.enum = [constant];
  if (nullable === true && version === '3.0') {
    if (schema.type !== undefined) written.type = [...[schema.type].flat(), 'null'];
    if (Array.isArray(written.enum)) written.enum = [...(written.enum as unknown[]), null];
  }
  const inner = (part: unknown) => plain(part, version, [...seen, schema]);
  return withoutNull(joined(written, inner), inner);
}

/** Annotations, which do not constrain values. */
const PROSE = new Set(['title', 'description', 'example', 'examples', 'default', 'deprecated', 'externalDocs', 'xml']);

/** Merges `allOf` into the schema; unchanged if the parts contradict it or each other. */
function joined(schema: Record<string, unknown>, inner: (part: unknown) => Schema): Schema {
  const { allOf, ...rest } = schema;
  if (!Array.isArray(allOf)) return schema;
  const parts = (allOf as unknown[]).map(inner);
  const closed = [rest, ...parts].filter((part) => (part.additionalProperties ?? true) !== true);
  if (closed.length > 0 && parts.length + Number('properties' in rest) > 1) return schema;
  let whole: Schema = rest;
  for (const [index, part] of parts.entries()) {
    const next = merged(whole, part, `/allOf/${index}`);
    if (next === undefined) return schema;
    whole = next;
  }
  return whole;
}

/**
 * Merges two schemas.
 *
 * @param at pointer of the second one within the first
 * @returns undefined if one contradicts the other
 */
export function merged(whole: Schema, part: Schema, at: string): Schema | undefined {
  const written: Record<string, unknown> = { ...whole };
  const origins = new Map(whole[ORIGINS]);
  for (const [keyword, value] of Object.entries(part)) {
    if (PROSE.has(keyword)) continue;
    if (keyword === 'required' && Array.isArray(value)) {
      written.required = [
        ...new Set([...((written.required as unknown[] | undefined) ?? []), ...(value as unknown[])]),
      ];
    } else if (keyword === 'properties' && isObject(value)) {
      const known = isObject(written.properties) ? written.properties : {};
      for (const [name, property] of Object.entries(value)) {
        if (name in known && !isDeepStrictEqual(known[name], property)) return undefined;
        if (!(name in known)) origins.set(`properties/${name}`, at + originOf(part, `properties/${name}`));
      }
      written.properties = { ...value, ...known };
    } else if (!(keyword in written)) {
      written[keyword] = value;
      origins.set(keyword, at + originOf(part, keyword));
    } else if (!isDeepStrictEqual(written[keyword], value)) return undefined;
  }
  return { ...written, [ORIGINS]: origins };
}

/** Replaces an alternative that is null by the type `null`. */
function withoutNull(schema: Schema, inner: (part: unknown) => Schema): Schema {
  const [keyword, ...others] = ALTERNATIVES.filter((each) => Array.isArray(schema[each]));
  if (keyword === undefined || others.length > 0) return schema;
  const branches = (schema[keyword] as unknown[]).map(inner);
  const isNull = (branch: Schema) => isDeepStrictEqual([...(typesOf(branch) ?? [])], ['null']);
  const index = branches.findIndex((branch) => !isNull(branch));
  const one = branches[index];
  if (branches.length !== 2 || one?.type === undefined || !branches.some(isNull)) return schema;
  const { [keyword]: _, ...rest } = schema;
  const whole = merged(rest, one, `/${keyword}/${index}`);
  const values = Array.isArray(one.enum) && whole ? { enum: [...(whole.enum as unknown[]), null] } : {};
  return whole === undefined ? schema : { ...whole, type: [...[whole.type].flat(), 'null'], ...values };
}

/** Replaces alternatives that are only types by a list of types. */
export function withTypes(schema: Schema): Schema {
  const keyword = ALTERNATIVES.find((each) => Array.isArray(schema[each]));
  const branches = keyword === undefined ? [] : (schema[keyword] as unknown[]);
  const isType = (branch: unknown) =>
    isObject(branch) && 'type' in branch && Object.keys(branch).every((key) => key === 'type' || PROSE.has(key));
  if (keyword === undefined || 'type' in schema || branches.length === 0 || !branches.every(isType)) return schema;
  const { [keyword]: _, ...rest } = schema;
  const types = new Set(branches.flatMap((branch) => [...(typesOf(branch as Schema) ?? [])]));
  return { ...rest, type: [...types].filter((type) => type !== 'integer' || !types.has('number')) };
}

/** Keywords of alternatives. */
export const ALTERNATIVES = ['anyOf', 'oneOf'] as const;

const ALL_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];

/** The types that a schema allows. `number` includes `integer`; undefined means all types. */
export function typesOf(schema: Schema): Set<string> | undefined {
  const { type, enum: values } = schema;
  if (type === undefined && !Array.isArray(values)) return undefined;
  const named = type === undefined ? (values as unknown[]).map(typeOf) : namesIn(type);
  const known = named.filter((each) => ALL_TYPES.includes(each));
  return new Set(known.includes('number') ? [...known, 'integer'] : known);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** The declared types, for display. */
export const typeNames = (schema: Schema): string =>
  schema.type === undefined ? 'any type' : namesIn(schema.type).join(' or ');

const namesIn = (type: unknown): string[] => [type].flat().filter((each) => typeof each === 'string');

/** The values that a schema lists, as JSON; undefined means any value. */
export const valuesOf = ({ enum: values }: Schema): Set<string> | undefined =>
  Array.isArray(values) ? new Set(values.map((value) => JSON.stringify(value))) : undefined;

/** A bound of numbers. */
export interface Bound {
  keyword: string;
  limit: number;
  /** True if the limit itself is not allowed. */
  isOpen: boolean;
}

const BOUNDS = { '1': ['minimum', 'exclusiveMinimum'], '-1': ['maximum', 'exclusiveMaximum'] } as const;

/** The lower bound of a schema, or with -1 the upper bound. For integers it is inclusive. */
export function boundOf(schema: Schema, sign: 1 | -1): Bound | undefined {
  const [closed, open] = BOUNDS[sign];
  const bounds = [
    { keyword: closed, limit: schema[closed], isOpen: schema[open] === true },
    { keyword: open, limit: schema[open], isOpen: true },
  ].filter((bound): bound is typeof bound & Bound => typeof bound.limit === 'number');
  const [strictest] = bounds.sort((a, b) => sign * (b.limit - a.limit) || Number(b.isOpen) - Number(a.isOpen));
  const isWhole = !(typesOf(schema) ?? new Set(['number'])).has('number');
  if (strictest === undefined || !isWhole || !strictest.isOpen) return strictest;
  return { ...strictest, limit: strictest.limit + sign, isOpen: false };
}
