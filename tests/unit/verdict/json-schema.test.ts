import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../src/contract/operations.ts';
import { createJudge } from '../../../src/verdict/judge.ts';
import { judged, operationWith, SCHEMA } from './judged.ts';

/** A schema of OpenAPI 3.1, the bodies that match it, and the bodies that do not. */
type Row = [title: string, schema: object, good: unknown[], bad: unknown[]];

async function verdicts(schema: object, bodies: unknown[], components: object = {}): Promise<string[]> {
  const operation = await operationWith(schema, { components });
  return bodies.map((body) => judged(operation, JSON.stringify(body)).verdict);
}

async function expectVerdicts([, schema, good, bad]: Row): Promise<void> {
  expect(await verdicts(schema, good)).toEqual(good.map(() => 'conforming'));
  expect(await verdicts(schema, bad)).toEqual(bad.map(() => 'deviating'));
}

const list = (items: object): object => ({ type: 'array', items });
const node = { type: 'object', required: ['name'], properties: { next: { $ref: '#' } } };

describe('a reference in a schema of OpenAPI 3.1', () => {
  test.each<Row>([
    [
      '# is the root of a schema with an $id',
      { $id: 'http://a.test/node', ...node },
      [{ name: 1 }],
      [{ next: {}, name: 1 }],
    ],
    [
      'an $anchor names a schema',
      { $ref: `${SCHEMA}/$defs/a`, $defs: { a: { $ref: '#whole' }, b: { $anchor: 'whole', type: 'integer' } } },
      [1],
      ['x'],
    ],
    [
      'an $anchor belongs to the nearest $id',
      {
        $id: 'http://a.test/root',
        $ref: 'inner#same',
        $defs: {
          a: { $anchor: 'same', type: 'string' },
          b: { $id: 'inner', $defs: { c: { $anchor: 'same', type: 'null' } } },
        },
      },
      [null],
      ['x'],
    ],
    [
      'an $id is resolved against the enclosing $id',
      {
        $id: 'http://a.test/one/root.json',
        $defs: { a: { $id: '/two/', $defs: { b: { $id: 'b.json', type: 'boolean' } } } },
        $ref: '/two/b.json',
      },
      [true],
      [1],
    ],
    [
      'a URN names a schema',
      { $id: 'urn:example:root', $ref: 'urn:example:part', $defs: { a: { $id: 'urn:example:part', minimum: 5 } } },
      [5],
      [4],
    ],
    [
      'a property may be called $id, $anchor or $ref',
      { properties: { $id: { type: 'string' }, $anchor: { type: 'integer' }, $ref: { type: 'null' } } },
      [{ $id: 'a', $anchor: 1, $ref: null }],
      [{ $id: 1 }, { $anchor: 'a' }, { $ref: 'a' }],
    ],
    [
      'an $id within an enum has no effect',
      {
        $id: 'http://a.test/data',
        allOf: [{ $ref: 'http://a.test/part' }],
        $defs: { b: { $id: 'http://a.test/part', type: 'array' } },
        anyOf: [{ enum: [{ $id: 'http://a.test/part', type: 'null' }] }, {}],
      },
      [[]],
      [null],
    ],
    [
      'names may contain a percent sign, a tilde and a slash',
      {
        properties: {
          a: { $ref: `${SCHEMA}/$defs/100%25` },
          b: { $ref: `${SCHEMA}/$defs/x~0y~1z` },
          c: { $ref: `${SCHEMA}/$defs/50%` },
        },
        $defs: { '100%': { type: 'string' }, 'x~y/z': { type: 'string' }, '50%': { type: 'string' } },
      },
      [{ a: 'x', b: 'x', c: 'x' }],
      [{ a: 1 }, { b: 1 }, { c: 1 }],
    ],
  ])('%s', async (...row) => expectVerdicts(row));
});

/** A list whose items are the schema that `#item` resolves to. */
const generic = { $id: 'list', type: 'array', items: { $dynamicRef: '#item' } };

