import { isObject } from '../../contract/pointer.ts';
import { discriminated } from './discriminator.ts';
import { below, type Dialect, type Rewriter, type Schema, type Spot } from './rewriter.ts';
import { UNEVALUATED, type Unevaluated } from './unevaluated.ts';
import { isWriteOnly, writeOnlyNames, writeRequired } from './write-only.ts';

/** Assertions that are copied unchanged (JSON Schema Validation 2020-12, section 6). */
const PLAIN = [
  'const',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxContains',
  'minContains',
  'maxProperties',
  'minProperties',
  'dependentRequired',
];
const NUMERIC = ['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

/** Applicators with one schema, with a list, and with a map (JSON Schema Core 2020-12, sections 10 and 11). */
const ONE = ['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'propertyNames'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas'];

/**
 * Rewrites the Schema Object of OpenAPI 3.1, which is JSON Schema 2020-12 (3.1.0, Schema Object). Annotations are
 * dropped; formats, patterns and numbers are rewritten; writeOnly properties are forbidden; all else is copied.
 */
export const dialect31: Dialect = (node, spot, rewriter) => {
  if (!isKnownDialect(node)) return rewriter.doubt(`the dialect ${JSON.stringify(node.$schema)} is not supported`);
  const written: Schema = {};
  for (const keyword of PLAIN) if (keyword in node) written[keyword] = node[keyword];
  if (Array.isArray(node.enum)) Object.assign(written, rewriter.oneOfValues(node.enum));
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
    // Ajv compiles these names as patterns itself.
    if (keyword === 'patternProperties') rewriter.result.mayTakeLong = true;
    const entries = Object.entries(map).map(([name, each]) => [
      rewriter.name(name),
      part(each, below(spot, keyword, name), rewriter),
    ]);
    written[keyword] = Object.fromEntries(entries);
  }
  writeUnevaluated(node, written, spot, rewriter);
  writeRequired(node, written, writeOnly, rewriter);
  const extras: [keyword: string, schema: Schema][] = NUMERIC.filter(
    (keyword) => typeof node[keyword] === 'number',
  ).map((keyword) => [keyword, rewriter.bounds({ [keyword]: node[keyword] as number })]);
  if (written.type !== node.type) extras.push(['type', onlyWhole(node.type)]);
  if (typeof node.pattern === 'string') extras.push(['pattern', rewriter.pattern(node.pattern)]);
  if (typeof node.format === 'string') extras.push(['format', rewriter.format(node.format, node.type)]);
  extras.push(...rewriter.distinctItems(node, written), ...discriminated(node, written));
  return rewriter.joined(written, extras, spot);
};

/** JSON Schema 2020-12, or the dialect of OpenAPI 3.1 (3.1.0, Specifying Schema Dialects). */
const DIALECTS = /^https?:\/\/(json-schema\.org\/draft\/2020-12\/schema#?$|spec\.openapis\.org\/oas\/3\.1\/dialect\/)/;

const isKnownDialect = ({ $schema }: Schema): boolean =>
  $schema === undefined || (typeof $schema === 'string' && DIALECTS.test($schema));

/** A boolean is a schema too (JSON Schema Core 2020-12, section 4.3.2). */
function part(node: unknown, spot: Spot, rewriter: Rewriter): Schema | boolean {
  if (typeof node === 'boolean') return node;
  const isSent = !isWriteOnly(node) || !/\/properties\/[^/]+$/.test(spot.original);
  return isSent ? rewriter.visit(node, spot) : rewriter.unsent(spot);
}

/** Writes both keywords as the suite's keyword `unevaluated`, with its own pointer in the compiled schema. */
function writeUnevaluated(node: Schema, written: Schema, spot: Spot, rewriter: Rewriter): void {
  const present = UNEVALUATED.filter((keyword) => keyword in node);
  if (present.length === 0) return;
  const parts = present.map((keyword) => {
    const { at, original } = spot;
    const inner = { at: `${at}/unevaluated/${keyword}`, original: `${original}/${keyword}` };
    return [keyword, part(node[keyword], inner, rewriter)];
  });
  written.unevaluated = { at: rewriter.compiledAt(spot), ...Object.fromEntries(parts) } satisfies Unevaluated;
}

/** Writes `integer` as `number`: whether a number is whole is judged by its text. */
function writeType({ type }: Schema, written: Schema, spot: Spot, rewriter: Rewriter): void {
  if (type === undefined) return;
  const types: unknown[] = [type].flat();
  if (types.length > 0 && types.every((each) => typeof each === 'string' && TYPES.includes(each))) {
    const known = types.includes('number') ? types.filter((each) => each !== 'integer') : types;
    const whole = known.map((each) => (each === 'integer' ? 'number' : each));
    written.type = types.includes('integer') ? whole : type;
  } else {
    Object.assign(written, rewriter.doubt(`${spot.original}/type is ${JSON.stringify(type)}, which is not a type`));
  }
}

const onlyWhole = (type: unknown): Schema => {
  const types: unknown[] = [type].flat();
  return types.includes('integer') && !types.includes('number') ? { exactly: { integer: true } } : {};
};
