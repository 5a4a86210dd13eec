import { Ajv, type ErrorObject, type Options, type SchemaValidateFunction } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, toPointer } from '../../contract/pointer.ts';
import { canonical, compare, type Decimal, isMultiple, toDecimal } from './decimal.ts';
import { FORMATS } from './formats.ts';
import { PROTO, type Rewritten } from './rewriter.ts';
import { addUnevaluated, COMPILED, type Validation } from './unevaluated.ts';

/** {@link PROTO} in a JSON text. */
const PROTO_TEXT = JSON.stringify(PROTO).slice(1, -1);

/**
 * Compiles a schema with Ajv: for OpenAPI 3.1, and if openapi-response-validator would be wrong because of doubles
 * or names that every object inherits.
 *
 * @param every false to stop at the first error, because a large body may have millions
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
    passContext: true,
  };
  const ajv = version === '3.1' ? new Ajv2020(options) : new Ajv(options);
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  for (const [name, pattern] of Object.entries(patterns)) ajv.addFormat(name, (text: string) => pattern.test(text));
  ajv.addKeyword({ keyword: 'exactly', type: 'number', errors: 'full', validate: exactly });
  ajv.addKeyword({ keyword: 'listed', errors: 'full', compile: listed });
  ajv.addKeyword({ keyword: 'distinct', type: 'array', errors: 'full', validate: distinct });
  const knowsProto = JSON.stringify([schema, components]).includes(PROTO_TEXT);
  const root = { $id: COMPILED, properties: { response: schema }, components: { schemas: components } };
  addUnevaluated(ajv, root);
  const validate = ajv.compile(root);
  return (value, numbers) => {
    const validation: Validation = { numbers, known: new WeakMap() };
    const response = knowsProto ? withoutProto(value) : value;
    return validate.call(validation, { response }) ? [] : (validate.errors ?? []).map(named);
  };
}

/** A copy of a JSON value in which every name `__proto__` is {@link PROTO}; the value itself if it has none. */
function withoutProto(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (!text.includes('"__proto__":')) return value;
  return JSON.parse(text.replaceAll('"__proto__":', `${JSON.stringify(PROTO)}:`)) as unknown;
}

const withProto = (text: string): string => text.replaceAll(PROTO, '__proto__');

/** An error with the original names. */
const named = (error: ErrorObject): ErrorObject => ({
  ...error,
  instancePath: withProto(error.instancePath).replace('/response', ''),
  schemaPath: withProto(error.schemaPath),
  params: JSON.parse(JSON.stringify(error.params).replaceAll(PROTO_TEXT, '__proto__')) as object,
});

/** Checks a value against a long list of primitive values: an `enum` with constant lookup time. */
function listed(allowedValues: readonly unknown[]): DataValidateFunction {
  const known = new Set(allowedValues);
  const validate: DataValidateFunction = (value: unknown) => {
    // Ajv modifies the error, so each validation needs its own.
    validate.errors = [{ keyword: 'enum', params: { allowedValues }, message: '' }];
    return known.has(value);
  };
  return validate;
}

/** Checks that the items of a list differ. Numbers are compared by their text. */
const distinct: SchemaValidateFunction = function (this: Validation, _, items: unknown[], _schema, context) {
  const pointer = context?.instancePath.replace('/response', '') ?? '';
  const texts = items.map((item, index) => textOf(item, `${pointer}/${index}`, this.numbers));
  distinct.errors = [{ keyword: 'uniqueItems', params: {}, message: '' }];
  return new Set(texts).size === texts.length;
};

/** A text that is equal for equal JSON values. */
function textOf(value: unknown, pointer: string, numbers: Validation['numbers']): string {
  if (typeof value === 'number') return canonical(toDecimal(numbers.get(pointer) ?? String(value)));
  if (Array.isArray(value))
    return `[${value.map((item, index) => textOf(item, `${pointer}/${index}`, numbers)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${textOf(value[name], pointer + toPointer([name]), numbers)}`);
  return `{${members.join()}}`;
}

/** Checks a number by its text: `{ multipleOf: 0.01 }`, `{ maximum: '9223372036854775807' }`, `{ integer: true }`. */
const exactly: SchemaValidateFunction = function (
  this: Validation,
  limits: Readonly<Record<string, number | string | true>>,
  value: number,
  _schema,
  context,
) {
  const text = this.numbers.get(context?.instancePath.replace('/response', '') ?? '') ?? String(value);
  const number = toDecimal(text);
  const broken = Object.entries(limits).filter(([keyword, limit]) => isBroken(number, keyword, limit));
  exactly.errors = broken.map(([keyword, limit]) => ({
    keyword: keyword === 'integer' ? 'type' : keyword,
    params: keyword === 'integer' ? { type: 'integer' } : { limit, multipleOf: limit },
    message: '',
  }));
  return broken.length === 0;
};

function isBroken(number: Decimal, keyword: string, limit: number | string | true): boolean {
  if (keyword === 'integer') return !isMultiple(number, { digits: 1n, exponent: 0 });
  const bound = toDecimal(String(limit));
  if (keyword === 'multipleOf') return !isMultiple(number, bound);
  const order = compare(number, bound);
  if (keyword === 'minimum') return order < 0;
  if (keyword === 'maximum') return order > 0;
  return keyword === 'exclusiveMinimum' ? order <= 0 : order >= 0;
}
