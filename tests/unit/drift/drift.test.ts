import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import { type Drift, driftOf, isBreaking } from '../../../src/drift/drift.ts';
import { files } from '../files.ts';

type Json = Record<string, unknown>;

const offline = () => Promise.reject(new Error('nothing is fetched here'));

const document = (operation: Json, more: Json = {}): Json => ({
  openapi: '3.0.3',
  info: { title: 't', version: '1' },
  paths: { '/a/{id}': { get: operation } },
  ...more,
});

async function drift(published: Json, served: Json): Promise<Drift> {
  const [old, now] = await Promise.all(
    [published, served].map((one) => loadContract(files({ 'a.json': JSON.stringify(one) }), offline)),
  );
  if (old === undefined || now === undefined) throw new Error('no contract was read');
  return driftOf(old, now);
}

/** An operation with a query parameter. */
const query = (schema: Json, more: Json = {}): Json => ({
  parameters: [{ name: 'q', in: 'query', schema, ...more }],
  responses: { 200: { description: 'x' } },
});
const none: Json = { parameters: [], responses: { 200: { description: 'x' } } };
const body = (schema: Json): Json => ({
  responses: { 200: { description: 'x', content: { 'application/json': { schema } } } },
});
const object = (properties: Json, required: string[] = [], more: Json = {}): Json =>
  body({ type: 'object', properties, ...(required.length > 0 && { required }), ...more });
const value = (schema: Json): Json => object({ a: schema });
const statuses = (...all: string[]): Json => ({
  responses: Object.fromEntries(all.map((status) => [status, { description: 'x' }])),
});
const header = (more: Json): Json => ({
  responses: { 200: { description: 'x', headers: { 'X-A': { schema: { type: 'string' }, ...more } } } },
});
const media = (...types: string[]): Json => ({
  responses: { 200: { description: 'x', content: Object.fromEntries(types.map((type) => [type, { schema: {} }])) } },
});
const sent = (schema: Json, more: Json = {}): Json => ({
  requestBody: { content: { 'application/json': { schema } }, ...more },
  responses: { 200: { description: 'x' } },
});

const text = { type: 'string' };
const branches = (...schemas: Json[]): Json => body({ oneOf: schemas });

/** The effect of a change on clients. Each row has the effects of the change and of its reverse. */
type Effect = 'breaks' | 'harmless' | 'same';

