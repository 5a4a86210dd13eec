import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../../src/cases/case.ts';
import { brokenValues } from '../../../src/cases/derived/broken.ts';
import { derivedCases, type Given, startsOf } from '../../../src/cases/derive.ts';
import type { Known } from '../../../src/cases/draft.ts';
import { excludedOf } from '../../../src/cases/excluded.ts';
import { exploredCases, seedOf } from '../../../src/cases/explored/explore.ts';
import { readFixtures } from '../../../src/cases/fixtures.ts';
import { casesFromFixtures } from '../../../src/cases/from-fixtures.ts';
import { loadContract } from '../../../src/contract/contract.ts';
import { files } from '../files.ts';

const known: Known = { variables: {}, credentials: new Set(['token', 'malformed']), faults: false };

/** The input of derivations: the paths of a document, and fixtures by file name. */
async function given(paths: string, fixtures: Record<string, string> = {}): Promise<Given> {
  const specs = files({ 'x.yaml': `openapi: 3.0.3\npaths:\n${paths}` });
  const contract = await loadContract(join(specs, 'x.yaml'), () => Promise.reject(new Error()));
  const read = readFixtures(files(fixtures));
  const fromFixtures = casesFromFixtures(read, contract, known, () => false).cases;
  const withFixture = new Set(fromFixtures.map(({ operation }) => operation));
  return {
    contract,
    known,
    fromFixtures,
    fixtures: new Map(read.map((fixture) => [fixture.operation, fixture])),
    excluded: new Set(excludedOf(contract, withFixture).map(({ operation }) => operation)),
  };
}

const nameOf = ({ id }: Case) => id.split(' › ').at(-1);
const only = (cases: readonly Case[], part: string) => cases.filter((one) => nameOf(one)?.includes(part));

describe('a value that breaks one keyword', () => {
  test.each([
    [{ type: 'integer' }, { type: 'no-number', fraction: '1.5' }],
    [
      { type: 'number', minimum: 1, maximum: 5 },
      { type: 'no-number', minimum: '0', maximum: '6' },
    ],
    [
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'no-number', minimum: '0', exclusiveMinimum: '1' },
    ],
    [
      { type: 'number', exclusiveMaximum: 5 },
      { type: 'no-number', exclusiveMaximum: '5' },
    ],
    [
      { type: 'number', multipleOf: 5 },
      { type: 'no-number', multipleOf: '1' },
    ],
    [{ type: 'boolean', enum: [true] }, { type: 'perhaps' }],
    [{ type: 'string', enum: ['a', 'b'] }, { enum: 'no-such-value' }],
    [{ enum: [1, 2] }, { enum: '3' }],
    [
      { type: 'string', minLength: 3, maxLength: 4 },
      { minLength: 'aa', maxLength: 'aaaaa' },
    ],
    [{ type: 'string', minLength: 1 }, {}],
    [{ type: 'string', pattern: '^[a-z]+$' }, { pattern: '!' }],
    [{ type: 'string', pattern: '(' }, {}],
    [{ type: 'string', format: 'uuid' }, { format: 'no-uuid' }],
    [{ type: 'string', format: 'password' }, {}],
    [{ type: 'integer', nullable: true, minimum: 1 }, {}],
    [{ type: ['string', 'integer'], minLength: 3 }, {}],
    [{ minLength: 3 }, {}],
    [{ anyOf: [{ type: 'integer' }] }, {}],
    [
      { type: 'array', minItems: 2, maxItems: 3, items: { type: 'integer' } },
      { 'items type': 'no-number', 'items fraction': '1.5', minItems: ['a'], maxItems: ['a', 'a', 'a', 'a'] },
    ],
  ])('of %j', (schema, expected) => {
    expect(Object.fromEntries(brokenValues(schema, true).map(({ keyword, value }) => [keyword, value]))).toEqual(
      expected,
    );
  });
});