describe('a $dynamicRef', () => {
  test.each<Row>([
    [
      'is an ordinary reference if no other resource has the anchor',
      { type: 'array', items: { $dynamicRef: '#item' }, $defs: { a: { $dynamicAnchor: 'item', type: 'string' } } },
      [['a']],
      [[1]],
    ],
    [
      'is an ordinary reference to an $anchor',
      { type: 'array', items: { $dynamicRef: '#item' }, $defs: { a: { $anchor: 'item', type: 'string' } } },
      [['a']],
      [[1]],
    ],
    [
      'may refer to a schema that nothing matches',
      { $dynamicRef: `${SCHEMA}/$defs/none`, $defs: { none: false } },
      [],
      [1, 'a'],
    ],
    [
      'refers to the schema of the outermost resource on its path',
      {
        $id: 'http://a.test/strings',
        $ref: 'list',
        $defs: {
          list: { ...generic, $defs: { any: { $dynamicAnchor: 'item' } } },
          text: { $dynamicAnchor: 'item', type: 'string' },
        },
      },
      [['a']],
      [[1]],
    ],
    [
      'refers to another schema on another path to the same schema',
      {
        $id: 'http://a.test/both',
        properties: { texts: { $ref: 'texts' }, numbers: { $ref: 'numbers' } },
        $defs: {
          list: { ...generic, $defs: { any: { $dynamicAnchor: 'item' } } },
          texts: { $id: 'texts', $ref: 'list', $defs: { a: { $dynamicAnchor: 'item', type: 'string' } } },
          numbers: { $id: 'numbers', $ref: 'list', $defs: { a: { $dynamicAnchor: 'item', type: 'number' } } },
        },
      },
      [{ texts: ['a'], numbers: [1] }],
      [{ texts: [1] }, { numbers: ['a'] }],
    ],
    [
      'is resolved at every depth of a tree',
      {
        $id: 'http://a.test/strict',
        $dynamicAnchor: 'tree',
        $ref: 'tree',
        unevaluatedProperties: false,
        $defs: {
          tree: {
            $id: 'tree',
            $dynamicAnchor: 'tree',
            type: 'object',
            properties: { data: true, children: list({ $dynamicRef: '#tree' }) },
          },
        },
      },
      [{ children: [{ data: 1, children: [] }] }],
      [{ children: [{ daat: 1 }] }, { children: [{ children: [{ x: 1 }] }] }],
    ],
  ])('%s', async (...row) => expectVerdicts(row));

  test('of a document with too many paths is a fault of its operation', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `n${at}`);
    const all = names.map((name) => ({ $ref: `http://a.test/${name}` }));
    const schemas = names.map((name) => ({
      $id: `http://a.test/${name}`,
      $dynamicAnchor: name,
      properties: { next: { anyOf: all }, own: { $dynamicRef: `#${name}` } },
    }));
    const operation = await operationWith(
      { anyOf: [...all, true] },
      {
        components: { schemas: Object.fromEntries(schemas.entries()) },
        paths: {
          '/x': {
            get: {
              responses: { 200: { description: 'ok', content: { 'application/json': { schema: { anyOf: all } } } } },
            },
          },
          '/y': { get: { responses: { 200: { description: 'ok' } } } },
        },
      },
    );
    expect(operation.fault).toMatch(/\$dynamicRef "#n\d+" has too many possible targets in this document/);
  });
});

const named = { properties: { a: { type: 'string' } }, required: ['a'] };