const ROWS: [what: string, from: Json, to: Json, there: Effect, back: Effect][] = [
  ['an optional parameter', none, query(text), 'harmless', 'breaks'],
  ['a required parameter', none, query(text, { required: true }), 'breaks', 'breaks'],
  ['an existing parameter that becomes required', query(text), query(text, { required: true }), 'breaks', 'harmless'],
  ['another type of a parameter', query(text), query({ type: 'integer' }), 'breaks', 'breaks'],
  ['a wider type of a parameter', query({ type: 'integer' }), query({ type: 'number' }), 'harmless', 'breaks'],
  ['any type of a parameter', query(text), query({}), 'harmless', 'breaks'],
  [
    'fewer values of a parameter',
    query({ ...text, enum: ['a', 'b'] }),
    query({ ...text, enum: ['a'] }),
    'breaks',
    'harmless',
  ],
  ['other values of a parameter', query({ ...text, enum: ['a'] }), query({ ...text, enum: ['b'] }), 'breaks', 'breaks'],
  ['a list of values of a parameter', query(text), query({ ...text, enum: ['a'] }), 'breaks', 'harmless'],
  ['a shorter parameter', query({ ...text, maxLength: 9 }), query({ ...text, maxLength: 5 }), 'breaks', 'harmless'],
  ['a bound of the length of a parameter', query(text), query({ ...text, maxLength: 5 }), 'breaks', 'harmless'],
  ['a longer parameter', query({ ...text, minLength: 1 }), query({ ...text, minLength: 2 }), 'breaks', 'harmless'],
  ['a pattern of a parameter', query(text), query({ ...text, pattern: '^a' }), 'breaks', 'harmless'],
  [
    'another pattern of a parameter',
    query({ ...text, pattern: 'a' }),
    query({ ...text, pattern: 'b' }),
    'breaks',
    'breaks',
  ],
  ['a format of a parameter', query(text), query({ ...text, format: 'uuid' }), 'breaks', 'harmless'],
  [
    'a greater minimum of a parameter',
    query({ type: 'integer', minimum: 1 }),
    query({ type: 'integer', minimum: 2 }),
    'breaks',
    'harmless',
  ],
  [
    'a larger multipleOf of a parameter',
    query({ type: 'integer', multipleOf: 2 }),
    query({ type: 'integer', multipleOf: 4 }),
    'breaks',
    'harmless',
  ],
  ['a default of a parameter', query(text), query({ ...text, default: 'a' }), 'harmless', 'breaks'],
  [
    'another default of a parameter',
    query({ ...text, default: 'a' }),
    query({ ...text, default: 'b' }),
    'breaks',
    'breaks',
  ],
  [
    'another serialization of lists',
    query({ type: 'array', items: text }),
    query({ type: 'array', items: text }, { explode: false }),
    'breaks',
    'breaks',
  ],
  ['a success status', statuses('200'), statuses('200', '201'), 'breaks', 'breaks'],
  ['an error status', statuses('200'), statuses('200', '404'), 'harmless', 'harmless'],
  ['a status in a range', statuses('200', '4XX'), statuses('200', '404', '4XX'), 'same', 'same'],
  ['a status in the default', statuses('200', 'default'), statuses('200', '404', 'default'), 'same', 'same'],
  ['a property', object({}), object({ a: text }), 'harmless', 'harmless'],
  ['a required property', object({}), object({ a: text }, ['a']), 'harmless', 'breaks'],
  ['an existing property that becomes required', object({ a: text }), object({ a: text }, ['a']), 'harmless', 'breaks'],
  ['an undeclared property in required', object({}), object({}, ['a']), 'harmless', 'breaks'],
  ['another type in a response', value(text), value({ type: 'integer' }), 'breaks', 'breaks'],
  ['a wider type in a response', value({ type: 'integer' }), value({ type: 'number' }), 'breaks', 'harmless'],
  ['null in a response', value(text), value({ ...text, nullable: true }), 'breaks', 'harmless'],
  [
    'another value in a response',
    value({ ...text, enum: ['x'] }),
    value({ ...text, enum: ['x', 'y'] }),
    'breaks',
    'harmless',
  ],
  ['a format in a response', value(text), value({ ...text, format: 'uuid' }), 'harmless', 'breaks'],
  [
    'a longer text in a response',
    value({ ...text, maxLength: 5 }),
    value({ ...text, maxLength: 9 }),
    'breaks',
    'harmless',
  ],
  ['a bound in a response', value({ type: 'integer' }), value({ type: 'integer', maximum: 9 }), 'harmless', 'breaks'],
  [
    'an equivalent exclusive bound',
    value({ type: 'integer', minimum: 1 }),
    value({ type: 'integer', minimum: 0, exclusiveMinimum: true }),
    'same',
    'same',
  ],
  ['a write-only property', object({}), object({ a: { ...text, writeOnly: true } }), 'same', 'same'],
  ['additional properties', object({}, [], { additionalProperties: false }), object({}), 'harmless', 'harmless'],
  [
    'unrestricted additional properties',
    object({}, [], { additionalProperties: text }),
    object({}),
    'breaks',
    'harmless',
  ],
  [
    'another schema of additional properties',
    object({}, [], { additionalProperties: text }),
    object({}, [], { additionalProperties: { type: 'integer' } }),
    'breaks',
    'breaks',
  ],
  ['an alternative', branches(text), branches(text, { type: 'integer' }), 'breaks', 'harmless'],
  ['alternatives where there were none', body(text), branches(text, { type: 'integer' }), 'breaks', 'harmless'],
  [
    'alternatives in another order',
    branches(text, { type: 'integer' }),
    branches({ type: 'integer' }, text),
    'same',
    'same',
  ],
  [
    'a change within an alternative',
    branches(text, { type: 'integer' }),
    branches({ type: 'integer', maximum: 5 }, text),
    'harmless',
    'breaks',
  ],
  ['anyOf for oneOf', body({ anyOf: [text] }), branches(text), 'same', 'same'],
  ['another part of allOf', body({ allOf: [{}] }), body({ allOf: [{}, text] }), 'harmless', 'breaks'],
  [
    'a change within a part of allOf',
    body({ allOf: [text] }),
    body({ allOf: [{ ...text, nullable: true }] }),
    'breaks',
    'harmless',
  ],
  [
    'another type of items',
    body({ type: 'array', items: text }),
    body({ type: 'array', items: { type: 'integer' } }),
    'breaks',
    'breaks',
  ],
  ['items without a schema', body({ type: 'array', items: text }), body({ type: 'array' }), 'breaks', 'harmless'],
  ['not', body({}), body({ not: text }), 'harmless', 'breaks'],
  ['a media type', media('application/json'), media('application/json', 'text/plain'), 'harmless', 'breaks'],
  ['a body', statuses('200'), media('application/json'), 'harmless', 'breaks'],
  ['an optional header', statuses('200'), header({}), 'harmless', 'harmless'],
  ['a required header', statuses('200'), header({ required: true }), 'harmless', 'breaks'],
  ['an existing header that becomes required', header({}), header({ required: true }), 'harmless', 'breaks'],
  ['another type of a header', header({}), header({ schema: { type: 'integer' } }), 'breaks', 'breaks'],
  ['a body of the request', statuses('200'), sent({}), 'harmless', 'breaks'],
  ['a required body of the request', statuses('200'), sent({}, { required: true }), 'breaks', 'breaks'],
  ['a property of the request', sent({ properties: {} }), sent({ properties: { a: text } }), 'harmless', 'breaks'],
  [
    'a required property of the request',
    sent({ properties: {} }),
    sent({ properties: { a: text }, required: ['a'] }),
    'breaks',
    'breaks',
  ],
  ['no additional properties of the request', sent({}), sent({ additionalProperties: false }), 'breaks', 'harmless'],
  ['single statuses of a range', statuses('200', '4XX'), statuses('200', '404'), 'same', 'harmless'],
  ['success by default', statuses('default'), statuses('404'), 'breaks', 'harmless'],
  [
    'null as an alternative',
    value({ ...text, nullable: true }),
    value({ anyOf: [text, { enum: [null] }] }),
    'same',
    'same',
  ],
  ['a single part of allOf', value(text), value({ allOf: [text] }), 'same', 'same'],
  [
    'contradictory parts of allOf',
    body({ allOf: [{ minLength: 1 }, { minLength: 2 }] }),
    body({ allOf: [{ minLength: 1 }, { minLength: 3 }] }),
    'harmless',
    'breaks',
  ],
  [
    'properties in a part of allOf',
    object({ a: text, b: text }, ['a']),
    body({ type: 'object', properties: { b: text }, allOf: [{ properties: { a: text }, required: ['a'] }] }),
    'same',
    'same',
  ],
  [
    'a list of types as alternatives',
    branches(text, { type: 'boolean' }),
    body({ anyOf: [{ type: 'boolean' }, text] }),
    'same',
    'same',
  ],
  ['unrestricted items', query({ type: 'array' }), query({ type: 'array', items: {} }), 'same', 'same'],
  ['the type of listed values', query({ enum: ['a'] }), query({ ...text, enum: ['a'] }), 'same', 'same'],
  [
    'an exclusive bound',
    value({ type: 'number', minimum: 0 }),
    value({ type: 'number', minimum: 0, exclusiveMinimum: true }),
    'harmless',
    'breaks',
  ],
  [
    'a bound beside a stricter one',
    query({ type: 'integer', minimum: 3, maximum: 9 }),
    query({ type: 'integer', minimum: 4, maximum: 9 }),
    'breaks',
    'harmless',
  ],
  [
    'siblings of alternatives',
    sent({ type: 'object', properties: { a: text } }),
    sent({ type: 'object', properties: { a: text, z: text }, required: ['z'], oneOf: [{ properties: { a: text } }] }),
    'breaks',
    'breaks',
  ],
  [
    'an alternative that allows everything',
    body({ type: 'object', properties: { a: text } }),
    body({ type: 'object', properties: { a: text }, oneOf: [{}] }),
    'same',
    'same',
  ],
  [
    'anyOf beside oneOf',
    sent({ anyOf: [text], oneOf: [{ minLength: 1 }] }),
    sent({ anyOf: [text], oneOf: [{ minLength: 10 }] }),
    'breaks',
    'harmless',
  ],
  ['the charset of a media type', media('application/json'), media('application/json; charset=utf-8'), 'same', 'same'],
  [
    'a header that OpenAPI ignores',
    none,
    { ...none, parameters: [{ name: 'Authorization', in: 'header', required: true, schema: text }] },
    'same',
    'same',
  ],
  [
    'another serialization of an object',
    query({ type: 'object' }, { style: 'deepObject' }),
    query({ type: 'object' }),
    'breaks',
    'breaks',
  ],
  [
    'the content of a parameter',
    { ...none, parameters: [{ name: 'q', in: 'query', content: { 'application/json': { schema: text } } }] },
    {
      ...none,
      parameters: [{ name: 'q', in: 'query', content: { 'application/json': { schema: { type: 'integer' } } } }],
    },
    'breaks',
    'breaks',
  ],
  [
    'a description within not',
    body({ not: { ...text, description: 'a' } }),
    body({ not: { ...text, description: 'b' } }),
    'same',
    'same',
  ],
  ['security', none, { ...none, security: [{ bearer: [] }] }, 'breaks', 'harmless'],
  [
    'a description',
    value(text),
    value({ ...text, description: 'of something', example: 'x', title: 'y', 'x-z': 1 }),
    'same',
    'same',
  ],
  [
    'another order of required',
    object({ a: text, b: text }, ['a', 'b']),
    object({ b: text, a: text }, ['b', 'a']),
    'same',
    'same',
  ],
  ['a bound without effect', value(text), value({ ...text, minLength: 0 }), 'same', 'same'],
];

