import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import { files } from '../files.ts';
import { judged, operationWith } from '../verdict/judged.ts';

const offline = () => Promise.reject(new Error('nothing is fetched here'));
const NOWHERE = { $ref: '#/nowhere' };

/** Places of a document that contain data, in which `$ref` is an ordinary name. */
const DATA: [what: string, schema: object, media: object][] = [
  ['the example of a schema', { type: 'object', example: NOWHERE }, {}],
  ['the examples of a schema', { type: 'object', examples: [NOWHERE] }, {}],
  ['a default', { type: 'object', default: { deep: [NOWHERE] } }, {}],
  ['an extension', { type: 'object', 'x-shown': NOWHERE }, { 'x-shown': NOWHERE }],
  ['the example of a media type', { type: 'object' }, { example: NOWHERE }],
  ['the value of an example', { type: 'object' }, { examples: { a: { value: NOWHERE } } }],
];

const documentOf = (schema: object, media: object, openapi: string) => ({
  openapi,
  info: { title: 't', version: '1' },
  paths: {
    '/x': { get: { responses: { 200: { description: 'ok', content: { 'application/json': { schema, ...media } } } } } },
  },
});

describe.each(['3.0.3', '3.1.0'])('in OpenAPI %s', (openapi) => {
  test.each(DATA)('a $ref within %s is neither followed nor a fault', async (_what, schema, media) => {
    const folder = files({ 'x.json': JSON.stringify(documentOf(schema, media, openapi)) });
    const { operations, faults } = await loadContract(folder, offline);
    const operation = operations.get('GET /x');
    expect([faults, operation?.fault]).toEqual([[], undefined]);
    expect(operation && judged(operation, '{}').verdict).toBe('conforming');
  });

  test('an enum may list an object with a $ref', async () => {
    const schema = { enum: [{ $ref: '#/components/schemas/Text' }] };
    const operation = await operationWith(schema, { components: { schemas: { Text: { type: 'string' } } } }, openapi);
    const verdict = (body: unknown) => judged(operation, JSON.stringify(body)).verdict;
    expect([verdict({ $ref: '#/components/schemas/Text' }), verdict('a')]).toEqual(['conforming', 'deviating']);
  });

  test('properties may have the names of keywords that contain data', async () => {
    const properties = Object.fromEntries(
      ['example', 'examples', 'default', 'enum', 'const', 'x-data'].map((name) => [
        name,
        { $ref: '#/components/schemas/Text' },
      ]),
    );
    const more = { components: { schemas: { Text: { type: 'string' } } } };
    const operation = await operationWith({ type: 'object', properties }, more, openapi);
    const body = Object.fromEntries(Object.keys(properties).map((name) => [name, 1]));
    const found = judged(operation, JSON.stringify(body)).findings.map(({ pointer }) => pointer);
    expect(found).toEqual(Object.keys(properties).map((name) => `/${name}`));
  });

  test.each([
    ['an example', { examples: { a: NOWHERE } }],
    ['the header of an encoding', { encoding: { a: { headers: { b: { examples: { c: NOWHERE } } } } } }],
  ])('a dangling reference in %s is reported, and its operation is judged', async (_what, media) => {
    const folder = files({ 'x.json': JSON.stringify(documentOf({ type: 'object' }, media, openapi)) });
    const { operations, faults } = await loadContract(folder, offline);
    const operation = operations.get('GET /x');
    expect(faults).toEqual([expect.stringMatching(/\$ref "#\/nowhere" cannot be resolved/)]);
    expect(operation && judged(operation, '[]').verdict).toBe('deviating');
  });
});

test('a const may be an object with a $ref', async () => {
  const operation = await operationWith({ const: { $ref: '#/a', type: 'string' } });
  expect(judged(operation, '{"$ref":"#/a","type":"string"}').verdict).toBe('conforming');
  expect(judged(operation, '"a"').verdict).toBe('deviating');
});
