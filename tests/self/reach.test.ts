import { beforeAll, describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { contract } from './command.ts';
import { COORDINATES, deviating, judge, type Run } from './judge.ts';
import { startServer } from './servers/faulty.ts';

const TOKEN = COORDINATES.CONTRACT_TOKEN ?? '';
const USER_TOKEN = 'user.token.3f9d20c1';

const id = (digit: number): string => `6f0d1c2b-3a49-4e58-8d67-7c86b95a4d3${digit}`;

const PROJECTS = [
  { id: id(1), slug: 'alpha', environments: [{ id: id(2), slug: 'dev' }] },
  { id: id(3), slug: 'beta', environments: [{ id: id(4), slug: 'prod' }] },
];

/** Responses by path and query; undefined: 404. */
function bodyFor({ pathname, searchParams: query }: URL, isUser: boolean): unknown {
  const [, ...parts] = pathname.split('/');
  const project = PROJECTS[1];
  switch (parts.join('/')) {
    case 'projects':
      return { workspaces: PROJECTS };
    case `projects/${id(3)}/audits`:
      return [{ id: 'gone' }, { id: 'kept' }];
    case 'secrets':
      return query.get('projectSlug') === project?.slug && query.get('environment') === 'prod'
        ? { secrets: [{ id: id(5), secretKey: 'DATABASE' }] }
        : undefined;
    case 'secrets/DATABASE':
      return query.get('projectSlug') === 'beta' && query.get('environment') === 'prod'
        ? { secret: { id: id(5) } }
        : undefined;
    case 'audits/kept':
      return { audit: { id: 'kept' } };
    case 'me':
      return isUser ? { user: { id: id(6) } } : 403;
    case `users/${id(6)}`:
      return isUser ? { user: { id: id(6) } } : 403;
    case 'sessions':
      return { sessions: [{ token: 'a.secret.token.0001' }] };
    default:
      return undefined;
  }
}

const ok = {
  description: 'x',
  content: { 'application/json': { schema: { anyOf: [{ type: 'object' }, { type: 'array', minItems: 1 }] } } },
};

/** A contract of GET operations that declare every status of the server. */
function contractOf(paths: readonly (readonly [path: string, query?: readonly string[]])[]): string {
  const error = { description: 'x', content: { 'application/json': { schema: {} } } };
  const responses = { 200: ok, 401: error, 403: error, 404: error, 500: error };
  const items = paths.map(([path, query = []]): [string, object] => {
    const parameters = [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: {} })),
      ...query.map((name) => ({ name, in: 'query', required: true, schema: {} })),
    ];
    return [path, { get: { security: path === '/public' ? [] : [{ bearer: [] }], parameters, responses } }];
  });
  const components = { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } };
  const document = {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    components,
    paths: Object.fromEntries(items),
  };
  return files({ 'api.json': JSON.stringify(document) });
}

// Children are declared before their parents.
const PATHS = [
  ['/secrets/{secretName}', ['projectSlug', 'environment']],
  ['/secrets', ['projectSlug', 'environment']],
  ['/audits/{auditId}'],
  ['/projects/{projectId}/audits'],
  ['/users/{userId}'],
  ['/me'],
  ['/projects'],
  ['/sessions/{token}'],
  ['/sessions'],
  ['/missing/{missingId}'],
  ['/public'],
] as const;

/** Other responses, by URL: status and body. */
type Answers = Readonly<Record<string, [status: number, body: unknown]>>;

