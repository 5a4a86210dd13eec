import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { createValidators } from '../../src/verdict/schema/validators.ts';

type Schema = Record<string, unknown>;

const NAMES = ['a', 'b', 'c'];
const name = fc.constantFrom(...NAMES);
const small = fc.integer({ min: 0, max: 3 });
const scalar = fc.oneof(
  fc.constantFrom<unknown>('', 'a', 'ab', 'abc', '😀', true, false),
  fc.integer({ min: -3, max: 6 }),
  fc.constantFrom(0.5, 1.5),
);

/** Bodies of few names and values, so that many of them are relevant to the schema. */
const body = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const optional = (keywords: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(keywords, { requiredKeys: [] }) as fc.Arbitrary<Schema>;
const of = (type: string | string[], keywords: Record<string, fc.Arbitrary<unknown>>) =>
  optional(keywords).map((rest): Schema => ({ type, ...rest }));

/** Schemas of the keywords with the same meaning in OpenAPI and in JSON Schema. */
const schemas = (extra: (self: fc.Arbitrary<Schema>) => fc.Arbitrary<Schema>[]) =>
  fc.letrec<{ schema: Schema }>((tie) => {
    const self = tie('schema');
    const properties = fc.dictionary(name, self, { maxKeys: 3 });
    const required = fc.uniqueArray(name, { maxLength: 2 });
    return {
      schema: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        of('string', { minLength: small, maxLength: small, pattern: fc.constantFrom('^a', 'b$', '^.{2}$') }),
        of('integer', { minimum: small, maximum: small, multipleOf: fc.constantFrom(1, 2, 3) }),
        of('number', { minimum: small, maximum: small }),
        of('boolean', {}),
        of('array', { items: self, minItems: small, maxItems: small, uniqueItems: fc.boolean() }),
        of('object', {
          properties,
          required,
          minProperties: small,
          maxProperties: small,
          additionalProperties: fc.oneof(fc.boolean(), self),
        }),
        optional({ properties, required, items: self, minLength: small }),
        fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((values): Schema => ({ enum: values })),
        fc.array(self, { minLength: 1, maxLength: 3 }).map((allOf): Schema => ({ allOf })),
        fc.array(self, { minLength: 1, maxLength: 3 }).map((anyOf): Schema => ({ anyOf })),
        fc.array(self, { minLength: 1, maxLength: 3 }).map((oneOf): Schema => ({ oneOf })),
        self.map((not): Schema => ({ not })),
        ...extra(self),
      ),
    };
  }).schema;

const only30 = () => [];
const only31 = (self: fc.Arbitrary<Schema>) => [
  of(['string', 'null'], { minLength: small }),
  of(['integer', 'array'], { exclusiveMinimum: small, exclusiveMaximum: small, maxItems: small }),
  scalar.map((value): Schema => ({ const: value })),
  optional({ if: self, then: self, else: self }),
  optional({ prefixItems: fc.array(self, { minLength: 1, maxLength: 2 }), items: fc.oneof(fc.constant(false), self) }),
  optional({ contains: self, minContains: small, maxContains: small }),
  optional({ dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 2 }) }),
  optional({ properties: fc.dictionary(name, self, { maxKeys: 2 }), unevaluatedProperties: fc.constant(false) }),
  optional({ propertyNames: self, patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), self, { maxKeys: 1 }) }),
];

/** The result of Ajv for the original schema, without any rewriting. */
const raw = (ajv: Pick<Ajv, 'compile'>, schema: Schema, value: unknown): boolean => ajv.compile(schema)(value);

describe('for keywords that OpenAPI shares with JSON Schema, the verdict is that of Ajv', () => {
  test.each([
    ['3.0', only30, new Ajv({ strict: false, logger: false, ownProperties: true })],
    ['3.1', only31, new Ajv2020({ strict: false, logger: false, ownProperties: true })],
  ] as const)('%s', (version, extra, ajv) => {
    fc.assert(
      fc.property(schemas(extra), fc.array(body, { minLength: 1, maxLength: 8 }), (schema, bodies) => {
        const validators = createValidators();
        for (const value of bodies) {
          const judged = { value, numbers: new Map<string, string>(), length: 0 };
          const found = validators.judge({ schema, pointer: '' }, version, judged, []);
          expect({ value, conforms: 'length' in found && found.length === 0 }).toEqual({
            value,
            conforms: raw(ajv, schema, value),
          });
          const exact = validators.judge({ schema, pointer: '' }, version, { ...judged, length: 2 ** 20 }, []);
          expect({ value, exactly: 'length' in exact && exact.length === 0 }).toEqual({
            value,
            exactly: raw(ajv, schema, value),
          });
        }
      }),
      { numRuns: 300, seed: 20261122 },
    );
  });
});
