import { isObject, toPointer } from '../../contract/pointer.ts';
import { propertiesOf } from '../resource-schema.ts';
import { type Making, scalarFor, typeOf } from './values.ts';

/** How a body is made. */
export interface Filling {
  /** True for an optional property that is sent. */
  wants(pointer: string): boolean;
  /** The value of a part that is not made up, such as an id from a response; {@link OMITTED}; undefined for any other. */
  given(pointer: string, name: string, schema: Record<string, unknown>): unknown;
  /** The alternative of a union to use, by index. */
  branch(pointer: string): number;
  making: Making;
}

/** For a part that is not sent, because its value is unknown. */
export const OMITTED = Symbol('omitted');

/** Maximum depth of a body. A schema may contain itself. */
const DEEPEST = 8;

/** Makes a JSON value that a schema allows; undefined if none can be made. */
export function makeBody(
  schema: unknown,
  filling: Filling,
  tokens: readonly string[] = [],
  around: ReadonlySet<unknown> = new Set(),
): unknown {
  // A part that contains itself would be repeated without end.
  if (!isObject(schema) || tokens.length > DEEPEST || around.has(schema.properties ?? schema)) return undefined;
  const inside = new Set([...around, schema.properties ?? schema]);
  const pointer = toPointer([...tokens]);
  const name = tokens.findLast((token) => !/^\d+$/.test(token)) ?? '';
  const given = tokens.length === 0 ? undefined : filling.given(pointer, name, schema);
  if (given !== undefined) return given === OMITTED ? undefined : given;
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    const { anyOf: _any, oneOf: _one, ...rest } = schema;
    const chosen = branches[filling.branch(pointer) % branches.length];
    return makeBody(isObject(chosen) ? combined(rest, chosen) : rest, filling, tokens, around);
  }
  const type = typeOf(schema) ?? (propertiesOf(schema).size > 0 ? 'object' : undefined);
  if (type === 'object') return objectFor(schema, filling, tokens, inside);
  if (type === 'array') return arrayFor(schema, filling, tokens, inside);
  return scalarFor(name, type === undefined ? { ...schema, type: 'string' } : schema, filling.making);
}

/** The alternatives of a union, without null. */
export const branchesOf = ({ anyOf, oneOf }: Record<string, unknown>): unknown[] =>
  [anyOf, oneOf]
    .flatMap((each): unknown[] => (Array.isArray(each) ? each : []))
    .filter((each) => !isObject(each) || (each.type !== 'null' && !isOnlyNull(each)));

const isOnlyNull = ({ enum: values, const: value }: Record<string, unknown>): boolean =>
  value === null || (Array.isArray(values) && values.every((each) => each === null));

/** A schema and one of its alternatives, which both apply. */
const combined = (outer: Record<string, unknown>, inner: Record<string, unknown>): Record<string, unknown> => ({
  ...outer,
  ...inner,
  ...(isObject(outer.properties) && isObject(inner.properties)
    ? { properties: { ...outer.properties, ...inner.properties } }
    : {}),
  required: [...requiredOf({ required: outer.required }), ...requiredOf(inner)],
});

/** Names of the required properties, with those of the parts of `allOf`. */
export function requiredOf({ required, allOf }: Record<string, unknown>): string[] {
  const parts = Array.isArray(allOf) ? allOf.filter(isObject).flatMap(requiredOf) : [];
  const own: unknown[] = Array.isArray(required) ? required : [];
  return [...own.map(String), ...parts];
}

function objectFor(
  schema: Record<string, unknown>,
  filling: Filling,
  tokens: readonly string[],
  inside: ReadonlySet<unknown>,
): unknown {
  const required = new Set(requiredOf(schema));
  const body: Record<string, unknown> = {};
  for (const [name, property] of propertiesOf(schema)) {
    const path = [...tokens, name];
    if (!required.has(name) && !filling.wants(toPointer(path))) continue;
    const value = makeBody(property, filling, path, inside);
    if (value !== undefined) body[name] = value;
  }
  const isMap = isObject(schema.additionalProperties) && propertiesOf(schema).size === 0;
  if (isMap && filling.wants(toPointer([...tokens, KEY]))) {
    const value = makeBody(schema.additionalProperties, filling, [...tokens, KEY], inside);
    if (value !== undefined) body[KEY] = value;
  }
  return body;
}

/** The key of a map's only member. */
const KEY = 'contract';

function arrayFor(
  schema: Record<string, unknown>,
  filling: Filling,
  tokens: readonly string[],
  inside: ReadonlySet<unknown>,
): unknown {
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const count = Math.min(Math.max(1, least), typeof schema.maxItems === 'number' ? schema.maxItems : Infinity, 20);
  return Array.from({ length: count }, (_, at) =>
    makeBody(schema.items, filling, [...tokens, String(at)], inside),
  ).filter((item) => item !== undefined);
}