const effectOf = (found: Drift): Effect =>
  isBreaking(found) ? 'breaks' : found.differences.length > 0 ? 'harmless' : 'same';

describe('a difference of an operation', () => {
  test.each(ROWS)('has the expected effect both ways: %s', async (_what, from, to, there, back) => {
    const effects = [await drift(document(from), document(to)), await drift(document(to), document(from))].map(
      effectOf,
    );
    expect(effects).toEqual([there, back]);
  });

  test('is reported once, with its place in both documents', async () => {
    const { differences } = await drift(
      document(object({ 'a/b': { type: 'array', items: { ...text, format: 'uuid' } } })),
      document(object({ 'a/b': { type: 'array', items: text } })),
    );
    const pointer = '/paths/~1a~1{id}/get/responses/200/content/application~1json/schema/properties/a~1b/items/format';
    expect(differences).toEqual([
      {
        operation: 'GET /a/{id}',
        isBreaking: true,
        subject: '200 /a~1b/*',
        message: 'no longer has format uuid',
        published: expect.objectContaining({ pointer }),
        served: expect.objectContaining({ pointer }),
      },
    ]);
  });

  test('is reported as one difference', async () => {
    const rows = ROWS.filter(([, , , there]) => there !== 'same');
    const counts = await Promise.all(
      rows.map(async ([, from, to]) => (await drift(document(from), document(to))).differences.length),
    );
    expect(rows.filter((_, at) => counts[at] !== 1).map(([what]) => what)).toEqual([]);
  });

  test('is not reported for an equivalent $ref or an equivalent schema of OpenAPI 3.1', async () => {
    const schema = {
      type: 'object',
      properties: { a: { ...text, nullable: true }, b: { type: 'string', enum: ['x'] } },
    };
    const inline = document(body(schema));
    const referring = document(body({ $ref: '#/components/schemas/A' }), { components: { schemas: { A: schema } } });
    const modern = document(
      body({ type: 'object', properties: { a: { type: ['null', 'string'] }, b: { type: 'string', const: 'x' } } }),
      { openapi: '3.1.0' },
    );
    expect((await drift(inline, referring)).differences).toEqual([]);
    expect((await drift(referring, modern)).differences).toEqual([]);
  });

  test('is found in a recursive schema', async () => {
    const tree = (leaf: Json) =>
      document(body({ $ref: '#/components/schemas/Tree' }), {
        components: {
          schemas: {
            Tree: {
              type: 'object',
              properties: { leaf, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
            },
          },
        },
      });
    expect((await drift(tree(text), tree(text))).differences).toEqual([]);
    expect((await drift(tree(text), tree({ type: 'integer' }))).differences).toMatchObject([{ subject: '200 /leaf' }]);
  });
});

test('a property from a part of allOf has the place of that part', async () => {
  const parts = (schema: Json) => document(body({ type: 'object', allOf: [{ properties: { a: schema } }] }));
  const { differences } = await drift(parts(text), parts({ type: 'integer' }));
  expect(differences).toMatchObject([
    { published: { pointer: expect.stringMatching(/schema\/allOf\/0\/properties\/a\/type$/) } },
  ]);
});

test('an operation with a fault in its request body is not compared', async () => {
  const broken = document(sent({ properties: { a: { $ref: '#/components/schemas/No' } } }));
  const found = await drift(
    { ...document(sent({ properties: { a: text } })) },
    { ...broken, paths: { ...(broken.paths as Json), '/b': { get: none } } },
  );
  expect(found).toMatchObject({ compared: [], notCompared: [{ operation: 'GET /a/{id}' }] });
});

test('shared parts are compared once', async () => {
  const chain = (leaf: Json) => {
    const schemas: Json = { S40: leaf };
    for (let at = 39; at >= 0; at--) {
      const next = { $ref: `#/components/schemas/S${at + 1}` };
      schemas[`S${at}`] = { type: 'object', properties: { a: next, b: next } };
    }
    return document(body({ $ref: '#/components/schemas/S0' }), { components: { schemas } });
  };
  expect((await drift(chain(text), chain(text))).differences).toEqual([]);
});

test('recursive alternatives are compared completely', async () => {
  const tree = (leaf: Json) =>
    document(body({ $ref: '#/components/schemas/Tree' }), {
      components: {
        schemas: {
          Tree: {
            oneOf: [leaf, { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } }],
          },
        },
      },
    });
  expect((await drift(tree(text), tree(text))).differences).toEqual([]);
  expect((await drift(tree(text), tree({ type: 'integer' }))).differences).toMatchObject([
    { subject: '200', message: 'is integer, not string' },
  ]);
});

