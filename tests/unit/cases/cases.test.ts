import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../../src/cases/case.ts';
import { allFixtures, type Auth, readFixtures } from '../../../src/cases/fixtures.ts';
import type { Known } from '../../../src/cases/draft.ts';
import { casesFromFixtures } from '../../../src/cases/from-fixtures.ts';
import { plainCases } from '../../../src/cases/plain.ts';
import { encode, urlOf } from '../../../src/cases/url.ts';
import { loadContract } from '../../../src/contract/contract.ts';
import { files } from '../files.ts';
import { problemIn, problemOf } from '../problem-of.ts';

const contract = await loadContract('specs', () => Promise.reject(new Error('offline')));

const NOTHING: Known = { variables: {}, credentials: new Set<Auth>(), faults: false };
const ALL: Known = {
  variables: {
    PROJECT_SLUG: 'p',
    ENVIRONMENT_SLUG: 'e',
    SECRET_PATH: '/a b',
    DYNAMIC_SECRET_NAME: 'n/1',
    ORGANIZATION_ROLE_ID: 'r',
    SERVICE_TOKEN_ID: 'i',
  },
  credentials: new Set<Auth>(['token', 'restricted', 'service', 'malformed']),
  faults: true,
};

const casesOf = (documents: Record<string, string>, known = ALL, own = true) =>
  casesFromFixtures(readFixtures(files(documents)), contract, known, () => own);
const included = (known: Known) => casesFromFixtures(allFixtures(undefined), contract, known, () => true);
const byId = (cases: readonly Case[], id: string) => cases.find((one) => one.id === id);

describe('the included fixtures', () => {
  test('expect every declared status of every operation', () => {
    const { cases } = included(ALL);
    for (const { key, responses } of contract.operations.values()) {
      const statuses = cases.filter(({ operation }) => operation === key).flatMap(({ expected }) => expected);
      expect([...new Set(statuses)].sort()).toEqual([...responses.keys()].sort());
    }
  });

  test('encode the values of variables', () => {
    const one = byId(included(ALL).cases, 'dynamic-secrets/get › 200 › the dynamic secret');
    expect(one).toMatchObject({
      expected: ['200'],
      request: { url: '/api/v1/dynamic-secrets/n%2F1?projectSlug=p&environmentSlug=e&path=%2Fa%20b', auth: 'token' },
      expect: { '/dynamicSecret/name': 'n/1' },
      missing: [],
    });
  });

  test('name the variables that are not set', () => {
    const { cases, variables } = included(NOTHING);
    expect(byId(cases, 'organization-roles/get › 200 › the role')?.missing).toEqual([
      'CONTRACT_ORGANIZATION_ROLE_ID',
      'CONTRACT_TOKEN',
    ]);
    expect(byId(cases, 'service-tokens/get › 401 › wrong secret')?.missing).toEqual(['CONTRACT_SERVICE_TOKEN']);
    expect(byId(cases, 'groups/get › 500 › a fault')?.missing).toEqual(['CONTRACT_FAULT_HEADER']);
    expect(variables).toContain('CONTRACT_PROJECT_SLUG');
  });

  test('have made-up values in the cases without a token, if no variable is set', () => {
    const one = byId(included(NOTHING).cases, 'organization-roles/get › 401 › no token');
    expect(one).toMatchObject({
      missing: [],
      request: { url: '/api/v1/organization/roles/made-up-roleid', auth: 'none' },
    });
  });

  test('request a fault without credentials, if none are configured', () => {
    const { cases } = included({ ...NOTHING, faults: true });
    expect(byId(cases, 'groups/get › 500 › a fault')).toMatchObject({
      missing: [],
      request: { auth: 'none', fault: 500 },
    });
  });
});

describe('overrides', () => {
  const rows = (cases: string) =>
    casesOf({
      'x.yaml': `operation: GET /api/v1/dynamic-secrets/{name}\nrequest:\n  auth: token\n  path: { name: a }\n  query: { path: /, projectSlug: p }\ncases:\n${cases}`,
    }).cases;

  test.each([
    ['replace key by key', '{ query: { path: /b } }', '/api/v1/dynamic-secrets/a?path=%2Fb&projectSlug=p'],
    ['omit a null', '{ query: { path: null } }', '/api/v1/dynamic-secrets/a?projectSlug=p'],
    [
      'send a list as a repeated parameter',
      '{ query: { path: [b, c] } }',
      '/api/v1/dynamic-secrets/a?path=b&path=c&projectSlug=p',
    ],
    ['may be empty', '', '/api/v1/dynamic-secrets/a?path=%2F&projectSlug=p'],
  ])('%s', (_title, overrides, url) => {
    expect(rows(`  404:\n    - one: ${overrides}\n`)[0]?.request.url).toBe(url);
  });

  test('may expect several statuses, or a range', () => {
    expect(rows('  401 403:\n    - one:\n  4XX:\n    - two:\n').map(({ expected }) => expected)).toEqual([
      ['401', '403'],
      ['4XX'],
    ]);
  });
});

