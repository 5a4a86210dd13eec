import type { ErrorObject } from 'ajv';
import pluralize from 'pluralize';
import { ownWords, phrase, type Phrase } from '../../client/phrase.ts';
import { describe } from '../../client/shape.ts';
import { toPointer, valueAt } from '../../contract/pointer.ts';
import { type Violation, show } from '../finding.ts';

/** Expectations by keyword. */
const EXPECTED: Readonly<Record<string, (params: Record<string, unknown>) => Phrase>> = {
  type: ({ type }) => phrase`${[type].flat().join(' or ')}`,
  enum: ({ allowedValues }) => oneOf(allowedValues as readonly unknown[]),
  format: ({ format }) => phrase`a string of format ${String(format)}`,
  pattern: ({ pattern }) => phrase`a string that matches ${String(pattern)}`,
  minimum: ({ limit }) => phrase`at least ${String(limit)}`,
  maximum: ({ limit }) => phrase`at most ${String(limit)}`,
  exclusiveMinimum: ({ limit }) => phrase`more than ${String(limit)}`,
  exclusiveMaximum: ({ limit }) => phrase`less than ${String(limit)}`,
  multipleOf: ({ multipleOf }) => phrase`a multiple of ${String(multipleOf)}`,
  minLength: ({ limit }) => phrase`a string of at least ${counted('character', limit)}`,
  maxLength: ({ limit }) => phrase`a string of at most ${counted('character', limit)}`,
  minItems: ({ limit }) => phrase`at least ${counted('item', limit)}`,
  maxItems: ({ limit }) => phrase`at most ${counted('item', limit)}`,
  uniqueItems: () => phrase`unique items`,
  minProperties: ({ limit }) => phrase`at least ${counted('property', limit)}`,
  maxProperties: ({ limit }) => phrase`at most ${counted('property', limit)}`,
  required: ({ missingProperty }) => phrase`property ${String(missingProperty)}`,
  additionalProperties: () => phrase`only declared properties`,
  unevaluatedProperties: () => phrase`only declared properties`,
  unevaluatedItems: () => phrase`only declared items`,
  not: () => phrase`a value that does not match the schema under "not"`,
  anyOf: () => phrase`one of the forms that the contract allows`,
  oneOf: () => phrase`exactly one of the forms that the contract allows`,
};

/** A number and its noun. Only the number is a value from outside. */
const counted = (noun: string, limit: unknown): Phrase =>
  phrase`${String(limit)} ${ownWords(pluralize(noun, Number(limit)))}`;

/** Maximum number of values of an `enum` that are shown. */
const MAX_VALUES = 50;

function oneOf(values: readonly unknown[]): Phrase {
  if (values.length <= MAX_VALUES) return phrase`one of ${JSON.stringify(values)}`;
  const shown = JSON.stringify(values.slice(0, MAX_VALUES));
  return phrase`one of ${values.length} values: ${shown} …`;
}

/** Keywords that the value itself violates, so it is shown. For other keywords, it is only described. */
const OF_VALUE = new Set([
  'type',
  'enum',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

/**
 * Converts an error of the validator. A missing or additional property is reported at its own pointer.
 *
 * @param declaredAt pointer below the operation to the broken keyword
 */
export function toViolation(error: ErrorObject, body: unknown, declaredAt: string): Violation {
  const { keyword } = error;
  const params = error.params as Record<string, unknown>;
  const name = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  const pointer = error.instancePath + (typeof name === 'string' ? toPointer([name]) : '');
  const value = valueAt(body, pointer);
  if (keyword === 'not' && declaredAt.endsWith('/writeOnly')) return unsent(pointer, describe(value), declaredAt);
  const expected = expectation(keyword, params, declaredAt);
  const received = OF_VALUE.has(keyword) ? show(value, pointer) : describe(value);
  return { pointer, expected, received, declaredAt, message: messageOf(keyword, pointer, expected) };
}

/** A SHOULD NOT of OpenAPI 3.0.3 and 3.1.0 (Schema Object) and JSON Schema Validation 2020-12, section 9.4. */
const unsent = (pointer: string, received: Phrase, declaredAt: string): Violation => ({
  pointer,
  received,
  declaredAt,
  expected: phrase`no writeOnly property`,
  message: phrase`${pointer} is writeOnly, so it should not be sent in a response`,
});

function messageOf(keyword: string, pointer: string, expected: Phrase): Phrase {
  const place = pointer === '' ? ownWords('the body') : pointer;
  if (keyword === 'required') return phrase`${pointer} is missing`;
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties')
    return phrase`${pointer} is not declared`;
  if (keyword === 'unevaluatedItems') return phrase`${place} has items that are not declared`;
  return phrase`${place}: expected ${expected}`;
}

/** The expectation of a keyword. A pattern is judged as a format, so its original keyword is read from its pointer. */
function expectation(keyword: string, params: Record<string, unknown>, declaredAt: string): Phrase {
  if (keyword === 'format' && declaredAt.endsWith('/pattern')) return phrase`a string that matches the pattern`;
  return EXPECTED[keyword]?.(params) ?? phrase`a value that ${keyword} allows`;
}
