import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import { readBody } from '../../../src/verdict/body.ts';
import { written } from '../../../src/client/phrase.ts';
import { findingId, show } from '../../../src/verdict/finding.ts';
import { createJudge } from '../../../src/verdict/judge.ts';
import type { Verdict } from '../../../src/verdict/verdict.ts';
import { mediaFor, parseMediaType } from '../../../src/verdict/media-type.ts';
import { mayBacktrack } from '../../../src/contract/backtracking.ts';
import { fromHeader } from '../../../src/verdict/schema/header-value.ts';
import { files } from '../files.ts';
import { judged } from './judged.ts';

/** Judges a JSON body by a schema of OpenAPI 3.0, written in YAML's flow style. */
const judge = (schema: string, body: unknown, components?: string, longestMs?: number): Promise<Verdict> =>
  judgeText(schema, JSON.stringify(body), components, longestMs);

/** Judges a text that is sent as JSON. */
async function judgeText(schema: string, text: string, components = '{}', longestMs?: number): Promise<Verdict> {
  const yaml = `openapi: 3.0.3\npaths:\n  /x:\n    get:\n      responses:\n        200:\n          description: ok\n          content:\n            application/json:\n              schema: ${schema}\ncomponents: ${components}\n`;
  const { operations } = await loadContract(files({ 'x.yaml': yaml }), () => Promise.reject(new Error('offline')));
  const operation = operations.get('GET /x');
  if (operation === undefined) throw new Error('no operation');
  return judged(operation, text, createJudge([], longestMs));
}

const pointers = ({ findings }: Verdict) => findings.map(({ pointer }) => pointer);

describe('a schema that openapi-response-validator judges incorrectly', () => {
  test.each([
    [
      'a default does not satisfy required',
      '{ type: object, required: [a], properties: { a: { type: string, default: x } } }',
      {},
      ['/a'],
    ],
    [
      'a writeOnly property does not remove other names from required',
      '{ type: object, required: [id], properties: { id: { type: string }, pw: { type: string, writeOnly: true } } }',
      {},
      ['/id'],
    ],
    [
      'a writeOnly property may be missing',
      '{ type: object, required: [pw], properties: { pw: { type: string, writeOnly: true } } }',
      {},
      [],
    ],
    [
      'a writeOnly property must not be sent',
      '{ type: object, properties: { pw: { type: string, writeOnly: true } } }',
      { pw: 'x' },
      ['/pw'],
    ],
    ['a format is checked', '{ type: string, format: uuid }', 'x', ['']],
    ['int32 has bounds', '{ type: integer, format: int32 }', 2147483648, ['']],
    ['exclusiveMinimum is a boolean', '{ type: number, minimum: 0, exclusiveMinimum: true }', 0, ['']],
    ['exclusiveMaximum has no effect without maximum', '{ type: number, exclusiveMaximum: true }', 5, []],
    ['nullable beside an enum that lists null', '{ type: string, nullable: true, enum: [a, null] }', null, []],
    ['a pattern that is valid only without the u flag', "{ type: string, pattern: '^a\\-b$' }", 'a-b', []],
    [
      'a pattern that is valid only without the u flag, and does not match',
      "{ type: string, pattern: '^a\\-b$' }",
      'ab',
      [''],
    ],
    [
      'an object in an enum is not a schema',
      '{ type: object, enum: [{ nullable: true, type: a }] }',
      { nullable: true, type: 'a' },
      [],
    ],
    [
      'a property named nullable is a property',
      '{ type: object, properties: { nullable: { type: string } } }',
      { nullable: 1 },
      ['/nullable'],
    ],
    [
      'properties named properties and required',
      '{ type: object, properties: { properties: { type: object, example: null }, required: { type: string } } }',
      { required: 1 },
      ['/required'],
    ],
    ['siblings of $ref are ignored', "{ $ref: '#/components/schemas/A', type: integer }", 'x', []],
  ])('%s', async (_title, schema, body, found) => {
    expect(pointers(await judge(schema, body, '{ schemas: { A: { type: string } } }'))).toEqual(found);
  });

  test('a judged value is not changed', async () => {
    const body = Object.freeze({ a: 1 });
    await judge('{ type: object, properties: { b: { type: string, default: x } } }', body);
    expect(body).toEqual({ a: 1 });
  });

  test('a recursive schema is judged at every depth, and the finding has a line of the document', async () => {
    const node =
      '{ schemas: { N: { type: object, required: [id], properties: { id: { type: string }, child: { $ref: "#/components/schemas/N" } } } } }';
    const { findings } = await judge(
      '{ $ref: "#/components/schemas/N" }',
      { id: 'a', child: { id: 'b', child: {} } },
      node,
    );
    expect(findings).toMatchObject([
      { pointer: '/child/child/id', where: { pointer: '/components/schemas/N/required', line: 11 } },
    ]);
  });
});

