import { unescape } from 'node:querystring';
import { describe, expect, test } from '@jest/globals';
import { CELLS, COORDINATES, deviating, judge, type Run } from './judge.ts';
import { files } from '../unit/files.ts';
import { type Answer, changed, type Fault, startFaulty } from './servers/faulty.ts';
import { startStrict } from './servers/strict.ts';

type Rewrite = (url: string) => string;

const SECRETS = '/api/v1/dynamic-secrets/';
const failure = { reqId: 'r', statusCode: 500, message: 'Something went wrong', error: 'InternalServerError' };

/** A fault that answers matching requests with 500. */
const fails =
  (matches: (url: string, method: string) => boolean): Fault =>
  (_answer, { url = '', method = '' }) =>
    matches(url, method) ? { status: 500, body: Buffer.from(JSON.stringify(failure)) } : undefined;
/** A fault that resets the connection for matching names of dynamic secrets. */
const resets =
  (matches: (name: string) => boolean): Fault =>
  (_answer, { url = '' }) =>
    matches(unescape(url.slice(SECRETS.length).split('?')[0] ?? '')) && url.startsWith(SECRETS)
      ? (response) => response.destroy()
      : undefined;
/** A fault that answers a matching Authorization field with a list of groups. */
const accepts =
  (matches: (authorization: string | undefined) => boolean): Fault =>
  ({ status }, { url, headers }) =>
    url === '/api/v1/groups' && status !== 200 && matches(headers.authorization)
      ? { status: 200, body: Buffer.from('[]') }
      : undefined;
const noFault: Fault = () => undefined;
/** Rewrites a URL without the parameter as if it had the value. */
const assuming =
  (name: string, value: string): Rewrite =>
  (url) =>
    url.startsWith(SECRETS) && !url.includes(`${name}=`)
      ? `${url}${url.includes('?') ? '&' : '?'}${name}=${value}`
      : url;
const replacing =
  (from: string | RegExp, to: string): Rewrite =>
  (url) =>
    url.replace(from, to);

const everyThird = (): Fault => {
  let count = 0;
  return (answer, { url }) =>
    url === '/api/v1/groups' && answer.status === 200 && ++count % 3 === 0
      ? changed((groups: object[]) => groups.map((group) => ({ ...group, name: 7 })))(answer)
      : undefined;
};

const PLANTED: [check: string, what: string, name: string, fault: Fault, rewrite?: Rewrite][] = [
  ['authentication-enforced', 'success without a token', 'no token', accepts((field) => field === undefined)],
  ['authentication-enforced', 'any scheme', 'wrong scheme', accepts((field) => field?.startsWith('Basic ') === true)],
  ['authentication-enforced', 'an empty bearer', 'empty bearer', accepts((field) => field?.trim() === 'Bearer')],
  ['authentication-enforced', 'an unsigned token', 'unsigned token', accepts((field) => field?.endsWith('.') === true)],
  [
    'authentication-enforced',
    'an expired token',
    'expired token',
    accepts((field) => field?.includes('.bm8tc2lnbmF0dXJl') === true),
  ],
  [
    'invalid-input-rejected',
    'a required parameter ignored',
    'query environmentSlug left out',
    noFault,
    assuming('environmentSlug', 'dev'),
  ],
  [
    'invalid-input-rejected',
    'an empty value replaced by a default',
    'query environmentSlug empty',
    noFault,
    replacing('environmentSlug=&', 'environmentSlug=dev&'),
  ],
  [
    'no-server-error',
    '500 on a repeated parameter',
    'query path repeated',
    fails((url) => (url.match(/[?&]path=/g)?.length ?? 0) > 1),
  ],
  [
    'unknown-resource-rejected',
    'another record for an unknown name',
    'path name unknown',
    noFault,
    replacing(/no-such-name[^?]*/, 'postgres-reader'),
  ],
  [
    'unknown-resource-rejected',
    'the known record for an unknown project',
    'query projectSlug unknown',
    noFault,
    replacing(/no-such-projectslug[^&]*/, 'contract-project'),
  ],
  ['default-applied', 'a default that is ignored', 'query path by default', noFault, assuming('path', '%2Fdatabases')],
  [
    'default-applied',
    'another record by default',
    'query path by default',
    noFault,
    (url) =>
      assuming('path', '%2Fdatabases')(url.replace(/postgres-reader(\?.*)path=%2F$/, 'redis-cache$1path=%2Fdatabases')),
  ],
  ['body-schema', 'every third answer broken', 'asked again, 3 of 3', everyThird()],
  [
    'no-server-error',
    '500 on an unknown query parameter',
    'unknown query parameter',
    fails((url) => url.includes('contract-unknown')),
  ],
  ['no-server-error', '500 on an undeclared method', 'undeclared DELETE', fails((_, method) => method === 'DELETE')],
  [
    'no-response',
    'a reset on characters beyond U+FFFF',
    'path name with characters beyond U+FFFF',
    resets((name) => /[\u{10000}-\u{10ffff}]/u.test(name)),
  ],
  [
    'no-response',
    'a reset on any letter beyond ASCII',
    'path name with letters beyond ASCII',
    resets((name) => /[\u0080-\u{10ffff}]/u.test(name)),
  ],
  ['no-response', 'a reset on a long name', 'path name with 300 characters', resets((name) => name.length > 255)],
  ['no-server-error', '500 on NUL', 'path name with NUL', fails((url) => url.includes('%00'))],
  ['no-server-error', '500 on a slash in a name', 'path name with a slash', fails((url) => url.includes('a%2Fb'))],
];

