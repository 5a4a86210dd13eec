import { describe, expect, test } from '@jest/globals';
import { valueAt } from '../../../src/contract/pointer.ts';
import { judged, operationWith } from './judged.ts';

const PASSWORD = { type: 'string', writeOnly: true };
const USER = {
  type: 'object',
  required: ['id', 'password'],
  properties: { id: { type: 'string' }, name: { type: 'string' }, email: { type: 'string' }, password: PASSWORD },
};
const components = { schemas: { User: USER, Password: PASSWORD } };
const $ref = '#/components/schemas/User';

/** Schemas of a user. Those of OpenAPI 3.1 allow only declared properties. */
const ROWS: [title: string, openapi: string, schema: object][] = [
  ['an object', '3.0.3', USER],
  ['a closed object', '3.0.3', { ...USER, additionalProperties: false }],
  ['a component', '3.0.3', { allOf: [{ $ref }, { properties: { more: {} } }] }],
  ['a list', '3.0.3', { type: 'array', items: { $ref } }],
  ['a property that is a component', '3.0.3', { properties: { password: { $ref: '#/components/schemas/Password' } } }],
  ['an object', '3.1.0', { ...USER, unevaluatedProperties: false }],
  ['a component', '3.1.0', { $ref, unevaluatedProperties: false }],
  ['an allOf', '3.1.0', { allOf: [{ $ref }, { properties: { more: {} } }], unevaluatedProperties: false }],
  ['a branch', '3.1.0', { oneOf: [{ $ref }, { type: 'string' }], unevaluatedProperties: false }],
  ['a list', '3.1.0', { type: 'array', items: { $ref, unevaluatedProperties: false } }],
];

describe('a writeOnly property in a response', () => {
  test.each(ROWS)(
    'in %s of OpenAPI %s is one finding with its place in the document',
    async (_title, openapi, schema) => {
      const operation = await operationWith(schema, { components }, openapi);
      const user = { id: '1', name: 'n', email: 'e', password: 'secret' };
      const isList = 'items' in schema;
      const { findings } = judged(operation, JSON.stringify(isList ? [user] : user));
      const pointer = isList ? '/0/password' : '/password';
      expect(findings).toMatchObject([
        {
          check: 'body-schema',
          pointer,
          expected: 'no writeOnly property',
          received: 'string of length 6',
          message: `${pointer} is writeOnly, so it should not be sent in a response`,
          where: { pointer: expect.stringMatching(/\/writeOnly$/) as unknown },
        },
      ]);
    },
  );

  test('has a place that exists in the document', async () => {
    const operation = await operationWith({ allOf: [{ $ref }] }, { components }, '3.1.0');
    const [finding] = judged(operation, '{"id":"1","password":"x"}').findings;
    expect(finding?.where?.pointer).toBe('/components/schemas/User/properties/password/writeOnly');
    expect(valueAt({ components }, finding?.where?.pointer ?? '')).toBe(true);
  });

  test('does not hide other faults of its object', async () => {
    const operation = await operationWith({ $ref, unevaluatedProperties: false }, { components });
    const { findings } = judged(operation, '{"id":1,"password":"x","other":1}');
    expect(findings.map(({ pointer }) => pointer).sort()).toEqual(['/id', '/other', '/password']);
  });
});