describe('an ambiguous or invalid schema', () => {
  test.each([
    ['nullable with an enum that does not list null', '{ type: string, nullable: true, enum: [a] }', null, 'a'],
    ['nullable with allOf and no type', '{ nullable: true, allOf: [{ type: string }] }', null, 'a'],
    ['nullable with anyOf and no type', '{ nullable: true, anyOf: [{ type: string }, { type: number }] }', null, 'a'],
    ['nullable with oneOf and no type', '{ nullable: true, oneOf: [{ type: string }, { type: number }] }', null, 'a'],
    ['nullable with an enum and no type', '{ nullable: true, enum: [a, b] }', null, 'a'],
    ['an unknown type', '{ type: object, properties: { a: { type: any } } }', { a: 1 }, {}],
    [
      'a pattern of another dialect',
      "{ type: object, properties: { a: { type: string, pattern: '(?i)x' } } }",
      { a: 'x' },
      {},
    ],
  ])('%s: only values that depend on it are not judged', async (_title, schema, ambiguous, plain) => {
    const verdict = await judge(schema, ambiguous);
    expect(verdict).toMatchObject({ verdict: 'not-judged', findings: [] });
    expect(verdict.reason).toMatch(/^the contract is ambiguous: /);
    expect((await judge(schema, plain)).verdict).toBe('conforming');
  });

  test('does not hide other faults', async () => {
    const schema = '{ type: object, required: [b], properties: { a: { type: any } } }';
    expect(pointers(await judge(schema, { a: 1 }))).toEqual(['/b']);
  });

  test('an unknown format is noted', async () => {
    expect(await judge('{ type: string, format: slug }', '!')).toMatchObject({
      verdict: 'conforming',
      notes: ['format slug is not judged'],
    });
  });

  test.each([
    ['a negative length', '{ type: string, minLength: -1 }'],
    ['an enum without values', '{ enum: [] }'],
    ['additionalProperties that is a string', "{ additionalProperties: 'false' }"],
    ['required that is not a list', '{ required: a }'],
    ['allOf that is not a list', '{ allOf: { type: string } }'],
    ['an enum that is not a list', '{ enum: { a: 1 } }'],
    [
      'a schema that refers only to itself',
      "{ $ref: '#/paths/~1x/get/responses/200/content/application~1json/schema' }",
    ],
  ])('%s is a fault of the contract, so nothing is judged by it', async (_title, schema) => {
    expect(await judge(schema, 'x')).toMatchObject({ verdict: 'not-judged', findings: [] });
  });

  test('an enum that lists a value twice is applied', async () => {
    expect((await judge('{ enum: [a, a] }', 'a')).verdict).toBe('conforming');
    expect(pointers(await judge('{ enum: [a, a] }', 'b'))).toEqual(['']);
  });

  test('a null instead of a schema is not judged', async () => {
    expect(await judge('null', {})).toMatchObject({ verdict: 'not-judged' });
  });
});