/** Each row has as many columns as the test has parameters. Otherwise Jest passes a callback as the last one. */
const FAULTS = PLANTED.map(([check, what, name, fault, rewrite]) => [check, what, name, { fault, rewrite }] as const);

const nameOf = ({ id }: { id: string }) => id.split(' › ').at(-1);
const derived = { env: { CONTRACT_CASES: 'derived,hostile' } };

describe('a fault that no fixture covers is found', () => {
  test.each(FAULTS)('%s: %s', async (check, _what, name, { fault, rewrite }) => {
    const server = await startFaulty(fault, rewrite);
    const run = await judge(server.baseUrl, derived);
    await server.close();
    expect({ checks: run.checks, exitCode: run.exitCode }).toEqual({ checks: [check], exitCode: 1 });
    if (check !== 'body-schema') expect(deviating(run).map(nameOf)).toContain(name);
  });
});

test('every rule of derived cases has a planted fault', () => {
  const rules = ['authentication-enforced', 'invalid-input-rejected', 'unknown-resource-rejected', 'default-applied'];
  expect(new Set(FAULTS.map(([check]) => check))).toEqual(
    new Set([...rules, 'no-server-error', 'no-response', 'body-schema']),
  );
});

describe('no false alarm', () => {
  test('is raised against the embedded target by cases of any origin', async () => {
    const server = await startFaulty(noFault);
    const run = await judge(server.baseUrl, {
      env: { CONTRACT_CASES: 'fixture,derived,hostile,explored', CONTRACT_EXPLORE: '500' },
    });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect({ cells: run.counts.cellsConforming, outcome: run.outcome }).toEqual({
      cells: CELLS,
      outcome: 'conforming',
    });
    expect(run.cases.filter(({ origin }) => origin === 'explored').length).toBeGreaterThan(700);
  });

  test('is raised against a conforming server that is stricter than the embedded target', async () => {
    const server = await startStrict();
    const run = await judge(server.baseUrl, {
      env: { CONTRACT_SPEC: 'served', CONTRACT_CASES: 'derived,hostile,explored', CONTRACT_EXPLORE: '200' },
    });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    const reasons = run.cases.filter(({ verdict }) => verdict === 'not-judged').map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(
      new Set(['the path of this request leads to no route', 'the contract declares no error response']),
    );
  });
});

test('a response that contains its own URL is not a finding of default-applied', async () => {
  const spec = files({
    'api.yaml': `openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /api/v1/groups:
    get:
      parameters: [{ in: query, name: limit, schema: { type: integer, default: 20 } }]
      responses: { 200: { description: all, content: { application/json: {} } }, 401: { description: no } }
`,
  });
  const server = await startFaulty((answer, { url }) =>
    answer.status === 200 && url?.startsWith('/api/v1/groups')
      ? changed((groups: object[]) => ({ groups, links: { self: url } }))(answer)
      : undefined,
  );
  const run = await judge(server.baseUrl, { env: { CONTRACT_SPEC: spec, CONTRACT_CASES: 'derived' } });
  await server.close();
  expect(run.cases.map(nameOf)).toContain('query limit by default');
  expect(run.checks).not.toContain('default-applied');
});