describe('two contracts', () => {
  const paths = (...names: string[]): Json => ({
    ...document({}),
    paths: Object.fromEntries(names.map((name) => [name, { get: none }])),
  });

  test('break clients only by missing operations', async () => {
    const found = await drift(paths('/a', '/b'), paths('/b', '/c'));
    expect(found).toMatchObject({ missing: [{ operation: 'GET /a' }], added: ['GET /c'], compared: ['GET /b'] });
    expect(isBreaking(found)).toBe(true);
    expect(isBreaking(await drift(paths('/b'), paths('/b', '/c')))).toBe(false);
  });

  test('may use different names of path parameters', async () => {
    const named = (name: string) => ({
      ...document({}),
      paths: {
        [`/a/{${name}}`]: { get: { ...none, parameters: [{ name, in: 'path', required: true, schema: text }] } },
      },
    });
    expect(await drift(named('id'), named('roleId'))).toMatchObject({
      missing: [],
      differences: [],
      compared: ['GET /a/{id}'],
    });
  });

  test('are not compared in an operation with a fault', async () => {
    const broken = {
      ...paths('/a', '/b'),
      paths: { '/a': { get: body({ $ref: '#/nowhere' }) }, '/b': { get: none } },
    };
    expect(await drift(paths('/a', '/b'), broken)).toMatchObject({
      notCompared: [{ operation: 'GET /a', reason: expect.stringContaining('#/nowhere') }],
      compared: ['GET /b'],
    });
  });
});

test('an operation with a very long chain of references is not compared, and others are', async () => {
  const next = (at: number) => ({ properties: { next: { $ref: `#/components/schemas/s${at + 1}` } } });
  const schemas = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`s${at}`, next(at)]));
  const deep = { ...body({ $ref: '#/components/schemas/s0' }) };
  const components = { schemas: { ...schemas, s5000: {} } };
  const one = { ...document(deep, { components }) };
  const paths = { ...(one.paths as Json), '/b': { get: statuses('200') } };
  const { compared, notCompared } = await drift({ ...one, paths }, { ...one, paths });
  expect(compared).toEqual(['GET /b']);
  expect(notCompared).toEqual([
    { operation: 'GET /a/{id}', reason: 'its schemas are nested too deeply to be compared' },
  ]);
});