describe('unevaluated properties and items', () => {
  test.each<Row>([
    [
      'in each item of a list separately',
      list({ anyOf: [named, {}], unevaluatedProperties: false }),
      [[{ a: 'x' }, {}]],
      [[{ a: 'x' }, { a: 1 }]],
    ],
    [
      'in each value of a map separately',
      {
        additionalProperties: {
          oneOf: [named, { properties: { b: {} }, required: ['b'] }],
          unevaluatedProperties: false,
        },
      },
      [{ x: { a: 'x' }, y: { b: 1 } }],
      [{ x: { a: 'x' }, y: { b: 1, a: 1 } }],
    ],
    [
      'beside an if without then',
      { if: { properties: { a: { const: 1 } }, required: ['a'] }, unevaluatedProperties: false },
      [{ a: 1 }, {}],
      [{ a: 2 }, { a: 1, b: 1 }],
    ],
    [
      'beside an if with only an else',
      { if: { ...named }, else: { properties: { b: {} } }, unevaluatedProperties: false },
      [{ a: 'x' }, { b: 1 }],
      [
        { a: 'x', b: 1 },
        { a: 1, b: 1 },
      ],
    ],
    [
      'beside an if with both branches',
      { if: named, then: { properties: { b: {} } }, else: { properties: { c: {} } }, unevaluatedProperties: false },
      [{ a: 'x', b: 1 }, { c: 1 }],
      [{ a: 'x', c: 1 }, { b: 1 }],
    ],
    ['beside contains', { contains: { type: 'string' }, unevaluatedItems: false }, [['a', 'b']], [['a', 1], [1]]],
    [
      'beside a contains with minContains 0',
      { contains: { type: 'string' }, minContains: 0, unevaluatedItems: { type: 'number' } },
      [[], ['a', 1]],
      [['a', null]],
    ],
    [
      'beside several contains',
      {
        allOf: [{ contains: { multipleOf: 2 } }, { contains: { multipleOf: 3 } }],
        unevaluatedItems: { multipleOf: 5 },
      },
      [[2, 3, 5, 6]],
      [[2, 3, 7]],
    ],
    [
      'beside a contains that depends on another',
      {
        if: { contains: { const: 'a' } },
        then: { if: { contains: { const: 'b' } }, then: { contains: { const: 'c' } } },
        unevaluatedItems: false,
      },
      [[], ['a'], ['a', 'b', 'c', 'b']],
      [['b'], ['a', 'c'], ['a', 'b']],
    ],
    [
      'beside a branch that evaluates the first item',
      { anyOf: [{ prefixItems: [{ type: 'string' }] }, { maxItems: 9 }], unevaluatedItems: false },
      [['a'], []],
      [[1], ['a', 'b']],
    ],
    [
      'beside a branch that evaluates all items',
      { anyOf: [{ items: { type: 'string' } }, true], unevaluatedItems: { type: 'boolean' } },
      [['a', 'b'], [true]],
      [['a', 1]],
    ],
    [
      'beside patternProperties and dependentSchemas',
      {
        patternProperties: { '^x': {} },
        dependentSchemas: { xa: { properties: { b: {} } } },
        unevaluatedProperties: { type: 'null' },
      },
      [{ xa: 1, b: 1 }, { c: null }],
      [{ xb: 1, b: 1 }],
    ],
    [
      'in a recursive schema',
      { $id: 'http://a.test/self', properties: { child: { $ref: '#' } }, unevaluatedProperties: false },
      [{ child: { child: {} } }],
      [{ child: { child: { other: 1 } } }],
    ],
  ])('%s', async (...row) => expectVerdicts(row));

  test('are one finding with its place, which other faults do not cause', async () => {
    const base = { properties: { a: { type: 'string' }, b: {}, c: {} } };
    const operation = await operationWith({ allOf: [base], unevaluatedProperties: false });
    const found = (body: object) => judged(operation, JSON.stringify(body)).findings;
    expect(found({ a: 1, b: 1, c: 1 }).map(({ pointer }) => pointer)).toEqual(['/a']);
    expect(found({ a: 'x', other: 1 })).toMatchObject([
      { pointer: '/other', where: { pointer: expect.stringMatching(/schema\/unevaluatedProperties$/) as unknown } },
    ]);
  });

  test('are evaluated without exponential time', async () => {
    const tree = {
      anyOf: [{ properties: { left: { $ref: '#' }, right: { $ref: '#' } } }, false],
      unevaluatedProperties: false,
    };
    const operation = await operationWith({ $id: 'http://a.test/deep', ...tree });
    const body = `${'{"left":'.repeat(200)}{}${'}'.repeat(200)}`;
    expect(judged(operation, body).verdict).toBe('conforming');
  });
});