describe('an invalid fixture is a Problem with file, line and the nearest valid value', () => {
  const groups = (rest: string) => `operation: GET /api/v1/groups\n${rest}`;
  const good = 'request: { auth: token }\ncases:\n  200:\n    - the groups:\n';
  test.each([
    ['an unknown key', groups(`requst: {}\n${good}`), /x\.yaml:2: unknown key "requst".*Did you mean "request"\?/],
    [
      'an unknown nested key',
      groups('request:\n  auth: token\n  qery: {}\ncases: { 200: [{ a: }] }'),
      /x\.yaml:4: unknown key "qery" in \/request\. Did you mean "query"/,
    ],
    [
      'unknown credentials',
      groups('request:\n  auth: tokn\ncases: { 200: [{ a: }] }'),
      /x\.yaml:3: \/request\/auth is "tokn".*Did you mean "token"/,
    ],
    [
      'an unknown operation',
      good.replace(/^/, 'operation: GET /api/v1/group\n'),
      /x\.yaml:1: no document .*Did you mean "GET \/api\/v1\/groups"/,
    ],
    [
      'an undeclared status',
      groups(good.replace('200', '418')),
      /x\.yaml:5: GET \/api\/v1\/groups declares no status 418\. Use one of: 200, 400/,
    ],
    [
      'an invalid status',
      groups(good.replace('200', 'ok')),
      /x\.yaml:4: \/cases may not have the key "ok"\. Write a status/,
    ],
    ['a repeated name', groups(`${good}    - the groups:\n`), /x\.yaml:6: the case name "the groups" is used twice/],
    ['no cases', groups('request: { auth: token }'), /x\.yaml:1: the fixture has no "cases"/],
    [
      'an operation without a method',
      good.replace(/^/, 'operation: /api/v1/groups\n'),
      /x\.yaml:1: \/operation is "\/api\/v1\/groups", not a method and a path template\. Write .*GET \/api\/v1\/groups/,
    ],
    [
      'an unknown query parameter',
      groups('request:\n  auth: token\n  query: { limit: 1 }\ncases: { 200: [{ a: }] }'),
      /x\.yaml:4: the operation has no query parameter "limit"/,
    ],
    [
      'an unknown query parameter of a case',
      groups(good.replace('groups:', 'groups: { query: { limit: 1 } }')),
      /x\.yaml:5: the operation has no query parameter "limit"/,
    ],
    [
      'a bearer token with a line break',
      groups(good.replace('groups:', 'groups: { auth: { bearer: "a\\nb" } }')),
      /the bearer token contains blanks/,
    ],
    [
      'an expectation inside a list',
      groups(good.replace('groups:', 'groups: { expect: { /0/name: x } }')),
      /may not have the key "\/0\/name"\. Write a JSON pointer/,
    ],
  ])('%s', (_title, text, line) => {
    expect(problemOf(() => casesOf({ 'x.yaml': text })).line).toMatch(line);
  });

  const roles = (path: string) =>
    `operation: GET /api/v1/organization/roles/{roleId}\nrequest:\n  auth: token\n  path: ${path}\ncases:\n  200:\n    - the role:\n`;
  test.each([
    ['a path parameter without a value', roles('{}'), /the path parameter \{roleId\} has no value/],
    [
      'a parameter that is not in the path',
      roles('{ roleId: x, role: y }'),
      /the path has no parameter "role"\. Did you mean "roleId"/,
    ],
    ['a dot segment', roles('{ roleId: .. }'), /\{roleId\} is "\.\.", which cannot be sent/],
    ['an empty segment', roles("{ roleId: '' }"), /\{roleId\} is "", which cannot be sent/],
  ])('%s', (_title, text, line) => {
    expect(problemOf(() => casesOf({ 'x.yaml': text })).line).toMatch(line);
  });

  test('a second fixture for an operation', () => {
    expect(problemOf(() => casesOf({ 'x.yaml': groups(good), 'y.yaml': groups(good) })).line).toMatch(
      /y\.yaml:1: .* already has a fixture/,
    );
  });
});

