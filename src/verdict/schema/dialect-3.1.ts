import { isObject } from '../../contract/pointer.ts';
import { discriminated } from './discriminator.ts';
import { below, type Dialect, NOTHING, type Rewriter, type Schema, type Spot } from './rewriter.ts';
import { isWriteOnly, writeOnlyNames, writeRequired } from './write-only.ts';

/** Assertions that are taken over as they are (JSON Schema Validation 2020-12, section 6). */
const PLAIN = [
  ...['const', 'enum', 'maxLength', 'minLength', 'maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains'],
  ...['maxProperties', 'minProperties', 'dependentRequired'],
];
const NUMERIC = ['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

/** Applicators by what they hold: one schema, a list of them, or a map (JSON Schema Core 2020-12, sections 10 and 11). */
const ONE = [
  ...['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas'];

/**
 * The Schema Object of OpenAPI 3.1, which is JSON Schema 2020-12 (3.1.0, Schema Object): taken over keyword by keyword,
 * but for annotations, formats, patterns and numbers, and for writeOnly properties, which are forbidden.
 */
export const dialect31: Dialect = (node, spot, rewriter) => {
  const written: Schema = {};
  for (const keyword of PLAIN) if (keyword in node) written[keyword] = node[keyword];
  writeType(node, written, spot, rewriter);
  const writeOnly = writeOnlyNames(node, spot.writeOnly);
  for (const keyword of ONE)
    if (keyword in node) written[keyword] = part(node[keyword], below(spot, keyword), rewriter);
  for (const keyword of LISTS) {
    const list = node[keyword];
    if (!Array.isArray(list)) continue;
    const inherited = keyword === 'prefixItems' ? {} : { writeOnly };
    written[keyword] = list.map((each, index) =>
      part(each, { ...below(spot, keyword, index), ...inherited }, rewriter),
    );
  }
  for (const keyword of MAPS) {
    const map = node[keyword];
    if (!isObject(map)) continue;
    const entries = Object.entries(map).map(([name, each]) => [
      rewriter.name(name),
      part(each, below(spot, keyword, name), rewriter),
    ]);
    written[keyword] = Object.fromEntries(entries);
  }
  writeRequired(node, written, writeOnly, rewriter);
  const extras: [keyword: string, schema: Schema][] = NUMERIC.filter(
    (keyword) => typeof node[keyword] === 'number',
  ).map((keyword) => [keyword, rewriter.bounds({ [keyword]: node[keyword] as number })]);
  if (written.type !== node.type) extras.push(['type', onlyWhole(node.type)]);
  if (typeof node.pattern === 'string') extras.push(['pattern', rewriter.pattern(node.pattern)]);
  if (typeof node.format === 'string') extras.push(['format', rewriter.format(node.format, node.type)]);
  extras.push(...discriminated(node, written));
  return rewriter.joined(written, extras, spot);
};

/** A boolean is a schema too (JSON Schema Core 2020-12, section 4.3.2). */
function part(node: unknown, spot: Spot, rewriter: Rewriter): Schema | boolean {
  if (typeof node === 'boolean') return node;
  return isWriteOnly(node) && /\/properties\/[^/]+$/.test(spot.original) ? NOTHING : rewriter.visit(node, spot);
}

/** `integer` is judged by the number's text. */
function writeType({ type }: Schema, written: Schema, spot: Spot, rewriter: Rewriter): void {
  if (type === undefined) return;
  const types: unknown[] = [type].flat();
  if (types.length > 0 && types.every((each) => typeof each === 'string' && TYPES.includes(each))) {
    const known = types.includes('number') ? types.filter((each) => each !== 'integer') : types;
    const whole = known.map((each) => (each === 'integer' ? 'number' : each));
    written.type = types.includes('integer') ? whole : type;
  } else {
    Object.assign(written, rewriter.doubt(`${spot.original}/type is ${JSON.stringify(type)}, which is no type`));
  }
}

const onlyWhole = (type: unknown): Schema => {
  const types: unknown[] = [type].flat();
  return types.includes('integer') && !types.includes('number') ? { exactly: { integer: true } } : {};
};