describe('a schema of another dialect', () => {
  const FOREIGN = 'http://json-schema.org/draft-07/schema#';
  test.each([
    ['by its $schema', { $schema: FOREIGN, type: 'string' }, {}],
    ['by the document', { type: 'string' }, { jsonSchemaDialect: FOREIGN }],
  ])('is not judged, with the reason: %s', async (_title, schema, more) => {
    expect(judged(await operationWith(schema, more), '"x"')).toMatchObject({
      verdict: 'not-judged',
      findings: [],
      reason: expect.stringContaining(`the dialect "${FOREIGN}" is not supported`) as unknown,
    });
  });

  test.each(['https://json-schema.org/draft/2020-12/schema', 'https://spec.openapis.org/oas/3.1/dialect/base'])(
    'but one of %s is judged',
    async ($schema) => {
      expect(judged(await operationWith({ $schema, type: 'string' }), '1').verdict).toBe('deviating');
    },
  );
});

test.each(['3.0.3', '3.1.0'])(
  'deeply nested references of OpenAPI %s do not affect other operations',
  async (openapi) => {
    const next = (at: number) => ({ properties: { next: { $ref: `#/components/schemas/s${(at + 1) % 5000}` } } });
    const schemas = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`s${at}`, next(at)]));
    const operation = await operationWith({ $ref: '#/components/schemas/s0' }, { components: { schemas } }, openapi);
    const other = await operationWith({ type: 'object' }, {}, openapi);
    const judge = createJudge([other, operation]);
    const verdict = (one: Operation) => judged(one, '{}', judge);
    expect(verdict(other).verdict).toBe('conforming');
    expect(verdict(operation)).toMatchObject({
      verdict: 'not-judged',
      reason: "the contract's schema is nested too deeply",
    });
  },
);

test.each(['3.0.3', '3.1.0'])('the place of a finding in OpenAPI %s is a JSON pointer that exists', async (openapi) => {
  const properties = { 'ä b%/~': { type: 'string' }, $id: { type: 'string' } };
  const operation = await operationWith({ type: 'object', properties }, {}, openapi);
  const { findings } = judged(operation, JSON.stringify({ 'ä b%/~': 1, $id: 1 }));
  expect(findings.map(({ where }) => where?.pointer.split('/properties/')[1])).toEqual(['ä b%~1~0/type', '$id/type']);
});

test('names by a pattern that backtracks are judged within a time limit, at every response', async () => {
  const operation = await operationWith({ type: 'object', patternProperties: { '^(a+)+$': { type: 'string' } } });
  const judge = createJudge([operation], 2000);
  const body = JSON.stringify({ [`${'a'.repeat(60)}!`]: 1 });
  expect(judged(operation, '{}', judge).verdict).toBe('conforming');
  expect(judged(operation, body, judge).verdict).toBe('not-judged');
});

describe.each(['3.0.3', '3.1.0'])('numbers that a double cannot represent, in OpenAPI %s', (version) => {
  const exclusive = version === '3.0.3' ? { minimum: 0, exclusiveMinimum: true } : { exclusiveMinimum: 0 };
  test.each([
    [{ type: 'array', uniqueItems: true }, '[9007199254740993,9007199254740992]', 'conforming'],
    [{ type: 'array', uniqueItems: true }, '[9007199254740993,9007199254740993.0]', 'deviating'],
    [{ type: 'array', uniqueItems: true }, '[{"a":1e400,"b":"x"},{"b":"x","a":10e399}]', 'deviating'],
    [{ type: 'array', uniqueItems: true }, '[[1e-400],[2e-400]]', 'conforming'],
    [{ type: 'number', ...exclusive }, '1e-400', 'conforming'],
    [{ type: 'number', ...exclusive }, '-1e-400', 'deviating'],
  ])('are judged by their text: %j, %s is %s', async (schema, body, verdict) => {
    const items = schema.type === 'array' ? { items: {} } : {};
    const operation = await operationWith({ ...schema, ...items }, {}, version);
    expect(judged(operation, body).verdict).toBe(verdict);
  });
});
