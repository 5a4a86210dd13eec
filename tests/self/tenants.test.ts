import { describe, expect, test } from '@jest/globals';
import { COORDINATES, judge, type Run } from './judge.ts';
import { type Answer, changed, type Fault, startFaulty } from './servers/faulty.ts';

type Item = { id: string; orgId?: string } & Record<string, unknown>;
type Map = NonNullable<Parameters<typeof startFaulty>[2]>;

const bearer = (variable: string): string => `Bearer ${COORDINATES[variable] ?? ''}`;
const [OWN, FOREIGN] = [bearer('CONTRACT_TOKEN'), bearer('CONTRACT_FOREIGN_TOKEN')];

const NO_FAULT: Fault = () => undefined;

/** Judges a server, its reads by specs/ and its document, or its life cycles. */
async function judged(
  kind: 'reads' | 'writes',
  { fault = NO_FAULT, as = (field) => field, env = {} }: { fault?: Fault; as?: Map; env?: Record<string, string> },
  only: string[] = ['/api/v1/groups'],
): Promise<Run> {
  const server = await startFaulty(fault, undefined, as);
  const writes = { CONTRACT_CASES: 'lifecycle', CONTRACT_DISPOSABLE: new URL(server.baseUrl).host };
  const reads = { CONTRACT_CASES: 'fixture,derived' };
  try {
    const settings = { CONTRACT_SPEC: 'served', ...(kind === 'writes' ? writes : reads), ...env };
    return await judge(server.baseUrl, { env: settings, only });
  } finally {
    await server.close();
  }
}

/** A server that takes an identity for the one with all rights, in requests with a method below a path. */
const mistakes =
  (field: string, method: string, path: RegExp): Map =>
  (authorization, request) =>
    authorization === field && request.method === method && path.test(request.url ?? '') ? OWN : authorization;

const found = ({ cases }: Run): string[] =>
  cases.flatMap(({ id, findings }) => findings.map(({ check }) => `${check}: ${id}`)).sort();

const ITEM = /^\/api\/v1\/groups\/[^/?]+$/;
const LIST = /^\/api\/v1\/groups$/;

