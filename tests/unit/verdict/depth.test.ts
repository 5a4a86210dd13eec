import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import { createJudge } from '../../../src/verdict/judge.ts';
import { judged, operationWith } from './judged.ts';

/** The verdict of a body of a schema, in OpenAPI 3.0 unless the keywords need 3.1. */
const verdictOf = async (schema: unknown, body: unknown, openapi = '3.0.3', more: object = {}): Promise<Verdict> =>
  judged(await operationWith(schema, more, openapi), JSON.stringify(body));

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };
const branch = (kind: string, ...names: string[]) =>
  object(
    { kind: { type: 'string', enum: [kind] }, ...Object.fromEntries(names.map((name) => [name, text])) },
    { required: ['kind'] },
  );

/** Schemas with bodies, and the parts that a body does not contain. */
const DEPTHS: [what: string, schema: object, body: unknown, unseen: string[]][] = [
  ['properties', object({ a: text, b: text }), { a: 'x' }, ['/b']],
  ['nothing of an empty list', { type: 'array', items: object({ a: text }) }, [], ['/*', '/*/a']],
  [
    'items of lists together',
    { type: 'array', items: object({ a: text, b: text, c: text }) },
    [{ a: 'x' }, { b: 'x' }],
    ['/*/c'],
  ],
  ['values of an enum', object({ a: { type: 'string', enum: ['x', 'y'] } }), { a: 'y' }, ['/a = "x"']],
  [
    'values of an enum that are objects or lists',
    object({ a: { enum: [{ b: 1 }, { b: 2 }, [1], [2]] }, c: { enum: [[1], [2]] } }),
    { a: { b: 2 }, c: [1] },
    ['/a = {"b":1}', '/a = [1]', '/a = [2]', '/c = [2]'],
  ],
  ['no single value of an enum', object({ a: { type: 'string', enum: ['x'] } }), { a: 'x' }, []],
  [
    'branches of a union, with their properties',
    object({ a: { anyOf: [branch('one', 'b'), branch('two', 'c')] } }),
    { a: { kind: 'two', c: 'x' } },
    ['/a (form 1 of 2)', '/a/b'],
  ],
  ['parts of allOf', { allOf: [object({ a: text }), object({ b: text })] }, { b: 'x' }, ['/a']],
  [
    'values of a map',
    object({ a: { type: 'object', additionalProperties: object({ b: text, c: text }) } }),
    { a: { x: { b: 'x' } } },
    ['/a/*/c'],
  ],
  ['nothing of what only requests contain', object({ a: { ...text, writeOnly: true }, b: text }), { b: 'x' }, []],
  ['names that need escapes', object({ 'a/b': text, 'c~d': text }), { 'a/b': 'x' }, ['/c~0d']],
];

describe('the depth of a response contains', () => {
  test.each(DEPTHS)('%s', async (_what, schema, body, unseen) => {
    const { verdict, depth } = await verdictOf(schema, body);
    const seen = new Set(depth?.seen);
    expect({ verdict, status: depth?.status }).toEqual({ verdict: 'conforming', status: '200' });
    expect(depth?.declared.filter((point) => !seen.has(point))).toEqual(unseen);
  });

  test('many levels of lists and maps without exponential time', async () => {
    const level = (at: number) => {
      const inner = { $ref: `#/components/schemas/L${at - 1}` };
      return at === 0 ? text : { items: inner, additionalProperties: inner };
    };
    const schemas = Object.fromEntries(Array.from({ length: 27 }, (_, at) => [`L${at}`, level(at)]));
    const { verdict, depth } = await verdictOf({ $ref: '#/components/schemas/L26' }, {}, '3.0.3', {
      components: { schemas },
    });
    expect(verdict).toBe('conforming');
    expect(depth?.declared).toHaveLength(26);
  });

  test('the same parts, whatever was judged before', async () => {
    const operation = await operationWith(object({ a: { anyOf: [branch('one'), branch('two')] } }), {}, '3.0.3');
    const judge = createJudge();
    const points = (expected: string[]) =>
      judged(operation, '{"a":{"kind":"one"}}', judge, {}, 'GET', expected).depth?.seen;
    expect([points(['404']), points(['200'])]).toEqual(
      [undefined, ['/a (form 1 of 2)', '/a', '/a/kind']].map((all) => all && expect.arrayContaining(all)),
    );
  });

  test('nothing of a body that breaks its schema', async () => {
    const { verdict, depth } = await verdictOf(object({ a: text }), { a: 1 });
    expect({ verdict, depth }).toEqual({ verdict: 'deviating', depth: undefined });
  });

  test('a schema that contains itself once', async () => {
    const components = { schemas: { Tree: object({ name: text, left: { $ref: '#/components/schemas/Tree' } }) } };
    const schema = { $ref: '#/components/schemas/Tree' };
    const { depth } = await verdictOf(schema, { left: { left: { name: 'x' } } }, '3.0.3', { components });
    expect(depth?.declared).toEqual(['/name', '/left']);
    expect(depth?.seen).toEqual(['/left']);
  });

  test('the branches of the first 50 items only, because each is validated', async () => {
    const schema = { type: 'array', items: { anyOf: [branch('one'), branch('two')] } };
    const list = (at: number) => Array.from({ length: 60 }, (_, index) => ({ kind: index === at ? 'two' : 'one' }));
    const seen = async (at: number) => (await verdictOf(schema, list(at))).depth?.seen.includes('/* (form 2 of 2)');
    expect([await seen(49), await seen(50)]).toEqual([true, false]);
  });
});

