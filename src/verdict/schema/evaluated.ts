import { isObject, toPointer } from '../../contract/pointer.ts';
import type { Schema } from './rewriter.ts';

/** A part of a compiled schema, and its pointer there. */
export interface Located {
  schema: unknown;
  pointer: string;
}

/** Functions that decide which properties or items are evaluated. */
export interface Context {
  /** True if a value matches the part at a pointer. */
  fits: (part: Located, value: unknown, token?: string) => boolean;
  /** The target of a `$ref`; undefined if it was already visited. */
  target: (ref: string) => Located | undefined;
  matches: (pattern: string, name: string) => boolean;
}

/** Keywords of alternatives. */
const UNIONS = ['anyOf', 'oneOf'];

/**
 * The names, or indices, of a value that a schema evaluates (JSON Schema Core 2020-12, sections 11.2 and 11.3). Only
 * alternatives that match count. If none matches, the value is invalid anyway, and all count, so that one fault is
 * reported once.
 *
 * @param keys all names or indices of the value
 * @param isOwner true for the schema whose own `unevaluated` is evaluated
 */
export function evaluated(
  part: Located,
  value: object,
  keys: readonly string[],
  context: Context,
  isOwner = false,
): Set<string> {
  const found = new Set<string>();
  const { schema } = part;
  if (!isObject(schema)) return found;
  const add = (inner: Located): void => {
    for (const key of evaluated(inner, value, keys, context)) found.add(key);
  };
  const keyword = Array.isArray(value) ? 'unevaluatedItems' : 'unevaluatedProperties';
  if (!isOwner && isObject(schema.unevaluated) && keyword in schema.unevaluated) return new Set(keys);
  const local = Array.isArray(value) ? ownItems(part, value, keys, context) : ownProperties(schema, keys, context);
  for (const key of local) found.add(key);
  const target = typeof schema.$ref === 'string' ? context.target(schema.$ref) : undefined;
  if (target !== undefined) add(target);
  for (const inner of listOf(part, 'allOf')) add(inner);
  for (const keyword of UNIONS) {
    const branches = listOf(part, keyword);
    const fitting = branches.filter((branch) => context.fits(branch, value));
    for (const inner of fitting.length > 0 ? fitting : branches) add(inner);
  }
  if (schema.if !== undefined) {
    const condition = below(part, 'if');
    const isMet = context.fits(condition, value);
    if (isMet) add(condition);
    add(below(part, isMet ? 'then' : 'else'));
  }
  const dependent = isObject(schema.dependentSchemas) ? Object.keys(schema.dependentSchemas) : [];
  for (const name of dependent.filter((each) => !Array.isArray(value) && Object.hasOwn(value, each))) {
    add(below(part, 'dependentSchemas', name));
  }
  return found;
}

/** Names that the keywords of the schema itself evaluate. */
function ownProperties(schema: Schema, names: readonly string[], { matches }: Context): readonly string[] {
  const { properties, patternProperties, additionalProperties } = schema;
  if (additionalProperties !== undefined) return names;
  const declared = isObject(properties) ? properties : {};
  const patterns = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  return names.filter((name) => Object.hasOwn(declared, name) || patterns.some((pattern) => matches(pattern, name)));
}

/** Indices that the keywords of the schema itself evaluate. */
function ownItems(part: Located, value: unknown[], keys: readonly string[], { fits }: Context): readonly string[] {
  const { prefixItems, items, contains } = part.schema as Schema;
  if (items !== undefined) return keys;
  const first = Array.isArray(prefixItems) ? prefixItems.length : 0;
  const fitting = contains === undefined ? undefined : below(part, 'contains');
  return keys.filter((key, index) => index < first || (fitting !== undefined && fits(fitting, value[index], key)));
}

const below = ({ schema, pointer }: Located, ...tokens: string[]): Located => ({
  schema: tokens.reduce<unknown>((value, token) => (isObject(value) ? value[token] : undefined), schema),
  pointer: pointer + toPointer(tokens),
});

const listOf = ({ schema, pointer }: Located, keyword: string): Located[] => {
  const list = (schema as Schema)[keyword];
  return Array.isArray(list)
    ? list.map((each: unknown, index) => ({ schema: each, pointer: pointer + toPointer([keyword, index]) }))
    : [];
};