describe('the derived cases', () => {
  const read = `  /api/v1/things/{thingId}:
    get:
      parameters:
        - { in: path, name: thingId, required: true, schema: { type: string, format: uuid } }
        - { in: query, name: limit, schema: { type: integer, minimum: 1, default: 20 } }
      responses: { 200: {} , 404: {} }
`;
  const change = `    post: { security: [{ bearer: [] }], responses: { 200: {} } }\n`;

  test('of a GET without a fixture use made-up values', async () => {
    const cases = derivedCases(await given(read));
    expect(cases.map(nameOf)).toEqual([
      'no token',
      'malformed token',
      'wrong scheme',
      'empty bearer',
      'path thingId breaks format',
      'query limit repeated',
      'query limit breaks type',
      'query limit breaks fraction',
      'query limit breaks minimum',
      'path thingId unknown',
      'conditional request',
      'undeclared HEAD',
      'undeclared OPTIONS',
      'undeclared POST',
      'undeclared PUT',
      'undeclared PATCH',
      'undeclared DELETE',
      'unsigned token',
      'expired token',
      ...cases.slice(19).map(nameOf),
    ]);
    expect(cases.slice(19).every(({ origin }) => origin === 'hostile')).toBe(true);
    expect(only(cases, 'no token')[0]).toMatchObject({ rule: 'no-server-error', request: { auth: 'none' } });
  });

  test('of a path treat methods of another template for the same route as declared', async () => {
    const twin = `  /api/v1/things/{id}: { patch: { responses: { 200: {} } }, delete: { responses: { 200: {} } } }\n`;
    const names = derivedCases(await given(read + twin)).map(nameOf);
    expect(names.filter((name) => name?.startsWith('undeclared'))).toEqual([
      'undeclared HEAD',
      'undeclared OPTIONS',
      'undeclared POST',
      'undeclared PUT',
    ]);
  });

  test('of an unsafe method are one request without a token', async () => {
    const cases = derivedCases(await given(read + change)).filter(({ operation }) => operation.startsWith('POST'));
    expect(cases.map(({ id, rule, request }) => [id, rule, request.url, request.auth])).toEqual([
      [
        'POST /api/v1/things/{thingId} › 4XX › no token',
        'authentication-enforced',
        '/api/v1/things/made-up-thingid',
        'none',
      ],
    ]);
  });

  test('need a token, except those that test authentication', async () => {
    const without = await given(read);
    const cases = derivedCases({ ...without, known: { ...known, credentials: new Set() } });
    expect(only(cases, 'unknown')[0]?.missing).toEqual(['CONTRACT_TOKEN']);
    expect(only(cases, 'no token')[0]?.missing).toEqual([]);
  });

  test.each([
    ['/api/v1/user/{userId}/unlock', 'it has side effects'],
    ['/api/v1/sso/oidc/callback', 'it starts a login'],
    ['/api/v1/secrets/raw/{name}', 'it returns secrets in plain text'],
    ['/api/v1/groups', undefined],
  ])('of GET %s are excluded with the reason: %s', async (path, reason) => {
    const from = await given(`  ${path}: { get: { responses: { 200: {} } } }\n`);
    expect(excludedOf(from.contract, new Set()).map((each) => each.reason)).toEqual(
      reason === undefined ? [] : [reason],
    );
    const names = derivedCases(from).map(nameOf);
    if (reason === undefined) expect(names.length).toBeGreaterThan(1);
    else expect(names).toEqual(['no token']);
    expect(excludedOf(from.contract, new Set([`GET ${path}`]))).toEqual([]);
  });

  /** An operation with many required parameters. */
  const withParameters = (count: number): string => {
    const parameter = (_: unknown, at: number) =>
      `        - { in: query, name: q${at}, required: true, schema: { type: integer } }\n`;
    const parameters = Array.from({ length: count }, parameter).join('');
    return `  /x:\n    get:\n      parameters:\n${parameters}      responses: { 200: {} }\n`;
  };

  test('of an operation are at most 80', async () => {
    expect(derivedCases(await given(withParameters(30)))).toHaveLength(80);
  });

  test('of an operation with many parameters are hostile to each of them', async () => {
    const cases = derivedCases(await given(withParameters(10)));
    const hostileTo = cases.filter(({ origin }) => origin === 'hostile').map(({ parameter }) => parameter?.name);
    expect(cases).toHaveLength(80);
    expect(new Set(hostileTo)).toEqual(new Set([undefined, ...Array.from({ length: 10 }, (_, at) => `q${at}`)]));
  });

  test('send a bad percent sequence as it is', async () => {
    const [inPath, inQuery] = only(derivedCases(await given(read)), 'percent sequence');
    expect(inPath?.request.url).toBe('/api/v1/things/a%zz');
    expect(inQuery?.request.url).toMatch(/\?limit=a%zz$/);
  });
});

test('a constraint that is too large for a URL does not exhaust memory', async () => {
  const schema = '{ type: array, items: { type: string }, minItems: 1000000000 }';
  const from = await given(`  /x:
    get:
      parameters: [{ in: query, name: q, schema: ${schema} }, { in: query, name: p, schema: { type: string, pattern: '^a', minLength: 1000000000 } }]
      responses: { 200: {} }
`);
  expect(derivedCases(from).length).toBeGreaterThan(0);
  expect(exploredCases(from.contract, startsOf(from), { runs: 10, seed: 1 })).not.toEqual([]);
});

