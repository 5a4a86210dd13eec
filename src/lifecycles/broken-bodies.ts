import { matches } from '../cases/pattern.ts';
import type { BrokenBody } from '../cases/write.ts';
import { isObject, toPointer, toTokens } from '../contract/pointer.ts';
import { requiredOf } from './bodies/body.ts';
import { typeOf } from './bodies/values.ts';
import { propertiesOf } from './resource-schema.ts';

/** Maximum number of broken bodies of an operation, and depth of the changed part. */
const MAX_BROKEN = 24;
const DEEPEST = 2;

/** Bodies that break one rule of a schema each: a required property left out, or one keyword violated. */
export function brokenBodies(schema: unknown): BrokenBody[] {
  return [...changes(schema, [])].slice(0, MAX_BROKEN);
}

function* changes(schema: unknown, tokens: readonly string[]): Generator<BrokenBody> {
  if (!isObject(schema) || tokens.length >= DEEPEST) return;
  const required = new Set(requiredOf(schema));
  const properties = [...propertiesOf(schema)];
  const at = (name: string) => toPointer([...tokens, name]);
  const label = (name: string) => [...tokens, name].join('.');
  for (const [name] of properties.filter(([each]) => required.has(each))) {
    yield { name: `body ${label(name)} left out`, pointer: at(name) };
  }
  for (const [name, property] of properties) {
    if (!isObject(property)) continue;
    for (const [keyword, value] of brokenValues(property)) {
      yield { name: `body ${label(name)} breaks ${keyword}`, pointer: at(name), value };
    }
  }
  for (const [name, property] of properties) yield* changes(property, [...tokens, name]);
}

/** Values that no lenient server converts into the type. */
const WRONG_TYPE: Readonly<Record<string, unknown>> = {
  string: { contract: ['not a string'] },
  number: 'not-a-number',
  integer: 'not-a-number',
  boolean: 'not-a-boolean',
  array: 'not-an-array',
  object: 'not-an-object',
};

const WRONG_FORMAT: Readonly<Record<string, string>> = {
  ...{ uuid: 'not-a-uuid', email: 'not-an-email', uri: 'not a uri', ipv4: '1.2.3.4.5', ipv6: 'not-an-address' },
  ...{ 'date-time': 'not-a-date', date: 'not-a-date' },
};

const LONGEST = 100_000;

/** Values that break one keyword each. Unions, whose alternatives may allow them, have none. */
function brokenValues(schema: Record<string, unknown>): [keyword: string, value: unknown][] {
  if (['anyOf', 'oneOf', 'allOf', 'not'].some((keyword) => keyword in schema)) return [];
  const { enum: values, minLength, maxLength, pattern, format, minimum, maximum, minItems, items } = schema;
  const type = typeOf(schema);
  if (type === undefined) return [];
  const rows: [string, unknown][] = [['type', WRONG_TYPE[type]]];
  if (Array.isArray(values)) rows.push(['enum', type === 'string' ? 'no-such-value' : undefined]);
  if (type === 'string' && values === undefined) {
    rows.push(
      ['minLength', typeof minLength === 'number' && minLength > 0 ? 'a'.repeat(minLength - 1) : undefined],
      ['maxLength', typeof maxLength === 'number' && maxLength < LONGEST ? 'a'.repeat(maxLength + 1) : undefined],
      ['pattern', typeof pattern === 'string' ? unmatched(pattern) : undefined],
      ['format', typeof format === 'string' ? WRONG_FORMAT[format] : undefined],
    );
  }
  if (type === 'number' || type === 'integer') {
    rows.push(
      ['minimum', typeof minimum === 'number' ? minimum - 1 : undefined],
      ['maximum', typeof maximum === 'number' && maximum < 1e15 ? maximum + 1 : undefined],
      ['fraction', type === 'integer' ? 1.5 : undefined],
    );
  }
  if (type === 'array') {
    const item = isObject(items) ? WRONG_TYPE[typeOf(items) ?? ''] : undefined;
    rows.push(
      ['minItems', typeof minItems === 'number' && minItems > 0 ? [] : undefined],
      ['items type', item === undefined ? undefined : [item]],
    );
  }
  return rows.filter(([, value]) => value !== undefined);
}

const unmatched = (pattern: string): string | undefined =>
  ['!', '~ ~', 'A', 'a', '0'].find((text) => matches(pattern, text) === false);

/** A body with one change. */
export function withChange(body: unknown, { pointer, value }: Pick<BrokenBody, 'pointer' | 'value'>): unknown {
  return changed(body, toTokens(pointer), value);
}

function changed(body: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) return value;
  const object = isObject(body) ? body : {};
  const { [token]: before, ...others } = object;
  const after = changed(before, rest, value);
  if (Array.isArray(body)) return body.map((item, at): unknown => (String(at) === token ? after : item));
  return after === undefined ? others : { ...others, [token]: after };
}