describe('an operation with an unsafe method', () => {
  const yaml = "openapi: 3.0.3\npaths: { '/x/{id}': { delete: { responses: { 401: { description: no } } } } }\n";
  const fixture = (request: string) => `operation: DELETE /x/{id}\nrequest: ${request}\ncases:\n  401:\n    - one:\n`;
  const casesWith = async (request: string) => {
    const other = await loadContract(files({ 'x.yaml': yaml }), () => Promise.reject(new Error('offline')));
    return casesFromFixtures(readFixtures(files({ 'x.yaml': fixture(request) })), other, ALL, () => true);
  };

  test('is sent without credentials and with made-up values', async () => {
    expect((await casesWith('{ auth: none, path: { id: made-up } }')).cases).toHaveLength(1);
  });

  test.each(['{ auth: token, path: { id: made-up } }', '{ auth: none, path: { id: $PROJECT_SLUG } }'])(
    'is rejected with the request %s',
    async (request) => {
      expect((await problemIn(casesWith(request))).message).toMatch(
        /^DELETE must not be sent with credentials or to an existing resource/,
      );
    },
  );
});

describe('a contract other than specs/', () => {
  test('sets aside and counts the cases that it does not declare', () => {
    const unknown = 'operation: GET /api/v1/none\nrequest: { auth: none }\ncases:\n  200:\n    - a:\n    - b:\n';
    const undeclared =
      'operation: GET /api/v1/groups\nrequest: { auth: none }\ncases:\n  200:\n    - a:\n  418:\n    - b:\n';
    const { cases, setAside } = casesOf({ 'x.yaml': unknown, 'y.yaml': undeclared }, ALL, false);
    expect(cases.map(({ id }) => id)).toEqual(['y › 200 › a']);
    expect(setAside).toBe(3);
  });
});

/** The cases of a contract without fixtures. */
async function plain(paths: string, skipped = new Set<string>(), known = ALL): Promise<Case[]> {
  const spec = files({ 'x.yaml': `openapi: 3.0.3\npaths: ${paths}\n` });
  const other = await loadContract(spec, () => Promise.reject(new Error('offline')));
  return plainCases(other, skipped, known);
}

describe('an operation without a fixture', () => {
  const paths = `
  /plain: { get: { responses: { 200: { description: ok }, 4XX: { description: no } } } }
  /named/{id}: { get: { responses: { 200: { description: ok } } } }
  /needs: { get: { parameters: [{ in: query, name: q, required: true }], responses: { 200: { description: ok } } } }
  /changes: { post: { responses: { 200: { description: ok } } } }
  /silent: { get: { responses: {} } }`;

  test('has one case if it is a GET, with made-up values for required parameters', async () => {
    const cases = await plain(paths);
    expect(cases.map(({ id, rule, request }) => [id, rule, request.url])).toEqual([
      ['GET /plain › any › as documented', 'status-expected', '/plain'],
      ['GET /named/{id} › any › as documented', 'no-server-error', '/named/made-up-id'],
      ['GET /needs › any › as documented', 'no-server-error', '/needs?q=made-up-q'],
    ]);
    expect(cases[0]?.expected).toEqual(['200', '4XX']);
    expect(await plain(paths, new Set(['GET /plain']))).toHaveLength(2);
  });

  test('takes values from the configuration, and the others are open', async () => {
    const [project] = await plain(
      `{ '/x/{projectSlug}/{groupId}': { get: { responses: { 200: { description: ok } } } } }`,
    );
    expect(project?.request.url).toBe('/x/p/made-up-groupid');
    expect(project?.open?.parameters.map(({ name }) => name)).toEqual(['groupId']);
  });

  test('has one case for each identity', async () => {
    const both = { ...ALL, credentials: new Set(['token', 'user'] as const) };
    const cases = await plain('{ /plain: { get: { responses: { 200: { description: ok } } } } }', new Set(), both);
    expect(cases.map(({ id, request }) => [id, request.auth])).toEqual([
      ['x › any › as documented', 'token'],
      ['x › any › as documented, by a user', 'user'],
    ]);
  });
});

describe('a URL', () => {
  test.each([
    ['a b', 'a%20b'],
    ['/', '%2F'],
    ["!'()*", '%21%27%28%29%2A'],
    ['ü😀', '%C3%BC%F0%9F%98%80'],
    ['a-._~1', 'a-._~1'],
  ])('encodes %j by RFC 3986', (text, encoded) => {
    expect(encode(text)).toBe(encoded);
  });

  test('keeps the order of its parameters and is not changed by URL parsers', () => {
    const url = urlOf('/a/{b}', { b: 'x/y' }, { q: ["'", 'ü'], n: null, z: 0 });
    expect(url).toBe('/a/x%2Fy?q=%27&q=%C3%BC&z=0');
    expect(new URL(`http://h${url}`).href).toBe(`http://h${url}`);
  });
});