/** Schemas with bodies, and the undeclared properties that are reported. */
const UNDECLARED: [what: string, schema: object, body: unknown, pointers: string[]][] = [
  ['a property that an open schema does not name', object({ a: text }), { a: 'x', b: 'x' }, ['/b']],
  ['the first of several items', { type: 'array', items: object({ a: text }) }, [{ b: 1 }, { b: 2 }], ['/0/b']],
  ['a property of an object in an object', object({ a: object({ b: text }) }), { a: { c: 1 } }, ['/a/c']],
  [
    'nothing that another part of allOf names',
    { allOf: [object({ a: text }), object({ b: text })] },
    { a: 'x', b: 'x' },
    [],
  ],
  ['nothing that another branch names', { anyOf: [object({ a: text }), object({ b: text })] }, { a: 'x', b: 'x' }, []],
  ['nothing of an object without declared properties', { type: 'object' }, { a: 'x' }, []],
  [
    'nothing of a schema that allows further properties',
    object({ a: text }, { additionalProperties: true }),
    { b: 'x' },
    [],
  ],
  ['nothing of a map', object({ a: text }, { additionalProperties: { type: 'number' } }), { b: 1 }, []],
  [
    'nothing that a branch without properties allows',
    { anyOf: [object({ a: text }, { required: ['a'] }), { type: 'object' }] },
    { b: 'x' },
    [],
  ],
  ['nothing that an empty branch allows', { anyOf: [object({ a: text }, { required: ['a'] }), {}] }, { b: 'x' }, []],
  ['beside a branch that no object matches', { anyOf: [object({ a: text }), text] }, { a: 'x', b: 'x' }, ['/b']],
  [
    'nothing of a schema with a discriminator, which may name others',
    object({ kind: text }, { discriminator: { propertyName: 'kind' } }),
    { kind: 'x', b: 'x' },
    [],
  ],
  ['nothing of an object with an empty list of properties', object({}), { b: 'x' }, []],
  ['nothing that is inherited', object({ a: text }), { a: 'x' }, []],
];

describe('advice on undeclared properties reports', () => {
  test.each(UNDECLARED)('%s', async (_what, schema, body, pointers) => {
    const { verdict, advice = [] } = await verdictOf(schema, body);
    expect([verdict, advice.map(({ check, pointer }) => [check, pointer])]).toEqual([
      'conforming',
      pointers.map((pointer) => ['properties-declared', pointer]),
    ]);
  });

  test.each([
    ['patternProperties', object({ a: text }, { patternProperties: { '^x': text } })],
    ['unevaluatedProperties', object({ a: text }, { unevaluatedProperties: true })],
    ['propertyNames', object({ a: text }, { propertyNames: { minLength: 1 } })],
  ])('nothing of a schema with %s', async (_keyword, schema) => {
    expect((await verdictOf(schema, { b: 'x' }, '3.1.0')).advice).toBeUndefined();
  });

  test('nothing of a response to a method that the contract does not declare', async () => {
    const operation = await operationWith(object({ a: text }), {}, '3.0.3');
    const { advice = [] } = judged({ ...operation, method: 'POST' }, '{"b":1}', undefined, {}, 'GET');
    expect(advice).toEqual([]);
  });

  test('nothing of a body over 1 MiB, which is not judged if undeclared properties fail the run', async () => {
    const operation = await operationWith(object({ a: text }), {}, '3.0.3');
    const body = JSON.stringify({ a: 'x'.repeat(2 ** 20), b: 1 });
    const verdicts = (['note', 'fail'] as const).map((undeclared) =>
      judged(operation, body, createJudge([], undefined, { isStrict: false, undeclared })),
    );
    expect(verdicts.map(({ verdict, reason, advice }) => [verdict, reason, advice])).toEqual([
      ['conforming', null, undefined],
      ['not-judged', 'undeclared properties of a body over 1 MiB', undefined],
    ]);
  });

  test('at most 20 properties of a response', async () => {
    const body = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, 1]));
    expect((await verdictOf(object({ a: text }), body)).advice).toHaveLength(20);
  });

  test('the place of the declared properties', async () => {
    const { advice = [] } = await verdictOf(object({ a: object({ b: text }) }), { a: { c: 1 } });
    expect(advice[0]?.where?.pointer).toMatch(/\/properties\/a\/properties$/);
  });
});
