import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { DERIVED_RULES } from '../../src/cases/case.ts';
import { CHECKS, COMPARISONS } from '../../src/verdict/checks/index.ts';
import { CELLS, judge, temporaryFolder } from './judge.ts';
import { type Answer, changed, type Fault, startFaulty } from './servers/faulty.ts';

type Group = Record<string, unknown>;
interface Role {
  role: Record<string, unknown>;
}
interface ErrorBody {
  message: unknown;
}

/** Applies a fault only to responses with the status below the path. */
const only =
  (path: string, status: number, fault: Fault): Fault =>
  (answer, request) =>
    request.url?.startsWith(path) && answer.status === status ? fault(answer, request) : undefined;

const groups = (fault: Fault) => only('/api/v1/groups', 200, fault);
const eachGroup = (change: (group: Group) => unknown) => groups(changed((list: Group[]) => list.map(change)));
const text = (body: string | Uint8Array): Fault => groups(() => ({ body: Buffer.from(body) }));
const type = (contentType: string): Fault => groups(() => ({ headers: { 'content-type': contentType } }));

const FAULTS: [check: string, what: string, pointer: string | undefined, fault: Fault][] = [
  ['no-response', 'a connection that is reset', '', groups(() => (response) => response.destroy())],
  [
    'no-response',
    'a body shorter than its Content-Length',
    '',
    groups(({ body }) => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 10 });
      response.write(body, () => response.destroy());
    }),
  ],
  [
    'no-response',
    'a gzipped body that ends in a reset',
    '',
    groups(({ body }) => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.write(gzipSync(body).subarray(0, 20), () => response.destroy());
    }),
  ],
  [
    'no-response',
    'chunks without a last one',
    '',
    groups(({ body }) => ({ socket }) => {
      socket?.end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n${body.toString('utf8')}`,
      );
    }),
  ],
  [
    'no-response',
    'a response that is not HTTP',
    '',
    groups(
      () =>
        ({ socket }) =>
          void socket?.end('SSH-2.0-OpenSSH\r\n'),
    ),
  ],
  ['status-declared', 'an undeclared status', '', groups(() => ({ status: 418 }))],
  ['status-declared', 'a redirect', '', groups(() => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }))],
  ['status-declared', 'a persistent 503', '', groups(() => ({ status: 503 }))],
  [
    'status-expected',
    'a success without a token',
    '',
    only('/api/v1/groups', 401, () => ({ status: 200, body: Buffer.from('[]') })),
  ],
  ['content-type', 'HTML', '', type('text/html')],
  [
    'content-type',
    'no Content-Type',
    '',
    groups(
      ({ body }) =>
        (response) =>
          response.writeHead(200).end(body),
    ),
  ],
  ['content-type', 'an invalid media type', '', type('json')],
  ['content-type', 'spaces around the equals sign of a parameter', '', type('application/json; charset = utf-8')],
  [
    'content-type',
    'parameters that make a regular expression backtrack',
    '',
    type(`application/json${';aa'.repeat(40)}"`),
  ],
  ['body-parse', 'truncated JSON', '', groups(({ body }) => ({ body: body.subarray(0, -5) }))],
  ['body-parse', 'an empty body', '', text('')],
  ['body-parse', 'a byte order mark', '', text('\uFEFF[]')],
  ['body-parse', 'bytes that are not UTF-8', '', text(Uint8Array.of(0x22, 0xff, 0xfe, 0x22))],
  [
    'body-parse',
    'a truncated gzip coding',
    '',
    groups(({ body }) => ({
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(body).subarray(0, -6),
    })),
  ],
  [
    'body-parse',
    'a repeated name in one object',
    '/0/name',
    groups(({ body }) => ({ body: Buffer.from(body.toString('utf8').replace('"name"', '"name":"x","name"')) })),
  ],
  [
    'body-parse',
    'a body that is not gzip despite its coding',
    '',
    groups(() => ({ headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } })),
  ],
  ['body-schema', 'JSON that was encoded twice', '', groups(changed((body) => JSON.stringify(body)))],
  ['body-schema', 'a missing property', '/0/slug', eachGroup(({ slug: _, ...group }) => group)],
  ['body-schema', 'an additional property', '/0/extra', eachGroup((group) => ({ ...group, extra: 1 }))],
  ['body-schema', 'a wrong type', '/0/name', eachGroup((group) => ({ ...group, name: 1 }))],
  ['body-schema', 'a string that is not a uuid', '/0/id', eachGroup((group) => ({ ...group, id: 'x' }))],
  [
    'body-schema',
    'a date that does not exist',
    '/0/createdAt',
    eachGroup((group) => ({ ...group, createdAt: '2026-02-30T00:00:00Z' })),
  ],
  ['body-schema', 'null where it is not allowed', '/0/orgId', eachGroup((group) => ({ ...group, orgId: null }))],
  [
    'body-schema',
    'the statusCode of another status',
    '/statusCode',
    only(
      '/api/v1/groups',
      401,
      changed((body: object) => ({ ...body, statusCode: 400 })),
    ),
  ],
  [
    'expected-body',
    'a role other than the requested one',
    '/role/id',
    only(
      '/api/v1/organization',
      200,
      changed(({ role }: Role) => ({ role: { ...role, id: role.orgId } })),
    ),
  ],
  [
    'secret-not-echoed',
    'the token in the message',
    '/message',
    only('/api/v1/groups', 403, (answer, { headers }) =>
      changed((body: ErrorBody) => ({ ...body, message: `refused: ${headers.authorization}` }))(answer),
    ),
  ],
  [
    'secret-not-echoed',
    'the token in the message, each letter escaped',
    '/message',
    only('/api/v1/groups', 403, ({ body }, { headers }) => {
      const token = headers.authorization?.slice('Bearer '.length) ?? '';
      const escaped = Array.from(token)
        .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
      return { body: Buffer.from(body.toString('utf8').replace(/"message":"[^"]*"/, `"message":"${escaped}"`)) };
    }),
  ],
  [
    'secret-not-echoed',
    'the token in a header',
    '',
    groups((answer: Answer, { headers }) => ({
      headers: { ...answer.headers, 'x-debug': headers.authorization ?? '' },
    })),
  ],
  [
    'internals-not-leaked',
    'a stack frame',
    '/message',
    only(
      '/api/v1/groups',
      500,
      changed((body: ErrorBody) => ({ ...body, message: 'x\n    at find (/app/dist/main.mjs:10:5)' })),
    ),
  ],
  [
    'internals-not-leaked',
    'a path of a source file',
    '/message',
    only(
      '/api/v1/groups',
      404,
      changed((body: ErrorBody) => ({ ...body, message: 'Cannot find /backend/src/server.ts' })),
    ),
  ],
];

describe('a planted fault yields exactly the id of its check', () => {
  test.each(FAULTS)('%s: %s', async (check, _what, pointer, fault) => {
    const server = await startFaulty(fault);
    const { checks, cases, exitCode } = await judge(server.baseUrl);
    await server.close();
    expect({ checks, exitCode }).toEqual({ checks: [check], exitCode: 1 });
    const found = cases.flatMap(({ findings }) => findings);
    expect(found.map((finding) => finding.pointer)).toContain(pointer);
  });
});

describe('a planted fault of a custom contract yields the id of its check', () => {
  const contract = (response: string): string => {
    const path = join(temporaryFolder(), 'groups.yaml');
    const head =
      'openapi: 3.0.3\ninfo: { title: t, version: "1" }\npaths:\n  /api/v1/groups:\n    get:\n      responses:\n';
    writeFileSync(path, `${head}        200:\n          description: ok\n${response}`);
    return path;
  };
  const header = (schema: string) =>
    contract(
      `          headers: { x-count: { required: true, schema: ${schema} } }\n          content: { application/json: { schema: {} } }\n`,
    );
  const count = (value: string): Fault => groups((answer) => ({ headers: { ...answer.headers, 'x-count': value } }));

  test.each([
    ['body-absent', 'a body where none is declared', contract(''), groups(() => undefined)],
    ['headers', 'a missing header', header('{ type: integer }'), groups(() => undefined)],
    ['headers', 'a header of the wrong type', header('{ type: integer }'), count('many')],
    ['headers', 'a header out of bounds', header('{ type: integer, minimum: 3 }'), count('2')],
  ])('%s: %s', async (check, _what, spec, fault) => {
    const server = await startFaulty(fault);
    const { checks } = await judge(server.baseUrl, { env: { CONTRACT_SPEC: spec } });
    await server.close();
    expect(checks).toEqual([check]);
  });

  test('a header that fits its schema has no finding', async () => {
    const server = await startFaulty(count('3'));
    const { outcome } = await judge(server.baseUrl, {
      env: { CONTRACT_SPEC: header('{ type: integer, minimum: 3 }') },
    });
    await server.close();
    expect(outcome).toBe('conforming');
  });
});

/** Removes a header of the responses with a status. */
const without =
  (status: number, name: string): Fault =>
  (answer) =>
    answer.status === status
      ? { headers: Object.fromEntries(Object.entries(answer.headers).filter(([each]) => each !== name)) }
      : undefined;

const ADVICE: [check: string, what: string, advice: string, fault: Fault][] = [
  [
    'properties-declared',
    'a property that the schema does not name',
    'properties-declared 200 /0/externalId',
    eachGroup((group) => ({ ...group, externalId: 'x' })),
  ],
  ['challenge-present', 'a 401 without a challenge', 'challenge-present 401 ', without(401, 'www-authenticate')],
  [
    'credentials-not-cached',
    'credentials that caches may store',
    'credentials-not-cached 200 ',
    without(200, 'cache-control'),
  ],
  [
    'allow-present',
    'a 405 without the allowed methods',
    'allow-present 405 ',
    (_answer, { method }) => (method === 'PUT' ? { status: 405 } : undefined),
  ],
];

describe('advice', () => {
  /** A copy of specs/ whose objects allow further properties. */
  const specs = temporaryFolder();
  cpSync('specs', specs, { recursive: true });
  for (const name of readdirSync(specs, { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith('.yaml'),
  )) {
    const closed = readFileSync(join(specs, name), 'utf8');
    writeFileSync(join(specs, name), closed.replace(/^ *additionalProperties: false\n/gm, ''));
  }

  const judged = async (fault: Fault, env: Record<string, string> = {}, cases = 'fixture') => {
    const server = await startFaulty(fault);
    const run = await judge(server.baseUrl, { env: { CONTRACT_SPEC: specs, CONTRACT_CASES: cases, ...env } });
    await server.close();
    return run;
  };

  /** Only derived cases send undeclared methods. */
  const casesOf = (check: string) => (check === 'allow-present' ? 'fixture,derived' : 'fixture');

  test.each(ADVICE)('%s: %s', async (check, _what, advice, fault) => {
    const run = await judged(fault, {}, casesOf(check));
    expect({ outcome: run.outcome, checks: run.checks, advice: [...new Set(run.advice)] }).toEqual({
      outcome: 'conforming',
      checks: [],
      advice: [advice],
    });
  });

  test.each(ADVICE)('%s: %s is a deviation if the run is strict', async (check, _what, _advice, fault) => {
    const { outcome, checks, advice } = await judged(fault, { CONTRACT_STRICT: '1' }, casesOf(check));
    expect({ outcome, checks, advice }).toEqual({ outcome: 'deviating', checks: [check], advice: [] });
  });

  const [[, , , undeclared] = ['', '', '', () => undefined]] = ADVICE;

  test.each([
    ['fail', ['properties-declared'], []],
    ['off', [], []],
    ['note', [], ['properties-declared 200 /0/externalId']],
  ])('undeclared properties are treated as %s', async (how, checks, advice) => {
    const run = await judged(undeclared, { CONTRACT_UNDECLARED: how });
    expect([run.checks, run.advice]).toEqual([checks, advice]);
  });
});

test('every check has a planted fault, here or among the derived cases', () => {
  // Derived rules are in derived-cases.test.ts, life cycles in lifecycles.test.ts, other organizations in tenants.test.ts.
  const elsewhere = [...DERIVED_RULES, ...COMPARISONS.map(({ id }) => id), 'existence-not-revealed'];
  const planted = new Set([...[...FAULTS, ...ADVICE].map(([check]) => check), 'body-absent', 'headers', ...elsewhere]);
  const checks = CHECKS.map(({ id }) => id);
  expect([...planted].sort()).toEqual(checks.sort());
});

test('without a fault the same server conforms', async () => {
  const server = await startFaulty(() => undefined);
  const { outcome, counts, advice } = await judge(server.baseUrl);
  await server.close();
  expect({ outcome, cells: counts.cellsConforming, advice }).toEqual({
    outcome: 'conforming',
    cells: CELLS,
    advice: [],
  });
});