describe('a finding', () => {
  test('of anyOf is that of the nearest branch', async () => {
    const schema =
      '{ anyOf: [{ type: string }, { type: object, required: [a, b], properties: { a: { type: integer } } }] }';
    expect(pointers(await judge(schema, { a: 'x', b: 1 }))).toEqual(['/a']);
  });

  test('of oneOf with recursive branches is reported once', async () => {
    const parts = `{ schemas: {
      A: { type: object, required: [a], properties: { a: { $ref: '#/components/schemas/A' } } },
      B: { type: object, required: [b], properties: { b: { anyOf: [{ $ref: '#/components/schemas/B' }, { type: integer }] } } } } }`;
    const schema = "{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }";
    expect(pointers(await judge(schema, { b: { b: { b: 'x' } } }, parts))).toEqual(['']);
    expect((await judge(schema, { b: { b: { b: 1 } } }, parts)).verdict).toBe('conforming');
  });

  test('of a number that is judged by its text has a place in the document', async () => {
    const { findings } = await judge('{ type: object, properties: { a: { type: number, multipleOf: 0.01 } } }', {
      a: 0.001,
    });
    expect(findings).toMatchObject([
      { pointer: '/a', where: { pointer: expect.stringMatching(/\/a\/multipleOf$/) as unknown } },
    ]);
  });

  test('of anyOf without a nearest branch is reported once', async () => {
    expect(pointers(await judge('{ anyOf: [{ type: string }, { type: integer }] }', true))).toEqual(['']);
  });

  test('contains expected, received, and the place in the document', async () => {
    const { findings } = await judge('{ type: object, properties: { a: { type: string, maxLength: 2 } } }', {
      a: 'abc',
    });
    expect(findings).toMatchObject([
      {
        check: 'body-schema',
        expected: 'a string of at most 2 characters',
        received: 'string of length 3',
        where: { pointer: expect.stringMatching(/\/properties\/a\/maxLength$/) as unknown, line: 10 },
      },
    ]);
  });

  test('shows no value under a credential-like key', async () => {
    const { findings } = await judge('{ type: object, properties: { password: { type: integer } } }', {
      password: 'hunter2',
    });
    expect(findings).toMatchObject([{ pointer: '/password', received: 'string of length 7' }]);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  test('is one of at most 20 per response, and the others are counted', async () => {
    const verdict = await judge(
      '{ type: array, items: { type: string } }',
      Array.from({ length: 50 }, () => 1),
    );
    expect(verdict.findings).toHaveLength(20);
    expect(verdict.notes).toEqual(['30 more findings are not shown']);
    expect(verdict.isCut).toBe(false);
  });

  test('with a new id is shown before one with a repeated id', async () => {
    const rows: object[] = Array.from({ length: 25 }, () => ({ a: 1 }));
    const shape = '{ type: array, items: { properties: { a: { type: string }, b: { type: string } } } }';
    const { findings, isCut } = await judge(shape, [...rows, { b: 1 }]);
    expect([findings.length, findings[1]?.pointer, isCut]).toEqual([20, '/25/b', false]);
    const names = Array.from({ length: 25 }, (_, at) => `p${at}`);
    const wide = `{ properties: { ${names.map((name) => `${name}: { type: string }`).join(', ')} } }`;
    expect((await judge(wide, Object.fromEntries(names.map((name) => [name, 1])))).isCut).toBe(true);
  });

  test('has an id that does not change with the index of a list item', () => {
    const idAt = (pointer: string) => findingId('GET /x', 'body-schema', '200', pointer, 'a string');
    expect(idAt('/0/a/12')).toBe(idAt('/7/a/3'));
    expect(idAt('/a')).not.toBe(idAt('/b'));
  });

  test.each([
    ['x\u001b[31m', '/name', '"x\\u001b[31m"'],
    ['x'.repeat(100), '/name', 'string of length 100'],
    [1.5, '/name', '1.5'],
    [null, '/name', 'null'],
    ['x', '/inputs/host', 'string of length 1'],
  ])('shows %j at %s as %s', (value, pointer, shown) => {
    expect(written(show(value, pointer), (text) => text)).toBe(shown);
  });
});

describe('a media type', () => {
  test.each([
    ['application/json', 'application/json', []],
    ['Application/JSON ; Charset="UTF-8"', 'application/json', [['charset', 'utf-8']]],
    [
      'application/problem+json;a=1; b="x;y"',
      'application/problem+json',
      [
        ['a', '1'],
        ['b', 'x;y'],
      ],
    ],
  ])('%j is parsed', (text, type, parameters) => {
    const media = parseMediaType(text);
    expect([`${media?.type}/${media?.subtype}`, [...(media?.parameters ?? [])]]).toEqual([type, parameters]);
  });

  test.each([
    '',
    'json',
    'application/',
    'application/json, text/html',
    'a b/c',
    'application/json; charset',
    'application/json; charset=',
    'application/json; =utf-8',
    'application/json; charset = utf-8',
    'application/json charset=utf-8',
    'application/json; a="b',
    'application/json; a="b"c',
    'application/json/x',
  ])('%j breaks the grammar of RFC 9110', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  test.each(['application/json;', 'application/json ; ;a=1;', 'application/json; a="\\"x; y\\""'])(
    '%j follows the grammar of RFC 9110',
    (text) => {
      expect(parseMediaType(text)).toMatchObject({ type: 'application', subtype: 'json' });
    },
  );

  test.each([
    `application/json${';aa'.repeat(40)}"`,
    `application/json${';aa'.repeat(1e5)}"`,
    `application/json; a="${'\\\\'.repeat(1e5)}`,
    `application/json${' '.repeat(1e5)};x`,
  ])('of a hostile server is parsed in linear time (%#)', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  const ranges = ['*/*', 'application/*', 'application/json', 'application/json; v=2'];
  test.each([
    ['application/json', ranges, 'application/json'],
    ['application/json; v=2', ranges, 'application/json; v=2'],
    [
      'application/json; charset=utf-8',
      ['application/json; charset=iso-8859-1'],
      'application/json; charset=iso-8859-1',
    ],
    ['application/xml', ranges, 'application/*'],
    ['text/plain', ranges, '*/*'],
    ['text/plain', ['application/json'], undefined],
    ['application/problem+json', ['application/json'], undefined],
    ['application/json', ['application/json; v=2'], undefined],
  ])('%s is declared by %j as %s', (sent, declared, found) => {
    const content = new Map(declared.map((key) => [key, { schema: key, pointer: '' }]));
    const media = parseMediaType(sent);
    const response = { status: '200', pointer: '', headers: new Map(), content, links: [] };
    expect(media && mediaFor(response, media)?.schema).toBe(found);
  });
});

describe('a body', () => {
  const read = (text: string | Uint8Array, type: string) => readBody(Buffer.from(text), parseMediaType(type));
  test.each([
    ['{"a":1}', 'application/json', 'json'],
    ['{"a":1}', 'application/problem+json', 'json'],
    ['hello', 'text/plain', 'text'],
    [Uint8Array.of(0xe9), 'text/plain; charset=iso-8859-1', 'text'],
    [Uint8Array.of(0xe9), 'text/plain', 'unreadable'],
    ['x', 'image/png', 'binary'],
    ['', 'application/json', 'empty'],
    ['{"a":', 'application/json', 'unreadable'],
    ['\uFEFF{}', 'application/json', 'unreadable'],
    ['NaN', 'application/json', 'unreadable'],
    ['x', 'nonsense', 'binary'],
  ])('%j of %s is %s', (text, type, kind) => {
    expect(read(text, type).kind).toBe(kind);
  });

  test('that is invalid is not quoted', () => {
    expect(JSON.stringify(read('{"password": hunter2}', 'application/json'))).not.toContain('hunter2');
  });
});

test.each([
  [{ type: 'integer' }, '12', 12],
  [{ type: 'integer' }, 'many', 'many'],
  [{ type: 'boolean' }, 'true', true],
  [{ type: 'boolean' }, 'yes', 'yes'],
  [{ type: 'array', items: { type: 'integer' } }, '1, 2', [1, 2]],
  [{ type: 'object', properties: { a: { type: 'integer' } } }, 'a,1,b,x', { a: 1, b: 'x' }],
  [{}, '12', '12'],
])('a header of schema %j parses %j as %j', (schema, text, value) => {
  expect(fromHeader(schema, text)).toEqual(value);
});

describe('a hostile body', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
  const list = '{ schemas: { L: { type: array, items: { $ref: "#/components/schemas/L" } } } }';

  test('nested 50,000 deep is not judged by a recursive schema, and does not crash', async () => {
    const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const verdict = await judgeText('{ $ref: "#/components/schemas/L" }', text, list);
    expect(verdict).toMatchObject({ verdict: 'not-judged', reason: 'the body is nested too deeply to be judged' });
  });

  test('nested 500 deep is judged', async () => {
    expect((await judge('{ $ref: "#/components/schemas/L" }', nested(500), list)).verdict).toBe('conforming');
  });

  test('nested 50,000 deep is judged by a flat schema', async () => {
    const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(pointers(await judgeText('{ type: object }', text))).toEqual(['']);
    expect((await judgeText('{ type: array }', text)).verdict).toBe('conforming');
  });

  test('with a million invalid items has a bounded number of findings', async () => {
    const text = `[${Array(1_000_000).fill('{"a":1,"b":2}').join()}]`;
    const verdict = await judgeText(
      '{ type: array, items: { type: object, properties: { a: { type: string } } } }',
      text,
    );
    expect(pointers(verdict)).toEqual(['/0/a']);
    expect(verdict.notes).toEqual(['only the first finding is reported, because the body is large']);
  });
});

describe('a hostile schema', () => {
  test('with a pattern that backtracks is not judged, with the reason', async () => {
    const schema = "{ type: string, pattern: '^(a+)+$' }";
    expect(await judge(schema, `${'a'.repeat(60)}!`, '{}', 300)).toMatchObject({
      verdict: 'not-judged',
      reason: 'judging the response took longer than 0.3 s',
    });
    expect(await judge(schema, 'aaaa')).toMatchObject({ verdict: 'conforming' });
    expect(await judge(schema, 'b')).toMatchObject({ verdict: 'deviating' });
  });

  test.each(['^(a|a)*$', '^(a|a){60}$', '^(a?){60}$', '^(a|a)(a|a)*$'])(
    'with the pattern %s is judged within the time limit',
    async (pattern) => {
      const began = performance.now();
      await judge(`{ type: string, pattern: '${pattern}' }`, `${'a'.repeat(60)}!`, '{}', 300);
      expect(performance.now() - began).toBeLessThan(20_000);
    },
  );

  /** Each level contains the next one twice. */
  const levels = (count: number) =>
    Array.from({ length: count }, (_, at) => {
      const next = `{ $ref: '#/components/schemas/L${at + 1}' }`;
      return `L${at}: { oneOf: [{ allOf: [${next}, ${next}] }, { type: integer }] }`;
    });

  test.each([
    [9, 'conforming', undefined],
    [30, 'not-judged', 300],
  ])('with %i levels that branch is %s', async (count, verdict, longestMs) => {
    const components = `{ schemas: { ${levels(count).join(', ')}, L${count}: { type: string } } }`;
    expect(await judge("{ $ref: '#/components/schemas/L0' }", 'x', components, longestMs)).toMatchObject({ verdict });
  });

  test('with an enum of 200,000 values is judged, and the finding shows only the first values', async () => {
    const values = Array.from({ length: 200_000 }, (_, index) => `v${index}`);
    const schema = `{ type: array, items: { type: string, enum: [${values.join(',')}] } }`;
    expect(await judge(schema, ['v199999'], '{}', 60_000)).toMatchObject({ verdict: 'conforming' });
    const verdict = await judge(schema, ['v1', 'x', 'y'], '{}', 60_000);
    expect(verdict).toMatchObject({ verdict: 'deviating', reason: null });
    const { findings } = verdict;
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/1', '/2']);
    expect(findings[0]?.expected).toMatch(/^one of 200000 values: \["v0",.* …$/);
    expect(findings[0]?.expected.length).toBeLessThan(400);
    expect(findings[0]?.where?.pointer).toMatch(/\/items\/enum$/);
  });
});

test.each([
  ['^a+$', false],
  ['^[a+*]{2,5}\\+$', false],
  ['^(a+)+$', true],
  ['^\\d+\\.\\d*$', true],
  ['^(\\w{1,}-){0,}$', true],
  ['^\\w{500}x*$', true],
  ['^(?:a|b)$', false],
  ['^(a|a)*$', true],
  ['^(a|a){30}$', true],
  ['^a?a?a?aaa$', true],
  ['^(a|a)(a|a)(a|a)$', true],
])('a pattern %s may backtrack: %s', (source, backtracks) => {
  expect(mayBacktrack(new RegExp(source, 'u'))).toBe(backtracks);
});

describe('details that JSON.parse loses are judged by the text', () => {
  test.each([
    ['an int64 within its bounds', '{ type: integer, format: int64 }', '9223372036854775807', []],
    ['an int64 above its bounds', '{ type: integer, format: int64 }', '9223372036854775808', ['']],
    ['an int64 below its bounds', '{ type: integer, format: int64 }', '-9223372036854775809', ['']],
    ['a number too large for a double', '{ type: number }', '1e400', []],
    ['a double above its bounds', '{ type: number, format: double }', '1e400', ['']],
    ['a float above its bounds', '{ type: number, format: float }', '1e39', ['']],
    ['the greatest float, as it is printed', '{ type: number, format: float }', '3.4028235e38', []],
    ['the least float, as it is printed', '{ type: number, format: float }', '-3.4028235e38', []],
    ['a number that does not round to a float', '{ type: number, format: float }', '3.4028236e38', ['']],
    ['the greatest double, as it is printed', '{ type: number, format: double }', '1.7976931348623158e308', []],
    ['a number that does not round to a double', '{ type: number, format: double }', '1.7976931348623159e308', ['']],
    ['a whole number with an exponent', '{ type: integer }', '12e1', []],
    ['a whole number with a fraction of zeros', '{ type: integer }', '1.0', []],
    ['a fraction that a double rounds away', '{ type: integer }', '1.0000000000000000001', ['']],
    ['a fraction too small for a double', '{ type: integer }', '10000000000000000.5', ['']],
    ['a decimal multiple', '{ type: number, multipleOf: 0.01 }', '19.99', []],
    ['a number that is not a decimal multiple', '{ type: number, multipleOf: 0.01 }', '19.995', ['']],
    [
      'a number that is not a decimal multiple only in digits that a double loses',
      '{ type: number, multipleOf: 0.01 }',
      '12345678901234567.891',
      [''],
    ],
    ['a maximum that is exceeded by one', '{ type: integer, maximum: 9007199254740992 }', '9007199254740993', ['']],
    ['a repeated name', '{ type: object }', '{"a":1,"a":2}', ['/a']],
    ['a repeated name, escaped differently', '{ type: object }', '{"a":{"x" :1,"\\u0078":2}}', ['/a/x']],
    ['the same name in two objects', '{ type: array }', '[{"a":1},{"a":2}]', []],
    ['text that resembles names', '{ type: object }', '{"a":"\\"x\\":\\"x\\":"}', []],
    [
      'a property __proto__',
      '{ type: object, additionalProperties: false, properties: { __proto__: { type: string } } }',
      '{"__proto__":"x"}',
      [],
    ],
    [
      'a property __proto__ of a wrong type',
      '{ type: object, properties: { __proto__: { type: string } } }',
      '{"__proto__":1}',
      ['/__proto__'],
    ],
    ['a required constructor', '{ type: object, required: [constructor] }', '{}', ['/constructor']],
  ])('%s', async (_title, schema, text, found) => {
    expect(pointers(await judgeText(schema, text))).toEqual(found);
  });
});

describe('a discriminator', () => {
  const animals = `{ schemas: {
    Dog: { type: object, required: [kind, bark], properties: { kind: { type: string }, bark: { type: boolean } } },
    Cat: { type: object, required: [kind, meow], properties: { kind: { type: string }, meow: { type: boolean } } } } }`;
  const schema = (mapping: string) =>
    `{ oneOf: [{ $ref: '#/components/schemas/Dog' }, { $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: kind${mapping} } }`;
  const mapped = ", mapping: { hound: '#/components/schemas/Dog', tom: Cat }";

  test.each([
    ['selects the branch that must match', '', { kind: 'Dog', bark: true }, []],
    ['rejects a body that does not match the selected branch', '', { kind: 'Dog', meow: true }, ['/bark']],
    ['rejects an unknown name', '', { kind: 'Bird', bark: true }, ['/kind']],
    ['rejects a missing name', '', { bark: true }, ['/kind']],
    ['accepts mapped names', mapped, { kind: 'hound', bark: true }, []],
    ['accepts names that are mapped to a schema name', mapped, { kind: 'tom', meow: true }, []],
    ['rejects a body that does not match the branch of a mapped name', mapped, { kind: 'tom', bark: true }, ['/meow']],
  ])('%s', async (_title, mapping, body, found) => {
    expect(pointers(await judge(schema(mapping), body, animals))).toEqual(expect.arrayContaining(found));
    expect((await judge(schema(mapping), body, animals)).verdict).toBe(found.length > 0 ? 'deviating' : 'conforming');
  });
});