describe('the explored cases', () => {
  const paths = `  /x/{id}:
    get:
      parameters:
        - { in: path, name: id, required: true, schema: { type: string } }
        - { in: query, name: limit, required: true, schema: { type: integer, minimum: 1, maximum: 3 } }
      responses: { 200: {} }
`;

  test('depend only on the seed', async () => {
    const from = await given(paths);
    const urls = (seed: number) =>
      exploredCases(from.contract, startsOf(from), { runs: 50, seed }).map(({ request }) => request.url);
    expect(urls(1)).toEqual(urls(1));
    expect(urls(1)).not.toEqual(urls(2));
    expect(seedOf(from.contract)).toBe(seedOf((await given(paths)).contract));
  });

  test('contain no request twice', async () => {
    const from = await given(paths.replace('type: string', 'enum: [a]'));
    const urls = exploredCases(from.contract, startsOf(from), { runs: 200, seed: 1 }).map(({ request }) => request.url);
    expect(urls.length).toBeGreaterThan(1);
    expect(urls).toEqual([...new Set(urls)]);
  });

  test('expect a rejection exactly if a value breaks the contract', async () => {
    const from = await given(paths);
    const cases = exploredCases(from.contract, startsOf(from), { runs: 200, seed: 7 });
    const limits = cases.map(({ rule, request }) => [
      rule,
      new URLSearchParams(request.url.split('?')[1]).get('limit'),
    ]);
    const isLegal = (limit: string | null | undefined) => ['1', '2', '3'].includes(limit ?? '');
    expect(limits.every(([rule, limit]) => (rule === 'no-server-error') === isLegal(limit))).toBe(true);
    expect(new Set(limits.map(([rule]) => rule)).size).toBe(2);
    expect(cases.every(({ request }) => !/\/x\/\.{0,2}(\?|$)/.test(request.url))).toBe(true);
  });
});

test('a fixture with the same request that expects success takes precedence', async () => {
  const paths = `  /x:\n    get:\n      security: [{ b: [] }]\n      parameters: [{ in: query, name: q, required: true, schema: { type: string } }]\n      responses: { 200: {}, 400: {} }\n`;
  const fixture = (rows: string) => ({
    'f/get.yaml': `operation: GET /x\nrequest: { auth: token, query: { q: a } }\ncases:\n  200:\n    - good:\n${rows}`,
  });
  const rejected = async (rows: string) => only(derivedCases(await given(paths, fixture(rows))), 'left out').length;
  expect(await rejected('')).toBe(1);
  expect(await rejected('    - without q: { query: { q: null } }\n')).toBe(0);
  const enforced = async (rows: string) =>
    only(derivedCases(await given(paths, fixture(rows))), 'no token')[0]?.rule ?? 'none';
  expect(await enforced('')).toBe('authentication-enforced');
  expect(await enforced('    - open: { auth: none, query: { q: b } }\n')).toBe('no-server-error');
});

describe('a hostile schema', () => {
  test('cannot make a request leave its path', async () => {
    const dots = ['a', 'b'].map((name) => `{ name: ${name}, in: path, required: true, schema: { enum: ['..'] } }`);
    const from = await given(
      `  /{a}/{b}/admin: { get: { parameters: [${dots.join()}], responses: { 200: { description: x } } } }\n`,
    );
    const urls = derivedCases(from).map(({ request }) => request.url);
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => /(^|\/)\.\.?(\/|$)/.test(url))).toEqual([]);
  });

  test('with a pattern that backtracks on a made-up name does not delay the derivation', async () => {
    const name = 'a'.repeat(40);
    const schema = "{ type: string, pattern: '^([a-z0-9-]+)+!$' }";
    const from = await given(
      `  /x/{${name}}: { get: { parameters: [{ name: ${name}, in: path, required: true, schema: ${schema} }], responses: { 200: { description: x } } } }\n`,
    );
    expect(derivedCases(from).length).toBeGreaterThan(0);
  });

  test.each([
    ['a pattern that is too large', { type: 'string', pattern: '((a{1000}){1000}){1000}' }],
    ['a pattern that is too long', { type: 'string', pattern: '(a|b)'.repeat(20_000) }],
    ['a pattern that backtracks', { type: 'string', minLength: 200, pattern: '^(a+)+b$' }],
    ['a long list of values', { type: 'string', enum: Array.from({ length: 200_000 }, (_, at) => `v${at}`) }],
  ])('with %s does not delay the derivation', async (_title, schema) => {
    const from = await given(
      `  /a: { get: { parameters: [{ name: q, in: query, schema: ${JSON.stringify(schema)} }], responses: { 200: { description: x } } } }\n`,
    );
    expect(derivedCases(from).length).toBeGreaterThan(0);
    expect(exploredCases(from.contract, startsOf(from), { runs: 20, seed: 1 }).length).toBeGreaterThan(0);
  });

  test('with many parameters does not block timers during the search for a smaller case', async () => {
    const parameters = Array.from({ length: 200 }, (_, at) => ({
      name: `p${at}`,
      in: 'query',
      schema: { type: 'string' },
    }));
    const from = await given(
      `  /a: { get: { parameters: ${JSON.stringify(parameters)}, responses: { 200: { description: x } } } }\n`,
    );
    const [first] = exploredCases(from.contract, startsOf(from), { runs: 1, seed: 1 });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await first?.shrink?.(() => Promise.resolve(true));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });
});
