import { isObject } from '../contract/pointer.ts';

/** A schema object as it is compared. */
export type Schema = Readonly<Record<string, unknown>>;

const ALL_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];

/**
 * A schema of OpenAPI 3.0 or 3.1 in one spelling: `nullable` and `const` are a type and an enum, boolean bounds are
 * numbers (OpenAPI 3.0.3, Schema Object). What is no schema allows everything.
 */
export function plain(schema: unknown): Schema {
  if (schema === false) return { not: {} };
  if (!isObject(schema)) return {};
  const { nullable, const: constant, ...rest } = schema;
  const written: Record<string, unknown> = { ...rest };
  if (nullable === true && schema.type !== undefined) written.type = [...[schema.type].flat(), 'null'];
  if ('const' in schema) written.enum = [constant];
  if (nullable === true && Array.isArray(written.enum)) written.enum = [...(written.enum as unknown[]), null];
  for (const [bound, exclusive] of BOUNDS) {
    if (schema[exclusive] === true) written[exclusive] = schema[bound];
    if (schema[exclusive] === true) written[bound] = undefined;
    if (schema[exclusive] === false) written[exclusive] = undefined;
  }
  return schema.type === 'integer' ? wholeBounds(written) : written;
}

const BOUNDS = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
] as const;

/** Above 0 is from 1 on, where only whole numbers are. */
function wholeBounds(schema: Record<string, unknown>): Schema {
  const { exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  return {
    ...rest,
    ...(typeof exclusiveMinimum === 'number' && { minimum: exclusiveMinimum + 1 }),
    ...(typeof exclusiveMaximum === 'number' && { maximum: exclusiveMaximum - 1 }),
  };
}

/** The types that a schema allows, `integer` as a part of `number`; undefined: all. */
export function typesOf({ type }: Schema): Set<string> | undefined {
  if (type === undefined) return undefined;
  const named = namesIn(type).filter((each) => ALL_TYPES.includes(each));
  return new Set(named.includes('number') ? [...named, 'integer'] : named);
}

/** The types as they are declared. */
export const typeNames = ({ type }: Schema): string => (type === undefined ? 'any type' : namesIn(type).join(' or '));

const namesIn = (type: unknown): string[] => [type].flat().filter((each) => typeof each === 'string');

/** The values that a schema lists, as JSON; undefined: any. */
export const valuesOf = ({ enum: values }: Schema): Set<string> | undefined =>
  Array.isArray(values) ? new Set(values.map((value) => JSON.stringify(value))) : undefined;

/** The alternatives of a schema, each with what stands beside them; one that has none is its only one. */
export function branchesOf(schema: Schema): { pointer: string; schema: unknown }[] | undefined {
  const keyword = ['anyOf', 'oneOf'].find((each) => Array.isArray(schema[each]));
  if (keyword === undefined) return undefined;
  return (schema[keyword] as unknown[]).map((branch, index) => ({ pointer: `/${keyword}/${index}`, schema: branch }));
}