describe('tenant-isolated', () => {
  test('a resource that is named by its id', async () => {
    const run = await judged('reads', { as: mistakes(FOREIGN, 'GET', ITEM) });
    expect(found(run)).toEqual(['tenant-isolated: GET /api/v1/groups/{id} › any › foreign token']);
    const [finding] = run.cases.flatMap(({ findings }) => findings);
    expect(finding).toMatchObject({
      pointer: '/id',
      message:
        'CONTRACT_FOREIGN_TOKEN reads a resource of the organization of CONTRACT_TOKEN, which the request names by id',
      expected: '401, 403 or 404',
      received: '200',
    });
  });

  test('not a resource of a catalogue that everybody with a token is shown', async () => {
    const catalogue: Fault = ({ status }, { url = '', headers }) => {
      if (headers.authorization === undefined || !/^\/api\/v1\/(groups|organization\/roles)/.test(url))
        return undefined;
      const [vendor, id] = ['0c765623-41a4-4da6-8f8e-be7c759d10f8', '24078237-18dc-453f-ba83-7877af354bd7'];
      const times = { createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:05.678Z' };
      const one = { id, orgId: vendor, name: 'a', slug: 'a', role: 'member', ...times };
      const isOne = url.endsWith(id);
      if (!LIST.test(url) && !isOne) return status === 200 ? { status: 403 } : undefined;
      return { status: 200, body: Buffer.from(JSON.stringify(isOne ? one : [one])) };
    };
    const run = await judged('reads', { fault: catalogue });
    expect(found(run).filter((each) => each.startsWith('tenant-isolated'))).toEqual([]);
  });

  test('a resource that is named by slugs and a name', async () => {
    const run = await judged(
      'reads',
      { as: mistakes(FOREIGN, 'GET', /^\/api\/v1\/dynamic-secrets/), env: { CONTRACT_SPEC: 'specs' } },
      ['dynamic-secrets'],
    );
    expect(found(run)).toEqual(['tenant-isolated: dynamic-secrets/get › any › foreign token']);
  });

  test('a list of its own that contains a resource of another organization', async () => {
    const run = await judged('reads', { as: mistakes(FOREIGN, 'GET', LIST) });
    expect(found(run)).toEqual(['tenant-isolated: GET /api/v1/groups › any › foreign token, in its own organization']);
  });

  test.each([
    ['an update', 'PATCH', ITEM, 'PATCH /api/v1/groups/{id}'],
    ['a deletion', 'DELETE', ITEM, 'DELETE /api/v1/groups/{id}'],
    ['a create below a resource', 'POST', /^\/api\/v1\/folders$/, 'POST /api/v1/folders'],
  ])('%s', async (_, method, path, operation) => {
    const run = await judged('writes', { as: mistakes(FOREIGN, method, path) }, [operation.split(' ')[1] ?? '']);
    expect(found(run)).toContain(`tenant-isolated: ${operation} › any › foreign token, for a known resource`);
    expect(found(run).filter((each) => each.startsWith('tenant-isolated'))).toHaveLength(1);
  });
});

describe('permission-enforced', () => {
  test.each([
    ['restricted', 'CONTRACT_RESTRICTED_TOKEN', 'PATCH'],
    ['viewer', 'CONTRACT_VIEWER_TOKEN', 'PATCH'],
    ['service', 'CONTRACT_SERVICE_TOKEN', 'PATCH'],
  ])('a write by the %s identity', async (name, variable, method) => {
    const run = await judged('writes', { as: mistakes(bearer(variable), method, ITEM) });
    expect(found(run)).toEqual([
      `permission-enforced: PATCH /api/v1/groups/{id} › any › ${name} token, for a known resource`,
    ]);
  });

  test('a service token that may write is not judged', async () => {
    const writes: Fault = (answer, { url }) =>
      url === '/api/v2/service-token' && answer.status === 200
        ? changed((token: Item) => ({ ...token, permissions: ['read', 'write'] }))(answer)
        : undefined;
    const as = mistakes(bearer('CONTRACT_SERVICE_TOKEN'), 'PATCH', ITEM);
    expect(found(await judged('writes', { fault: writes, as }))).toEqual([]);
  });
});

describe('no finding', () => {
  const toForeign =
    (fault: (answer: Answer, url: string) => Partial<Answer>): Fault =>
    (answer, { headers, url = '', method }) =>
      headers.authorization === FOREIGN && method === 'GET' && ITEM.test(url) ? fault(answer, url) : undefined;
  const error = (status: number, message: string, type: string): Partial<Answer> => ({
    status,
    body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: status, message, error: type })),
  });

  test('403 in place of 404', async () => {
    const fault = toForeign(() => error(403, 'You are not a member', 'PermissionDenied'));
    const run = await judged('reads', { fault });
    expect(found(run)).toEqual([]);
  });

  test('what everybody may read', async () => {
    const isPublic: Map = (field, { url = '' }) => (LIST.test(url) ? OWN : field);
    let groups: Buffer | undefined;
    const noToken: Fault = ({ status, body }, { headers, url = '' }) => {
      if (!LIST.test(url)) return undefined;
      if (status === 200) groups = body;
      return headers.authorization === undefined && groups !== undefined ? { status: 200, body: groups } : undefined;
    };
    const run = await judged('reads', { as: isPublic, fault: noToken }, ['GET /api/v1/groups']);
    expect(found(run).filter((each) => each.startsWith('tenant-isolated'))).toEqual([]);
  });

  test('an id that both organizations have, of a resource of each', async () => {
    const predefined: Fault = (answer, { url, headers }) =>
      url !== undefined && LIST.test(url) && answer.status === 200
        ? changed((groups: Item[]) => [
            ...groups,
            {
              ...groups[0],
              id: 'b11b49a9-09a9-4443-916a-4246f9ff2c69',
              orgId: `00000000-0000-4000-8000-00000000000${headers.authorization === FOREIGN ? 1 : 2}`,
            },
          ])(answer)
        : undefined;
    const run = await judged('reads', { fault: predefined }, ['GET /api/v1/groups']);
    expect(found(run).filter((each) => each.includes('own organization'))).toEqual([]);
  });

  test('a resource with the same names in each organization', async () => {
    const own: Fault = (answer, { url, headers }) =>
      url?.startsWith('/api/v1/dynamic-secrets') === true && headers.authorization === FOREIGN
        ? changed(({ dynamicSecret }: { dynamicSecret: Item }) => ({
            dynamicSecret: { ...dynamicSecret, id: '1e0f5f3c-5d8a-4e55-9a0b-6f2f6a1d9b77' },
          }))(answer)
        : undefined;
    const as = mistakes(FOREIGN, 'GET', /^\/api\/v1\/dynamic-secrets/);
    const run = await judged('reads', { fault: own, as, env: { CONTRACT_SPEC: 'specs' } }, ['dynamic-secrets']);
    expect(found(run)).toEqual([]);
  });

  test('but advice, if the words of a 404 show that a resource exists', async () => {
    const fault = toForeign((answer, url) =>
      url.includes('no-such') ? answer : error(404, 'The group belongs to another organization', 'NotFound'),
    );
    const run = await judged('reads', { fault });
    expect(found(run)).toEqual([]);
    expect(run.advice.filter((each) => each.startsWith('existence-not-revealed'))).toEqual([
      'existence-not-revealed 404 ',
    ]);
  });
});

