import { BY_TYPE, FORMAT_VALUES, NUMBER_VALUES } from './values.ts';

/** A schema of a document. `x-good` and `x-bad` list values that cannot be derived from it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A number that is written into the JSON text literally. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A body that differs from a good one in one place. */
export interface Variant {
  what: string;
  /** Pointer of the expected finding; for a conforming variant, of the changed value. */
  pointer: string;
  body: unknown;
}

/** Bodies that violate one constraint each, and valid bodies at the limits of the constraints. */
export interface Variants {
  faults: Variant[];
  conforming: Variant[];
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const entries = (value: unknown): [string, Schema][] =>
  isObject(value) ? Object.entries(value).map(([name, part]) => [name, isObject(part) ? part : {}]) : [];
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
const below = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A body that is valid against a schema, with all optional properties. */
export function sample(schema: Schema): unknown {
  const [good] = list(schema['x-good']);
  if (good !== undefined) return good;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const branch = list<Schema>(schema.anyOf)[0] ?? list<Schema>(schema.oneOf)[0];
  if (branch !== undefined) return sample(branch);
  const parts = list<Schema>(schema.allOf).map(sample);
  if (parts.length > 0 && parts.every(isObject)) {
    return parts.reduce((whole, part) => ({ ...whole, ...part }), properties(schema));
  }
  const type = typesOf(schema)[0];
  if (type === 'object' || 'properties' in schema) return properties(schema);
  if (type === 'array') return items(schema);
  if (type === 'string') return string(schema);
  return type === 'number' || type === 'integer' ? numeric(schema) : BY_TYPE[type ?? 'string'];
}

const typesOf = ({ type }: Schema): string[] =>
  [type].flat().filter((each): each is string => typeof each === 'string');

const properties = (schema: Schema): Record<string, unknown> =>
  Object.fromEntries(
    entries(schema.properties)
      .filter(([, part]) => part.writeOnly !== true)
      .map(([name, part]) => [name, sample(part)]),
  );

function items(schema: Schema): unknown[] {
  const first = list<Schema>(schema.prefixItems).map(sample);
  const one = isObject(schema.items) ? sample(schema.items) : undefined;
  const missing = one === undefined ? 0 : Math.max(1, number(schema.minItems, 1)) - first.length;
  return [...first, ...Array.from({ length: Math.max(0, missing) }, () => one)];
}

function string(schema: Schema): string {
  const good = typeof schema.format === 'string' ? FORMAT_VALUES[schema.format]?.good[0] : undefined;
  return good ?? 'x'.repeat(Math.min(Math.max(3, number(schema.minLength, 0)), number(schema.maxLength, Infinity)));
}

function numeric(schema: Schema): number {
  const step = number(schema.multipleOf, 1);
  const least = number(schema.minimum, number(schema.exclusiveMinimum, -Infinity));
  if (least === -Infinity) return Math.min(step, number(schema.maximum, Infinity));
  return Math.ceil(least / step) * step + (isExclusive(schema, 'exclusiveMinimum') ? step : 0);
}

/** In OpenAPI 3.0 the keyword is a boolean, in 3.1 the bound itself. */
const isExclusive = (schema: Schema, keyword: string): boolean =>
  schema[keyword] === true || typeof schema[keyword] === 'number';

/** All faults and all conforming variants of the sample of a schema. */
export function variants(schema: Schema): Variants {
  const found: Variants = { faults: [], conforming: [] };
  const whole = (body: unknown) => body;
  found.conforming.push({ what: 'the unchanged sample', pointer: '', body: sample(schema) });
  walk(schema, '', whole, found);
  return found;
}

/** Returns the sample with the value at the current place replaced. */
type Put = (value: unknown) => unknown;

function walk(schema: Schema, pointer: string, put: Put, found: Variants): void {
  const fault = (what: string, value: unknown, at = pointer) =>
    found.faults.push({ what, pointer: at, body: put(value) });
  const fine = (what: string, value: unknown) => found.conforming.push({ what, pointer, body: put(value) });
  list(schema['x-bad']).forEach((value) => fault('a value that is listed as bad', value));
  list(schema['x-good']).forEach((value) => fine('a value that is listed as good', value));
  if ('x-good' in schema) return;
  walkTypes(schema, fault, fine);
  walkValues(schema, fault, fine);
  if (isObject(schema.properties)) walkObject(schema, pointer, put, found);
  if (typesOf(schema).includes('array')) walkArray(schema, pointer, put, found);
  for (const keyword of ['anyOf', 'oneOf']) {
    list<Schema>(schema[keyword]).forEach((branch, index) => fine(`${keyword} ${index}`, sample(branch)));
  }
}

type Add = (what: string, value: unknown, at?: string) => unknown;

function walkTypes(schema: Schema, fault: Add, fine: Add): void {
  const branches = [...list<Schema>(schema.anyOf), ...list<Schema>(schema.oneOf)];
  const types = [schema, ...branches].flatMap(typesOf);
  const nullable = [schema, ...branches].some((each) => each.nullable === true);
  if (types.length === 0 || (branches.length > 0 && branches.some((each) => typesOf(each).length === 0))) return;
  const allowed = new Set([...types, ...(types.includes('number') ? ['integer'] : []), ...(nullable ? ['null'] : [])]);
  for (const [type, value] of Object.entries(BY_TYPE)) {
    const isWhole = type === 'integer' && allowed.has('number');
    if (!allowed.has(type) && !isWhole) fault(`${type} instead of ${types.join(' or ')}`, value);
  }
  if (allowed.has('null') && !('enum' in schema)) fine('null where it is allowed', null);
}

function walkValues(schema: Schema, fault: Add, fine: Add): void {
  const { enum: values, format, minLength, maxLength, minimum, maximum, multipleOf } = schema;
  if (Array.isArray(values)) {
    values.forEach((value) => fine('a value of the enum', value));
    fault('a value that is not in the enum', typeof values[0] === 'number' ? 424242 : 'not in the enum');
  }
  if ('const' in schema) fault('another constant', typeof schema.const === 'number' ? 424242 : 'another');
  if (typeof format === 'string') {
    FORMAT_VALUES[format]?.good.forEach((text) => fine(`${format} ${text}`, text));
    FORMAT_VALUES[format]?.bad.forEach((text) => fault(`not a ${format}: ${text}`, text));
    NUMBER_VALUES[format]?.good.forEach((text) => fine(`${format} ${text}`, new NumberText(text)));
    NUMBER_VALUES[format]?.bad.forEach((text) => fault(`not a ${format}: ${text}`, new NumberText(text)));
  }
  if (typeof minLength === 'number') {
    fine('the shortest string, beyond U+FFFF', '😀'.repeat(minLength));
    if (minLength > 0) fault('a string that is one too short', '😀'.repeat(minLength - 1));
  }
  if (typeof maxLength === 'number') {
    fine('the longest string, beyond U+FFFF', '😀'.repeat(maxLength));
    fault('a string that is one too long', 'x'.repeat(maxLength + 1));
  }
  const step = number(multipleOf, typesOf(schema).includes('integer') ? 1 : 0.5);
  const bound = (limit: unknown, exclusive: unknown, outwards: number) => {
    const edge = typeof exclusive === 'number' ? exclusive : number(limit, NaN);
    if (Number.isNaN(edge)) return;
    const open = exclusive === true || typeof exclusive === 'number';
    (open ? fault : fine)('a number on the bound', edge);
    fault('a number one step past the bound', edge + outwards * step);
    if (open) fine('a number one step within the bound', edge - outwards * step);
  };
  bound(minimum, schema.exclusiveMinimum, -1);
  bound(maximum, schema.exclusiveMaximum, 1);
  if (typeof multipleOf === 'number') fault('not a multiple', number(sample(schema), 0) + multipleOf / 2);
}

function walkObject(schema: Schema, pointer: string, put: Put, found: Variants): void {
  const body = sample(schema) as Record<string, unknown>;
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
  const required = new Set(list<string>(schema.required));
  const optional = Object.keys(body).filter((name) => !required.has(name));
  for (const [name, part] of entries(schema.properties)) {
    const at = below(pointer, name);
    if (part.writeOnly === true) {
      found.faults.push({
        what: 'a writeOnly property',
        pointer: at,
        body: put({ ...body, [name]: sample({ ...part, writeOnly: false }) }),
      });
      continue;
    }
    if (required.has(name))
      found.faults.push({ what: 'a required property is missing', pointer: at, body: put(without(name)) });
    else found.conforming.push({ what: 'an optional property is absent', pointer: at, body: put(without(name)) });
    walk(part, at, (value) => put({ ...body, [name]: value }), found);
  }
  if (optional.length > 1)
    found.conforming.push({ what: 'all optional properties are absent', pointer, body: put(without(...optional)) });
  const extra = { ...body, 'an/extra~one': 1 };
  if (schema.additionalProperties === false) {
    found.faults.push({ what: 'an additional property', pointer: below(pointer, 'an/extra~one'), body: put(extra) });
    found.faults.push({
      what: 'an additional property constructor',
      pointer: below(pointer, 'constructor'),
      body: put({ ...body, constructor: 1 }),
    });
  } else if (
    schema.additionalProperties === undefined &&
    !('unevaluatedProperties' in schema) &&
    !('maxProperties' in schema) &&
    !('propertyNames' in schema)
  ) {
    found.conforming.push({ what: 'an additional property where any is allowed', pointer, body: put(extra) });
  }
}

function walkArray(schema: Schema, pointer: string, put: Put, found: Variants): void {
  const part = schema.items;
  const body = sample(schema) as unknown[];
  const [least, most] = [number(schema.minItems, 0), number(schema.maxItems, Infinity)];
  if (least > 0) found.faults.push({ what: 'one item too few', pointer, body: put(body.slice(0, least - 1)) });
  else if (!('prefixItems' in schema)) found.conforming.push({ what: 'no items', pointer, body: put([]) });
  if (!isObject(part)) return;
  if (most < Infinity)
    found.faults.push({ what: 'one item too many', pointer, body: put(Array(most + 1).fill(body[0])) });
  if (schema.uniqueItems === true)
    found.faults.push({ what: 'a repeated item', pointer, body: put([body[0], body[0]]) });
  else if (most > 1)
    found.conforming.push({ what: 'a repeated item', pointer, body: put([...body, ...body].slice(0, most)) });
  const index = list(schema.prefixItems).length;
  walk(part, below(pointer, index), (value) => put([...body.slice(0, index), value, ...body.slice(index + 1)]), found);
}
