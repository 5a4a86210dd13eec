import type { ErrorObject } from 'ajv';
import { describe } from '../../client/shape.ts';
import { toPointer, valueAt } from '../../contract/pointer.ts';
import { type Breach, show } from '../finding.ts';

/** What is expected where a keyword is broken, by keyword. */
const EXPECTED: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  type: ({ type }) => [type].flat().join(' or '),
  enum: ({ allowedValues }) => `one of ${JSON.stringify(allowedValues)}`,
  format: ({ format }) => `a string of format ${String(format)}`,
  pattern: ({ pattern }) => `a string that matches ${String(pattern)}`,
  minimum: ({ limit }) => `at least ${String(limit)}`,
  maximum: ({ limit }) => `at most ${String(limit)}`,
  exclusiveMinimum: ({ limit }) => `more than ${String(limit)}`,
  exclusiveMaximum: ({ limit }) => `less than ${String(limit)}`,
  multipleOf: ({ multipleOf }) => `a multiple of ${String(multipleOf)}`,
  minLength: ({ limit }) => `a string of at least ${String(limit)} characters`,
  maxLength: ({ limit }) => `a string of at most ${String(limit)} characters`,
  minItems: ({ limit }) => `at least ${String(limit)} items`,
  maxItems: ({ limit }) => `at most ${String(limit)} items`,
  uniqueItems: () => 'items that all differ',
  minProperties: ({ limit }) => `at least ${String(limit)} properties`,
  maxProperties: ({ limit }) => `at most ${String(limit)} properties`,
  required: ({ missingProperty }) => `property ${String(missingProperty)}`,
  additionalProperties: () => 'no property besides those declared',
  unevaluatedProperties: () => 'no property besides those declared',
  not: () => 'nothing here',
  anyOf: () => 'one of the forms that the contract allows',
  oneOf: () => 'exactly one of the forms that the contract allows',
};

/** Keywords that speak of a value, which is then shown; the others speak of its place. */
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
 * Says an error of the validator in the words of a finding. A missing and an additional property are found at their own
 * pointers.
 *
 * @param declaredAt pointer below the operation of the keyword that is broken
 */
export function toBreach(error: ErrorObject, body: unknown, declaredAt: string): Breach {
  const { keyword } = error;
  const params = error.params as Record<string, unknown>;
  const name = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  const pointer = error.instancePath + (typeof name === 'string' ? toPointer([name]) : '');
  const value = valueAt(body, pointer);
  const expected = expectation(keyword, params, declaredAt);
  const received = OF_VALUE.has(keyword) ? show(value, pointer) : describe(value);
  return { pointer, expected, received, declaredAt, message: messageOf(keyword, pointer, expected) };
}

function messageOf(keyword: string, pointer: string, expected: string): string {
  if (keyword === 'required') return `${pointer} is missing`;
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return `${pointer} is not declared`;
  return `${pointer || 'the body'}: ${expected} is due`;
}

/** A pattern is judged as a format; the place in the contract still says which keyword it was. */
function expectation(keyword: string, params: Record<string, unknown>, declaredAt: string): string {
  if (keyword === 'format' && declaredAt.endsWith('/pattern')) return 'a string that matches the pattern';
  return EXPECTED[keyword]?.(params) ?? `what ${keyword} demands`;
}