describe('a write by an identity without the right to it is judged by its effect', () => {
  const answered =
    (field: string, method: string, body: (id: string) => object): Fault =>
    (_, request) =>
      request.headers.authorization === field && request.method === method && ITEM.test(request.url ?? '')
        ? { status: 200, body: Buffer.from(JSON.stringify(body(request.url?.split('/').at(-1) ?? ''))) }
        : undefined;
  const access = (run: Run) => found(run).filter((each) => /^(tenant|permission)/.test(each));

  test('if the response does not show it', async () => {
    const fault = answered(FOREIGN, 'PATCH', () => ({}));
    const run = await judged('writes', { as: mistakes(FOREIGN, 'PATCH', ITEM), fault });
    expect(access(run)).toEqual([
      'tenant-isolated: PATCH /api/v1/groups/{id} › any › foreign token, for a known resource',
    ]);
  });

  test('and a 2xx without one is no finding, even if it repeats the id', async () => {
    const echo = answered(FOREIGN, 'PATCH', (id) => ({ id, affected: 0 }));
    const viewer = bearer('CONTRACT_VIEWER_TOKEN');
    const soft = answered(viewer, 'DELETE', (id) => ({ id, deleted: 'none' }));
    const run = await judged('writes', { fault: (...of) => echo(...of) ?? soft(...of) });
    expect(access(run)).toEqual([]);
  });
});

test.each([
  ['restricted', 'CONTRACT_RESTRICTED_TOKEN'],
  ['viewer', 'CONTRACT_VIEWER_TOKEN'],
  ['foreign', 'CONTRACT_FOREIGN_TOKEN'],
])('the refusals of an expired %s token prove nothing about writes', async (name, variable) => {
  const run = await judged('writes', { env: { [variable]: 'expired.token.0123456789' } });
  const cases = run.cases.filter(({ id, request }) => id.includes(`${name} token, `) && request !== null);
  expect(cases.length).toBeGreaterThan(1);
  expect(new Set(cases.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
  expect(run.exitCode).toBe(3);
});

test('a foreign token that is refused in another form than one that is not valid is not accepted', async () => {
  const revoked: Fault = (_, { headers, url = '' }) =>
    headers.authorization === FOREIGN && url.startsWith('/api/v')
      ? {
          status: 401,
          body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: 401, message: 'revoked', error: 'Unauthorized' })),
        }
      : undefined;
  const run = await judged('reads', { fault: revoked });
  expect(run.exitCode).toBe(3);
  expect(run.reasons).toContain('CONTRACT_FOREIGN_TOKEN was accepted by no operation, so its refusals prove nothing');
});

test('the refusals of a foreign token prove nothing if no operation accepts it', async () => {
  const run = await judged('reads', { env: { CONTRACT_FOREIGN_TOKEN: 'expired.token.0123456789' } });
  const cases = run.cases.filter(({ id }) => id.includes('foreign token'));
  expect(cases.length).toBeGreaterThan(1);
  expect(new Set(cases.map(({ verdict, reason }) => `${verdict}: ${String(reason)}`))).toEqual(
    new Set(['inconclusive: CONTRACT_FOREIGN_TOKEN was accepted by no operation, so its refusals prove nothing']),
  );
  expect(run.exitCode).toBe(3);
});