/** Starts a server whose resources are related. */
const startRelated = (isRevoked: (isUser: boolean) => boolean = () => false, answers: Answers = {}) =>
  startServer(({ url = '', headers }, response) => {
    const by = headers.authorization;
    const isUser = by === `Bearer ${USER_TOKEN}`;
    const isKnown = (isUser || by === `Bearer ${TOKEN}`) && !isRevoked(isUser);
    const [ofFault, fault] = answers[url] ?? [];
    const body =
      url === '/api/status' || url === '/public'
        ? {}
        : by === 'Bearer no.access.token.0000'
          ? 403
          : isKnown
            ? bodyFor(new URL(url, 'http://h'), isUser)
            : 401;
    const status = ofFault ?? (typeof body === 'number' ? body : body === undefined ? 404 : 200);
    // The router's own 404 has another form than that of the operations.
    const isRoute = PATHS.some(([path]) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}(\\?|$)`).test(url));
    const text = JSON.stringify(fault ?? body ?? { message: 'no', ...(isRoute && { reqId: 'r' }) });
    response.writeHead(status, { 'content-type': 'application/json', etag: '"made-from-content"' }).end(text);
  });

/** The configuration of a run without ids. */
const environment = (): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(COORDINATES).map((name) => [name, ''])),
  CONTRACT_TOKEN: TOKEN,
  CONTRACT_SPEC: contractOf(PATHS),
  CONTRACT_CASES: 'derived',
});

/** Runs against the server, and returns how each operation was reached, with the URLs that were sent. */
async function reach(
  env: Record<string, string>,
  only: string[] = [],
  isRevoked?: (isUser: boolean) => boolean,
  answers?: Answers,
) {
  const server = await startRelated(isRevoked, answers);
  const run = await judge(server.baseUrl, { env: { ...environment(), ...env }, only });
  await server.close();
  return { ...run, urls: server.received.map(({ url }) => url) };
}

const ofOperation = (run: Run, path: string) => run.operations.find(({ operation }) => operation === `GET ${path}`);

describe('a run without ids', () => {
  let run: Run & { urls: string[] };
  beforeAll(async () => {
    run = await reach({ CONTRACT_USER_TOKEN: USER_TOKEN });
  });

  test.each([
    ['/projects', 'CONTRACT_TOKEN', []],
    ['/projects/{projectId}/audits', 'CONTRACT_TOKEN', ['GET /projects']],
    ['/secrets', 'CONTRACT_TOKEN', ['GET /projects', 'GET /projects']],
    ['/secrets/{secretName}', 'CONTRACT_TOKEN', ['GET /secrets', 'GET /projects', 'GET /projects']],
    ['/audits/{auditId}', 'CONTRACT_TOKEN', ['GET /projects/{projectId}/audits']],
    ['/me', 'CONTRACT_USER_TOKEN', []],
    ['/users/{userId}', 'CONTRACT_USER_TOKEN', ['GET /me']],
  ])('reaches %s with %s', (path, by, from) => {
    const { reached, unreached } = ofOperation(run, path) ?? {};
    expect({ by: reached?.by, from: reached?.values.map((each) => each.from), unreached }).toEqual({
      ...{ by, from, unreached: null },
    });
  });

  test('conforms, and counts the operations that it reached', () => {
    expect(run).toMatchObject({ exitCode: 0, counts: { deviating: 0, operationsReached: 9 } });
  });

  test('sends other cases with the values of the request that succeeded', () => {
    const unknown = run.cases.find(({ id }) => id.endsWith('path secretName unknown'));
    expect(unknown?.request?.url).toMatch(/no-such-secretname-\w+\?projectSlug=beta&environment=prod$/);
    expect(unknown?.notes).toContain('environment is taken from the response to GET /projects');
  });

  test('sends other cases with the credentials of the request that succeeded', () => {
    const authorization = (name: string) =>
      run.cases.find(({ id }) => id.endsWith(name))?.request?.headers.authorization;
    expect(authorization('path userId unknown')).toBe('Bearer $CONTRACT_USER_TOKEN');
    expect(authorization('path auditId unknown')).toBe('Bearer $CONTRACT_TOKEN');
  });

  test('never sends a value of a credential-like property', () => {
    expect(run.urls.filter((url) => url.includes('a.secret.token.0001'))).toEqual([]);
  });

  test('says what an operation needs that it did not reach', () => {
    expect(ofOperation(run, '/missing/{missingId}')?.unreached).toEqual({
      code: 'needs-value: missingId',
      remedy: 'create the resource, or set CONTRACT_MISSING_ID',
    });
  });
});

test('an operation with a fixture needs the variables of its request for success', async () => {
  const run = await reach({ CONTRACT_SPEC: 'specs', CONTRACT_CASES: 'fixture,derived' });
  expect(ofOperation(run, '/api/v2/service-token')?.unreached).toEqual({
    code: 'needs-variable: CONTRACT_SERVICE_TOKEN',
    remedy: 'set CONTRACT_SERVICE_TOKEN',
  });
});

test('an operation that refuses the identity needs a user token', async () => {
  const run = await reach({});
  expect(ofOperation(run, '/me')).toMatchObject({ reached: null, unreached: { code: 'needs-user-token' } });
});

test('a user token that is refused makes its cases inconclusive', async () => {
  const run = await reach({ CONTRACT_USER_TOKEN: 'expired.token.0000' });
  expect(run).toMatchObject({ exitCode: 3, reasons: ['CONTRACT_USER_TOKEN was refused'] });
});

test('a user token that is forbidden everywhere makes its cases inconclusive', async () => {
  const run = await reach({ CONTRACT_USER_TOKEN: 'no.access.token.0000' });
  expect(run).toMatchObject({ exitCode: 3, reasons: ['no request with CONTRACT_USER_TOKEN succeeded'] });
});

test.each<[what: string, fault: Answers, check: string, status: number]>([
  ['that follows a success with other values', { '/audits/gone': [500, {}] }, 'no-server-error', 500],
  ['of a success that follows one', { '/audits/gone': [500, {}], '/audits/kept': [200, []] }, 'body-schema', 200],
])('a deviation %s is reported', async (_what, fault, check, status) => {
  const run = await reach({}, [], undefined, fault);
  const found = deviating(run).filter(({ id }) => id.endsWith('GET /audits/{auditId} › any › as documented'));
  expect(found.flatMap(({ findings }) => findings.map((each) => [each.check, each.status]))).toEqual([
    [check, String(status)],
  ]);
});

test('a user token that is revoked during the run makes the later cases inconclusive', async () => {
  let sent = 0;
  const run = await reach({ CONTRACT_USER_TOKEN: USER_TOKEN }, [], (isUser) => isUser && ++sent > 14);
  expect(run).toMatchObject({ exitCode: 3, counts: { deviating: 0 } });
  expect(run.reasons).toContain('CONTRACT_USER_TOKEN was refused');
});

test('a selected operation takes values from operations that are not selected', async () => {
  const run = await reach({}, ['secretName']);
  expect(run.operations.map(({ operation }) => operation)).toEqual(['GET /secrets/{secretName}']);
  expect(run.operations[0]?.reached).not.toBeNull();
});

test('a variable takes precedence over the responses', async () => {
  const run = await reach({ CONTRACT_PROJECT_SLUG: 'alpha' }, ['GET /secrets']);
  expect(run.urls.filter((url) => url.includes('projectSlug=beta'))).toEqual([]);
});

test('values belong to the configured one', async () => {
  const run = await reach({ CONTRACT_PROJECT_ID: id(1), CONTRACT_PROJECT_SLUG: 'alpha' }, ['GET /secrets']);
  expect(run.urls.filter((url) => url.includes('projectSlug=alpha&environment=prod'))).toEqual([]);
});

describe('doctor', () => {
  async function doctor(env: Record<string, string>, isRevoked?: (isUser: boolean) => boolean) {
    const server = await startRelated(isRevoked);
    const ended = await contract(['doctor'], { ...environment(), CONTRACT_BASE_URL: server.baseUrl, ...env });
    await server.close();
    return ended;
  }

  test('says how many reads succeed, and which variables would make more succeed', async () => {
    const { exitCode, stdout } = await doctor({});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^token +7 of 11 reads$/m);
    expect(stdout).toContain('; 7 of 11 reads succeed\n');
    expect(stdout).toContain(
      'set CONTRACT_USER_ID (1 read), CONTRACT_USER_TOKEN (1 read without access), CONTRACT_MISSING_ID (1 read)\n',
    );
  });

  test('says what a user token reads', async () => {
    const { exitCode, stdout } = await doctor({ CONTRACT_USER_TOKEN: USER_TOKEN });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^user +9 of 11 reads$/m);
    expect(stdout).toContain('; 9 of 11 reads succeed\n');
  });

  test('ends with 3 for a user token that is refused, although a public operation accepts it', async () => {
    const { exitCode, stdout } = await doctor({ CONTRACT_USER_TOKEN: 'expired.token.0000' });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^user +1 of 11 reads$/m);
    expect(stdout).toMatch(/^next +set CONTRACT_USER_TOKEN again/m);
  });

  test('ends with 3 for a good request that is answered 404, and names the value', async () => {
    const { exitCode, stdout } = await doctor({ CONTRACT_PROJECT_ID: id(9) });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^not found +no request with CONTRACT_PROJECT_ID succeeded: 404 in GET .*audits; it may be wrong$/m,
    );
    expect(stdout).toMatch(/^next +correct CONTRACT_PROJECT_ID$/m);
    expect(stdout).not.toContain('warning');
  });

  test('does not blame a value for a route that the server does not implement', async () => {
    const { exitCode, stdout } = await doctor({
      CONTRACT_SPEC: contractOf([...PATHS, ['/gone/{goneId}']]),
      CONTRACT_GONE_ID: id(9),
    });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('CONTRACT_GONE_ID');
  });

  test('names a value with which every request is refused', async () => {
    const { exitCode, stdout } = await doctor({
      CONTRACT_SPEC: contractOf([...PATHS, ['/me/{userId}']]),
      CONTRACT_USER_ID: id(6),
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^unproved +no request with CONTRACT_USER_ID succeeded: 403 in GET \/users/m);
  });

  test('sends the reads whose values a selected operation needs', async () => {
    const server = await startRelated();
    const { stdout } = await contract(['doctor', '--only', 'secretName'], {
      ...environment(),
      CONTRACT_BASE_URL: server.baseUrl,
    });
    await server.close();
    expect(stdout).toContain('; 1 of 1 reads succeed\n');
  });

  test('does not blame a value with which another request succeeds', async () => {
    const { exitCode, stdout } = await doctor({
      CONTRACT_PROJECT_SLUG: 'beta',
      CONTRACT_ENVIRONMENT: 'prod',
      CONTRACT_SECRET_NAME: 'no',
    });
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^not found +no request with CONTRACT_SECRET_NAME succeeded: 404 in GET .*; it may be wrong$/m,
    );
  });
});

describe('a conditional request', () => {
  /** Runs against a server whose resource has an entity tag. */
  async function conditional(
    declared: object,
    { status = 200, headers = { etag: '"v1"' } }: { status?: number; headers?: Record<string, string> } = {},
  ) {
    const document = {
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths: { '/tagged': { get: { responses: { 200: ok, ...declared } } } },
    };
    const server = await startServer((request, response) => {
      const isKnown = headers.etag !== undefined && request.headers['if-none-match'] === headers.etag;
      response.writeHead(isKnown ? 304 : request.url === '/tagged' ? status : 200, {
        'content-type': 'application/json',
        ...headers,
      });
      response.end(isKnown ? '' : '{}');
    });
    const run = await judge(server.baseUrl, {
      env: { CONTRACT_SPEC: files({ 'api.json': JSON.stringify(document) }), CONTRACT_CASES: 'derived' },
    });
    await server.close();
    const one = run.cases.find(({ id }) => id.endsWith('conditional request'));
    return {
      sent: one?.request?.headers['if-none-match'],
      verdict: one?.verdict,
      checks: one?.findings.map(({ check }) => check),
    };
  }

  test('contains the entity tag of the good response, and proves a declared 304', async () => {
    const found = await conditional({ 304: { description: 'x' } });
    expect(found).toEqual({ sent: '"<ETag of the resource>"', verdict: 'conforming', checks: [] });
  });

  test('with an undeclared 304 deviates', async () => {
    expect(await conditional({})).toEqual({
      sent: '"<ETag of the resource>"',
      verdict: 'deviating',
      checks: ['status-declared'],
    });
  });

  test.each<[what: string, headers: Record<string, string>]>([
    ['without an entity tag', {}],
    ['with an invalid entity tag', { etag: 'v 1' }],
    ['with a long entity tag', { etag: `"${'v'.repeat(257)}"` }],
  ])('%s matches any', async (_what, headers) => {
    expect((await conditional({}, { headers })).sent).toBe('*');
  });

  test('records no entity tag, which may be made from the content', async () => {
    const server = await startRelated(undefined, {});
    const run = await judge(server.baseUrl, { env: environment() });
    await server.close();
    expect(run.record).toContain('conditional request');
    expect(run.record).not.toContain('made-from-content');
  });

  test('is not sent if no request succeeded', async () => {
    const error = { description: 'x', content: { 'application/json': { schema: {} } } };
    expect(await conditional({ 404: error }, { status: 404 })).toMatchObject({
      sent: undefined,
      verdict: 'not-judged',
    });
  });
});

test('an undeclared 401 to a token that nothing accepts is no deviation of the operation', async () => {
  const document = {
    openapi: '3.0.3',
    info: { title: 't', version: '1' },
    paths: { '/tagged': { get: { security: [{ bearer: [] }], responses: { 200: ok } } } },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
  const server = await startServer(({ url }, response) => {
    response.writeHead(url === '/api/status' ? 200 : 401, { 'content-type': 'application/json' }).end('{}');
  });
  const run = await judge(server.baseUrl, {
    env: { CONTRACT_SPEC: files({ 'api.json': JSON.stringify(document) }), CONTRACT_CASES: 'derived' },
  });
  await server.close();
  expect(run).toMatchObject({ exitCode: 3, counts: { deviating: 0 } });
  expect(run.reasons).toContain('CONTRACT_TOKEN was refused');
});

test('a note names the configured value that may be the cause, even of a 500', async () => {
  const answers: Answers = { [`/projects/${id(9)}/audits`]: [500, {}] };
  const run = await reach({ CONTRACT_PROJECT_ID: id(9) }, ['audits'], undefined, answers);
  const read = run.cases.find((one) => one.id.endsWith('audits › any › as documented'));
  expect(read?.notes).toContain('a wrong value of CONTRACT_PROJECT_ID also causes this status');
});
