import { isObject } from '../../contract/pointer.ts';
import { discriminated } from './discriminator.ts';
import { below, type Dialect, isPrimitive, type Rewriter, type Schema, type Spot } from './rewriter.ts';
import { isWriteOnly, writeOnlyNames, writeRequired } from './write-only.ts';

const PLAIN = ['maxLength', 'minLength', 'maxItems', 'minItems', 'uniqueItems', 'maxProperties', 'minProperties'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

/**
 * Rewrites the Schema Object of OpenAPI 3.0 (3.0.3, Schema Object) as equivalent JSON Schema: `nullable` becomes a
 * type, `default` and other annotations are dropped, boolean bounds become numbers, the suite checks formats and
 * patterns itself, and writeOnly properties are forbidden and not required.
 */
export const dialect30: Dialect = (node, spot, rewriter) => {
  const written: Schema = {};
  for (const keyword of PLAIN) if (keyword in node) written[keyword] = node[keyword];
  writeType(node, written, spot, rewriter);
  const writeOnly = writeOnlyNames(node, spot.writeOnly);
  writeObject(node, written, spot, rewriter);
  writeRequired(node, written, writeOnly, rewriter);
  for (const keyword of ['not', 'items']) {
    if (keyword in node) written[keyword] = rewriter.visit(node[keyword], below(spot, keyword));
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const branches = node[keyword];
    if (!Array.isArray(branches)) continue;
    written[keyword] = branches.map((branch, index) =>
      rewriter.visit(branch, { ...below(spot, keyword, index), writeOnly }),
    );
  }
  const extras: [keyword: string, schema: Schema][] = Object.entries(numeric(node)).map(([keyword, limit]) => [
    keyword,
    rewriter.bounds(limit),
  ]);
  if (node.type === 'integer' && rewriter.numbers === 'exact') extras.push(['type', { exactly: { integer: true } }]);
  if (Array.isArray(node.enum)) extras.push(['enum', writeEnum(node.enum, node, rewriter)]);
  if (typeof node.pattern === 'string') extras.push(['pattern', rewriter.pattern(node.pattern)]);
  if (typeof node.format === 'string') extras.push(['format', rewriter.format(node.format, node.type)]);
  extras.push(...rewriter.distinctItems(node, written), ...discriminated(node, written));
  return nullableComposition(node, rewriter.joined(written, extras, spot), rewriter);
};

/** `nullable` has an effect only beside `type`. */
function writeType({ type, nullable }: Schema, written: Schema, spot: Spot, rewriter: Rewriter): void {
  if (type === undefined) return;
  if (typeof type === 'string' && TYPES.includes(type)) {
    const known = type === 'integer' && rewriter.numbers === 'exact' ? 'number' : type;
    written.type = nullable === true ? [known, 'null'] : known;
  } else {
    Object.assign(written, rewriter.doubt(`${spot.original}/type is ${JSON.stringify(type)}, which is not a type`));
  }
}

function writeObject(node: Schema, written: Schema, spot: Spot, rewriter: Rewriter): void {
  const { properties, additionalProperties } = node;
  if (isObject(properties)) {
    const entries = Object.entries(properties).map(([name, schema]): [string, Schema] => {
      const inner = below(spot, 'properties', name);
      return [rewriter.name(name), isWriteOnly(schema) ? rewriter.unsent(inner) : rewriter.visit(schema, inner)];
    });
    written.properties = Object.fromEntries(entries);
  }
  if (typeof additionalProperties === 'boolean') written.additionalProperties = additionalProperties;
  else if (isObject(additionalProperties)) {
    written.additionalProperties = rewriter.visit(additionalProperties, below(spot, 'additionalProperties'));
  }
}

/** `exclusiveMinimum` and `exclusiveMaximum` are booleans that apply to the bound beside them. */
function numeric(node: Schema): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  if (typeof node.multipleOf === 'number') found.multipleOf = { multipleOf: node.multipleOf };
  if (typeof node.minimum === 'number') {
    found.minimum = { [node.exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum']: node.minimum };
  }
  if (typeof node.maximum === 'number') {
    found.maximum = { [node.exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum']: node.maximum };
  }
  return found;
}

/**
 * It is disputed whether an enum beside `nullable` must list `null` (OpenAPI 3.0.3, proposal 2019-10-31). Without a
 * type, it is disputed only in 3.0.0 to 3.0.2.
 */
function writeEnum(values: unknown[], node: Schema, rewriter: Rewriter): Schema {
  const disputed = node.nullable === true && !values.includes(null);
  const lenient = disputed && rewriter.isLenient('nullable is true, but the enum does not list null');
  const all = lenient ? [...values, null] : values;
  return all.every(isPrimitive) ? rewriter.oneOfValues([...new Set(all)]) : { anyOf: unique(all).map(equalTo) };
}

/**
 * `nullable` beside a composition without a type has no effect in 3.0.3. In 3.0.0 to 3.0.2, and in the understanding of
 * most authors, it allows null.
 */
function nullableComposition(node: Schema, written: Schema, rewriter: Rewriter): Schema {
  const composition = ['allOf', 'anyOf', 'oneOf'].find((keyword) => Array.isArray(node[keyword]));
  if (node.nullable !== true || node.type !== undefined || composition === undefined) return written;
  return rewriter.isLenient(`nullable is true beside ${composition}, without a type`)
    ? { anyOf: [written, { enum: [null] }] }
    : written;
}

/** Removes duplicates, which validators reject in an enum. */
const unique = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/**
 * A schema that matches only one value. An object is written as its properties, because the validator would treat an
 * object in an `enum` as a schema.
 */
function equalTo(value: unknown): Record<string, unknown> {
  if (Array.isArray(value)) {
    const length = { minItems: value.length, maxItems: value.length };
    return value.length === 0
      ? { type: 'array', ...length }
      : { type: 'array', ...length, items: value.map((item) => equalTo(item)) };
  }
  if (!isObject(value)) return { enum: [value] };
  const entries = Object.entries(value);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, child]) => [key, equalTo(child)])),
    required: Object.keys(value),
    additionalProperties: false,
  };
}