describe('the router’s own 404', () => {
  const notFound = {
    status: 404,
    body: Buffer.from('{"message":"Route not found","error":"Not Found","statusCode":404}'),
  };
  const isLong = (url: string) =>
    url
      .split('?')[0]
      ?.split('/')
      .some((segment) => segment.length > 255) === true;
  const isImpossible = (url: string) => url.includes('no-such-route');

  test.each<[string, (seen: number, anonymous: boolean) => Partial<Answer>]>([
    ['although the first request for it is throttled', (seen) => (seen === 1 ? { status: 429 } : notFound)],
    ['although it requires a token', (_seen, anonymous) => (anonymous ? { status: 401 } : notFound)],
  ])('is recognized %s', async (_how, respond) => {
    let seen = 0;
    const server = await startFaulty((_answer, { url = '', headers }) => {
      const anonymous = headers.authorization === undefined;
      if (isImpossible(url)) return respond(++seen, anonymous);
      return isLong(url) && !anonymous ? notFound : undefined;
    });
    const run = await judge(server.baseUrl, { env: { CONTRACT_CASES: 'hostile' } });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.cases.map(({ reason }) => reason)).toContain('the path of this request leads to no route');
  });
});

describe('a request', () => {
  test('with a method other than GET and HEAD has no credentials, no body and no existing resource', async () => {
    const server = await startFaulty(noFault);
    const run = await judge(server.baseUrl, {
      env: { CONTRACT_CASES: 'fixture,derived,hostile,explored', CONTRACT_EXPLORE: '20' },
    });
    await server.close();
    const changing = server.received.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    expect(changing.length).toBeGreaterThan(10);
    expect(changing.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect(changing.filter(({ headers }) => Number(headers['content-length'] ?? 0) > 0)).toEqual([]);
    expect(changing.filter(({ url }) => /postgres-reader|contract-project|6f0d1c2b/.test(url))).toEqual([]);
    const counts = new Map<string, number>();
    for (const { method } of server.received) counts.set(method, (counts.get(method) ?? 0) + 1);
    expect((JSON.parse(run.record) as { end: { requests: object } }).end.requests).toEqual(Object.fromEntries(counts));
  });
});

describe('exploration', () => {
  const explored = { CONTRACT_CASES: 'explored', CONTRACT_EXPLORE: '300' };
  const onUpperCase = fails((url) => /[?&]projectSlug=[^&]*[A-Z]/.test(url.replace(/%[0-9A-F]{2}/g, '')));

  const shrunk = ({ cases }: Run) => cases.filter(({ notes }) => notes.length > 0);

  test('shrinks a deviation as far as possible, and the seed reproduces it exactly', async () => {
    const server = await startFaulty(onUpperCase);
    const first = await judge(server.baseUrl, { env: explored });
    const sent = server.received.length;
    const [found] = shrunk(first);
    const seed = /seed (\d+)/.exec(found?.notes[0] ?? '')?.[1] ?? '';
    const second = await judge(server.baseUrl, { env: { ...explored, CONTRACT_SEED: seed } });
    await server.close();
    expect(first.checks).toEqual(['no-server-error']);
    expect(shrunk(first)).toHaveLength(1);
    const { projectSlug, ...others } = Object.fromEntries(new URL(found?.request?.url ?? '').searchParams);
    // fast-check removes characters only from the front, so that one may remain after the relevant one.
    expect(projectSlug).toMatch(/^.?[A-Z].?$/);
    expect(others).toEqual({
      environmentSlug: COORDINATES.CONTRACT_ENVIRONMENT_SLUG,
      path: COORDINATES.CONTRACT_SECRET_PATH,
    });
    expect(found?.notes[0]).toContain('; request minimized by sending ');
    expect(shrunk(second)[0]?.request).toEqual(found?.request);
    expect(sent).toBeLessThanOrEqual(first.cases.length + 100 + 10);
  });

  test('stops shrinking when its time is over', async () => {
    const server = await startFaulty((answer, request) => {
      const failure = onUpperCase(answer, request);
      return failure === undefined
        ? undefined
        : (response) => void setTimeout(() => response.writeHead(500).end(), 300);
    });
    const began = performance.now();
    const env = { ...explored, CONTRACT_EXPLORE_SECONDS: '3' };
    const run = await judge(server.baseUrl, { env, only: ['dynamic-secrets'] });
    await server.close();
    // Without the bound the search takes 30 s.
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(shrunk(run)[0]?.notes[0]).toContain('; request reduced by sending ');
  });

  test('ends without a deviation when its time is over', async () => {
    const slow: Fault =
      ({ status, headers, body }) =>
      (response) =>
        void setTimeout(() => response.writeHead(status, headers).end(body), 30);
    const server = await startFaulty(slow);
    const run = await judge(server.baseUrl, { env: { ...explored, CONTRACT_EXPLORE_SECONDS: '1' } });
    await server.close();
    const reasons = run.cases.map(({ reason }) => reason);
    expect(reasons).toContain('the exploration ended after 1 s');
    expect(deviating(run)).toEqual([]);
  });
});
