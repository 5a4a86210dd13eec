import { Ajv, type ErrorObject, type Options, type SchemaValidateFunction } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, toPointer } from '../../contract/pointer.ts';
import { canonical, compare, isMultiple, toDecimal } from './decimal.ts';
import { FORMATS } from './formats.ts';
import { PROTO, withoutProto, withProto } from './proto.ts';
import type { Rewritten } from './rewriter.ts';
import { addUnevaluated, COMPILED } from './unevaluated.ts';

/** PROTO as it stands in a JSON text. */
const PROTO_TEXT = JSON.stringify(PROTO).slice(1, -1);

/** Numbers of the value that is being validated, as they are written, by pointer. */
let written: ReadonlyMap<string, string> = new Map();

/**
 * Compiles a schema with Ajv itself: where OpenAPI 3.1 asks for JSON Schema 2020-12, and where doubles, or names that
 * every JavaScript object has, would lead openapi-response-validator astray.
 *
 * @param every false: stop at the first error, for bodies with room for millions of them
 */
export function compileExact(
  { schema, components, patterns }: Rewritten,
  version: '3.0' | '3.1',
  every: boolean,
): (value: unknown, numbers: ReadonlyMap<string, string>) => readonly ErrorObject[] {
  const options: Options = {
    allErrors: every,
    strict: false,
    logger: false,
    ownProperties: true,
    strictNumbers: false,
  };
  const ajv = version === '3.1' ? new Ajv2020(options) : new Ajv(options);
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  for (const [name, pattern] of Object.entries(patterns)) ajv.addFormat(name, (text: string) => pattern.test(text));
  ajv.addKeyword({ keyword: 'exactly', type: 'number', errors: 'full', validate: exactly });
  ajv.addKeyword({ keyword: 'listed', errors: 'full', compile: listed });
  ajv.addKeyword({ keyword: 'distinct', type: 'array', errors: 'full', validate: distinct });
  const knowsProto = JSON.stringify([schema, components]).includes(PROTO_TEXT);
  const root = { $id: COMPILED, properties: { response: schema }, components: { schemas: components } };
  const begin = addUnevaluated(ajv, root);
  const validate = ajv.compile(root);
  return (value, numbers) => {
    written = numbers;
    begin();
    const response = knowsProto ? withoutProto(value) : value;
    return validate({ response }) ? [] : (validate.errors ?? []).map(named);
  };
}

const named = (error: ErrorObject): ErrorObject => ({
  ...error,
  instancePath: withProto(error.instancePath).replace('/response', ''),
  schemaPath: withProto(error.schemaPath),
  params: JSON.parse(JSON.stringify(error.params).replaceAll(PROTO_TEXT, '__proto__')) as object,
});

/** Judges a value by a long list of primitive ones: an `enum` that is looked up instead of gone through. */
function listed(allowedValues: readonly unknown[]): DataValidateFunction {
  const known = new Set(allowedValues);
  const validate: DataValidateFunction = (value: unknown) => {
    // Ajv writes the place into the error, so that each value needs one of its own.
    validate.errors = [{ keyword: 'enum', params: { allowedValues }, message: '' }];
    return known.has(value);
  };
  return validate;
}

/** Judges a list whose items must differ, its numbers by their texts. */
const distinct: SchemaValidateFunction = (_, items: unknown[], _schema, context) => {
  const pointer = context?.instancePath.replace('/response', '') ?? '';
  const texts = items.map((item, index) => textOf(item, `${pointer}/${index}`));
  distinct.errors = [{ keyword: 'uniqueItems', params: {}, message: '' }];
  return new Set(texts).size === texts.length;
};

/** A text that is equal for equal JSON values. */
function textOf(value: unknown, pointer: string): string {
  if (typeof value === 'number') return canonical(toDecimal(written.get(pointer) ?? String(value)));
  if (Array.isArray(value)) return `[${value.map((item, index) => textOf(item, `${pointer}/${index}`)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${textOf(value[name], pointer + toPointer([name]))}`).join()}}`;
}

/** Judges a number by its text: `{ multipleOf: 0.01 }`, `{ maximum: '9223372036854775807' }`, `{ integer: true }`. */
const exactly: SchemaValidateFunction = (
  limits: Readonly<Record<string, number | string | true>>,
  value: number,
  _schema,
  context,
) => {
  const number = toDecimal(written.get(context?.instancePath.replace('/response', '') ?? '') ?? String(value));
  const broken = Object.entries(limits).filter(([keyword, limit]) => {
    if (keyword === 'integer') return !isMultiple(number, { digits: 1n, exponent: 0 });
    const bound = toDecimal(String(limit));
    if (keyword === 'multipleOf') return !isMultiple(number, bound);
    const order = compare(number, bound);
    if (keyword === 'minimum') return order < 0;
    if (keyword === 'maximum') return order > 0;
    return keyword === 'exclusiveMinimum' ? order <= 0 : order >= 0;
  });
  exactly.errors = broken.map(([keyword, limit]) => ({
    keyword: keyword === 'integer' ? 'type' : keyword,
    params: keyword === 'integer' ? { type: 'integer' } : { limit, multipleOf: limit },
    message: '',
  }));
  return broken.length === 0;
};
