import { beforeAll, describe, expect, test } from '@jest/globals';
import { COORDINATES, judge, type Run } from './judge.ts';
import { type Answer, changed, type Fault, startFaulty, type TestServer } from './servers/faulty.ts';

type Group = Record<string, unknown> & { id: string };
interface Document {
  paths: Record<string, Record<string, Record<string, unknown>>>;
}

/** Judges the life cycle of groups on a server with a fault. */
async function judged(fault: Fault, env: Record<string, string> = {}): Promise<Run> {
  const server = await startFaulty(fault);
  try {
    return await lifecycles(server, env);
  } finally {
    await server.close();
  }
}

const lifecycles = (server: TestServer, env: Record<string, string> = {}, only = ['/api/v1/groups']): Promise<Run> =>
  judge(server.baseUrl, {
    env: {
      ...{ CONTRACT_SPEC: 'served', CONTRACT_CASES: 'lifecycle', CONTRACT_SERVICE_TOKEN: '' },
      ...{ CONTRACT_DISPOSABLE: new URL(server.baseUrl).host, ...env },
    },
    only,
  });

/** The findings of a run, each as `<check> <case>`. */
const found = ({ cases }: Run): string[] =>
  cases
    .flatMap(({ id, findings }) =>
      findings.map(({ check }) => `${check}: ${id.split(' › ').slice(0, 1).join('')} › ${id.split(' › ').at(-1)}`),
    )
    .sort();

const ITEM = /^\/api\/v1\/groups\/([^/?]+)/;
const isList = (url = '') => /^\/api\/v1\/groups(\?|$)/.test(url);

/** A fault of successful responses to a method, of one group. */
const ofItem =
  (method: string, fault: (answer: Answer, id: string) => ReturnType<Fault>): Fault =>
  (answer, request) => {
    const id = ITEM.exec(request.url ?? '')?.[1];
    return request.method === method && id !== undefined && answer.status < 300 ? fault(answer, id) : undefined;
  };

const ofList =
  (change: (groups: Group[]) => unknown): Fault =>
  (answer, request) =>
    request.method === 'GET' && isList(request.url) && answer.status === 200 ? changed(change)(answer) : undefined;

const notFound: Partial<Answer> = {
  status: 404,
  body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: 404, message: 'no such group', error: 'NotFound' })),
};

/** Remembers the first body of each group that a response showed. */
function remembered(): { first: Map<string, Group>; see: (answer: Answer) => void } {
  const first = new Map<string, Group>();
  return {
    first,
    see({ status, body }) {
      const group = status < 300 ? (JSON.parse(body.toString()) as Group) : undefined;
      if (group?.id !== undefined && !first.has(group.id)) first.set(group.id, group);
    },
  };
}

const all =
  (...faults: Fault[]): Fault =>
  (answer, request) => {
    for (const fault of faults) {
      const change = fault(answer, request);
      if (change !== undefined) return change;
    }
    return undefined;
  };

test('nothing is left over on a server that throttles deletions', async () => {
  const deletions = new Map<string, number>();
  const throttles: Fault = (_, { method, url = '', headers }) => {
    const times = deletions.get(url) ?? 0;
    const isOwn = headers.authorization === `Bearer ${COORDINATES.CONTRACT_TOKEN ?? ''}`;
    if (method !== 'DELETE' || !ITEM.test(url) || !isOwn || times > 1) return undefined;
    deletions.set(url, times + 1);
    const body = { reqId: 'r', statusCode: 429, message: 'Rate limit exceeded', error: 'RateLimitExceeded' };
    return { status: 429, body: Buffer.from(JSON.stringify(body)) };
  };
  const run = await judged(throttles);
  expect(deletions.size).toBeGreaterThan(2);
  expect(JSON.parse(run.record)).toMatchObject({ end: { leftovers: [] } });
});

test('an outage ends with the clean-up of a run that has given up its target', async () => {
  let began: number | undefined;
  let isBack = false;
  /** The server is away from the first update until the clean-up, which begins when the patience of a second is over. */
  const away: Fault = (_, { method }) => {
    if (method === 'PATCH') began ??= performance.now();
    if (method === 'DELETE' && began !== undefined && performance.now() > began + 1000) isBack = true;
    return began !== undefined && !isBack ? { status: 502 } : undefined;
  };
  const run = await judged(away, { CONTRACT_PATIENCE_SECONDS: '1' });
  expect(run.reasons).toContain('the target became unreachable');
  expect(JSON.parse(run.record)).toMatchObject({ end: { leftovers: [], outages: [{ ended: true }] } });
});

test('a read that the server does not have accuses no write', async () => {
  const missing: Fault = (_, { method, url = '' }) => {
    const body = { message: `Route ${method}:${url} not found`, error: 'Not Found', statusCode: 404 };
    return method === 'GET' && ITEM.test(url) ? { status: 404, body: Buffer.from(JSON.stringify(body)) } : undefined;
  };
  expect(found(await judged(missing))).toEqual([]);
});

test('the embedded target keeps every life cycle, and nothing is left over', async () => {
  const server = await startFaulty(() => undefined);
  const stored = async (): Promise<unknown> => {
    const headers = { authorization: `Bearer ${COORDINATES.CONTRACT_TOKEN ?? ''}` };
    const paths = ['/api/v1/groups', '/api/v1/workspace', '/api/v1/organization/roles', '/api/v1/identities'];
    return Promise.all(paths.map(async (path) => (await fetch(server.baseUrl + path, { headers })).text()));
  };
  const before = await stored();
  const run = await lifecycles(server, {}, []);
  const after = await stored();
  await server.close();
  expect(found(run)).toEqual([]);
  expect(run.reasons).toEqual([]);
  const unreached = run.operations.filter(({ operation, reached }) => !operation.startsWith('GET') && reached === null);
  expect(unreached).toEqual([]);
  expect(after).toEqual(before);
});

const memory = remembered;
const shown = (group: Group): Partial<Answer> => ({ body: Buffer.from(JSON.stringify(group)) });

/** A read that shows every group as it was first seen. */
const oldValue = (): Fault => {
  const { first, see } = memory();
  return all(
    (answer, request) => {
      if (request.method === 'POST' && isList(request.url)) see(answer);
      return undefined;
    },
    ofItem('GET', (_, id) => {
      const group = first.get(id);
      return group === undefined ? undefined : shown(group);
    }),
  );
};

/** Deletes are answered, but reads and lists show the groups all the same. */
const undeleted = (kind: 'read' | 'list'): Fault => {
  const deleted = new Map<string, Group>();
  return all(
    ofItem('DELETE', ({ body }, id) => {
      deleted.set(id, JSON.parse(body.toString()) as Group);
      return undefined;
    }),
    (answer, request) => {
      const group = deleted.get(ITEM.exec(request.url ?? '')?.[1] ?? '');
      if (kind === 'read' && request.method === 'GET' && group !== undefined) return { status: 200, ...shown(group) };
      if (kind === 'list') return ofList((groups) => [...groups, ...deleted.values()])(answer, request);
      return undefined;
    },
  );
};

/** Writes without a valid token have an effect, although they are answered with a refusal. */
const obeysAnyone: (authorization: string) => string = () => `Bearer ${COORDINATES.CONTRACT_TOKEN ?? ''}`;
const refusedAll =
  (isRefused: (method: string, authorization: string | undefined) => boolean): Fault =>
  (_, { method = '', url = '', headers }) =>
    url.startsWith('/api/v1/groups') && isRefused(method, headers.authorization)
      ? {
          status: 403,
          body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: 403, message: 'no', error: 'Forbidden' })),
        }
      : undefined;
const isMalformed = (authorization: string | undefined) => authorization?.includes('not.a-token') === true;

const CREATED = ['created with required properties', 'created with all properties', 'created twice'];

const FAULTS: [check: string, what: string, fault: () => Fault, cases: string[]][] = [
  ['created-readable', 'a created resource is not found', () => ofItem('GET', () => notFound), CREATED],
  [
    'created-readable',
    'a read returns another resource',
    () =>
      ofItem(
        'GET',
        changed2((group) => ({ ...group, id: '5f1c9e7a-0000-4000-8000-00000000beef' })),
      ),
    CREATED,
  ],
  [
    'created-readable',
    'a created resource is missing in its list',
    () => ofList((groups) => groups.slice(0, 2)),
    CREATED,
  ],
  [
    'created-readable',
    'a read shows another value than the create answered',
    () =>
      ofItem(
        'GET',
        changed2((group) => ({ ...group, name: `another-${String(group.name)}` })),
      ),
    CREATED,
  ],
  [
    'update-applied',
    'a read shows the old values',
    oldValue,
    ['updated', 'updated name', 'updated slug', 'updated role'],
  ],
  [
    'update-applied',
    'an update also changes what it does not name',
    () => {
      const renamed = new Set<string>();
      return all(
        (answer, request) => {
          const id = ITEM.exec(request.url ?? '')?.[1];
          if (request.method === 'PATCH' && id !== undefined && answer.status === 200) renamed.add(id);
          return undefined;
        },
        ofItem('GET', (answer, id) =>
          renamed.has(id)
            ? changed((group: Group) => ({ ...group, role: 'admin', name: group.name }))(answer)
            : undefined,
        ),
      );
    },
    ['updated role'],
  ],
  ['deleted-gone', 'a deleted resource can still be read', () => undeleted('read'), ['deleted']],
  ['deleted-gone', 'a deleted resource is still in its list', () => undeleted('list'), ['deleted']],
];

describe('a fault of a life cycle is found', () => {
  // The runs wait for a server that may apply a write late, so they are made at the same time.
  let runs: Promise<Run>[] = [];
  beforeAll(() => {
    runs = FAULTS.map(([, , fault]) => judged(fault()));
  });

  test.each(FAULTS.map(([check, what, , cases], at) => [check, what, at, cases] as const))(
    '%s: %s',
    async (check, _, at, cases) => {
      const run = await runs[at];
      const findings = run === undefined ? [] : found(run);
      expect(findings.every((each) => each.startsWith(check) || each.startsWith('update-applied'))).toBe(true);
      expect(findings.map((each) => each.split(' › ').at(-1))).toEqual(expect.arrayContaining(cases));
    },
  );

  test('refusal-without-effect: an update and a delete with a malformed token have an effect', async () => {
    const fault = refusedAll((method, authorization) => method !== 'GET' && isMalformed(authorization));
    const run = await judgedWith(fault, (authorization) =>
      isMalformed(authorization) ? obeysAnyone('') : authorization,
    );
    expect(found(run)).toEqual(
      expect.arrayContaining([
        'refusal-without-effect: PATCH /api/v1/groups/{id} › malformed token, for a known resource',
        'refusal-without-effect: POST /api/v1/groups › malformed token, for a known resource',
      ]),
    );
    expect(new Set(run.checks)).toEqual(new Set(['refusal-without-effect']));
  });

  test('authentication-enforced: a write without a valid token succeeds', async () => {
    const secured: Fault = (answer, request) =>
      request.url === '/api/docs/json'
        ? changed((document: Document) => ({ ...document, security: [{ bearer: [] }] }))(answer)
        : undefined;
    const run = await judgedWith(secured, (authorization) =>
      isMalformed(authorization) ? obeysAnyone('') : authorization,
    );
    expect(found(run)).toEqual([
      'authentication-enforced: DELETE /api/v1/groups/{id} › malformed token, for a known resource',
      'authentication-enforced: PATCH /api/v1/groups/{id} › malformed token, for a known resource',
      'authentication-enforced: POST /api/v1/groups › malformed token, for a known resource',
    ]);
  });

  test('no-server-error and invalid-input-rejected: an invalid body is an error of the server, or is accepted', async () => {
    const lax: Fault = ({ status }, { method, url }) =>
      status === 422 && url?.startsWith('/api/v1/groups') === true
        ? method === 'POST'
          ? {
              status: 500,
              body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: 500, message: 'x', error: 'x' })),
            }
          : { status: 200, body: Buffer.from(JSON.stringify({ ...GROUP })) }
        : undefined;
    const run = await judged(lax);
    expect(run.checks).toEqual(['invalid-input-rejected', 'no-server-error']);
    expect(found(run)).toContain('no-server-error: POST /api/v1/groups › body name left out');
    expect(found(run)).toContain('invalid-input-rejected: PATCH /api/v1/groups/{id} › body name breaks type');
  });
});

/** Changes every response that contains a group. */
const everywhere =
  (change: (group: Group) => Group): Fault =>
  (answer, request) => {
    if (!request.url?.startsWith('/api/v1/groups') || answer.status > 299) return undefined;
    return changed((body: Group | Group[]) => (Array.isArray(body) ? body.map(change) : change(body)))(answer);
  };

/** Sets what the document declares for groups. */
const declared =
  (change: (document: Document) => Document): Fault =>
  (answer, request) =>
    request.url === '/api/docs/json' ? changed(change)(answer) : undefined;

/** Declares properties that only some servers have. */
const withProperties = (properties: Record<string, unknown>) =>
  declared((document) => {
    const text = JSON.stringify(document).replaceAll(
      '"roleId":{',
      `${JSON.stringify(properties).slice(1, -1)},"roleId":{`,
    );
    return JSON.parse(text) as Document;
  });

const parameters = (document: Document): Document => {
  const list = document.paths['/api/v1/groups']?.get;
  const limit = { name: 'limit', in: 'query', schema: { type: 'integer' } };
  return {
    ...document,
    paths: {
      ...document.paths,
      '/api/v1/groups': { ...document.paths['/api/v1/groups'], get: { ...list, parameters: [limit] } },
    },
  };
};

describe('a server that keeps its word in another way is not accused', () => {
  test.each<[what: string, fault: () => Fault]>([
    [
      'it stores names in lower case, with a suffix',
      () => everywhere((group) => ({ ...group, name: `${String(group.name).toLowerCase()}-x` })),
    ],
    [
      'a read masks a value',
      () =>
        ofItem(
          'GET',
          changed2((group) => ({ ...group, name: '******' })),
        ),
    ],
    [
      'a read shows the same text for every resource',
      () =>
        ofItem(
          'GET',
          changed2((group) => (group.slug === 'operators' ? group : { ...group, name: 'hidden name' })),
        ),
    ],
    [
      'stamps and versions change at each read',
      () => {
        let reads = 0;
        const stamps = () => ({ version: ++reads, lastSeenAt: new Date(reads).toISOString() });
        return all(
          withProperties({ version: { type: 'number' }, lastSeenAt: { type: 'string' } }),
          everywhere((group) => ({ ...group, ...stamps() })),
        );
      },
    ],
    [
      'a deleted resource is marked as deleted',
      () => {
        const gone = new Map<string, Group>();
        return all(
          withProperties({ deletedAt: { type: 'string', nullable: true } }),
          ofItem('DELETE', ({ body }, id) => {
            gone.set(id, { ...(JSON.parse(body.toString()) as Group), deletedAt: '2026-01-01T00:00:00Z' });
            return undefined;
          }),
          (_, request) => {
            const group = gone.get(ITEM.exec(request.url ?? '')?.[1] ?? '');
            return request.method === 'GET' && group !== undefined ? { status: 200, ...shown(group) } : undefined;
          },
        );
      },
    ],
    [
      'writes are answered with 204',
      () =>
        all(
          declared((document) => {
            const item = document.paths['/api/v1/groups/{id}'] ?? {};
            for (const method of ['patch', 'delete']) {
              const operation = item[method] as { responses: Record<string, unknown> };
              operation.responses = { ...operation.responses, 204: { description: 'done' } };
            }
            return document;
          }),
          (answer, request) =>
            ITEM.test(request.url ?? '') && request.method !== 'GET' && answer.status === 200
              ? { status: 204, headers: {}, body: Buffer.alloc(0) }
              : undefined,
        ),
    ],
    [
      'the first page of a list lacks the newest',
      () =>
        all(
          declared(parameters),
          ofList((groups) => groups.slice(0, 2)),
        ),
    ],
    [
      'a resource is visible after 300 ms',
      () => {
        const made = new Map<string, number>();
        return all(
          (answer, request) => {
            if (request.method !== 'POST' || !isList(request.url) || answer.status !== 200) return undefined;
            made.set((JSON.parse(answer.body.toString()) as Group).id, Date.now());
            return undefined;
          },
          ofItem('GET', (_, id) => (Date.now() - (made.get(id) ?? 0) < 300 ? notFound : undefined)),
          ofList((groups) => groups.filter(({ id }) => Date.now() - (made.get(id) ?? 0) >= 300)),
        );
      },
    ],
    [
      'an update awaits an approval',
      () =>
        all(
          declared((document) => {
            const update = document.paths['/api/v1/groups/{id}']?.patch as { responses: Record<string, unknown> };
            const approval = { type: 'object', properties: { approval: { type: 'object' } }, required: ['approval'] };
            const text = JSON.stringify(update.responses['200']);
            const either = text.replace(
              /"schema":(\{.*\})\}\}\}$/,
              (_, own: string) => `"schema":{"anyOf":[${own},${JSON.stringify(approval)}]}}}}`,
            );
            update.responses['200'] = JSON.parse(either);
            return document;
          }),
          oldValue(),
          ofItem('PATCH', () => ({ body: Buffer.from(JSON.stringify({ approval: { id: crypto.randomUUID() } })) })),
        ),
    ],
    [
      'writes are throttled',
      () => {
        let writes = 0;
        return (_, request) =>
          request.method === 'POST' && isList(request.url) && ++writes % 5 === 1
            ? { status: 429, headers: { 'content-type': 'application/json', 'retry-after': '0' } }
            : undefined;
      },
    ],
    [
      'a second create with the same name is a conflict',
      () =>
        all(
          declared((document) => {
            const create = document.paths['/api/v1/groups']?.post as { responses: Record<string, unknown> };
            create.responses = { ...create.responses, 409: create.responses['400'] };
            return JSON.parse(JSON.stringify(document).replaceAll('"enum":[400]', '"enum":[400,409]')) as Document;
          }),
          (answer, request) =>
            request.method === 'POST' && isList(request.url) && answer.status === 400
              ? { status: 409, ...changed((body: object) => ({ ...body, statusCode: 409 }))(answer) }
              : undefined,
        ),
    ],
  ])('%s', async (_, fault) => {
    const run = await judged(fault());
    expect(found(run)).toEqual([]);
    expect(
      run.cases.find(({ id }) => id.endsWith('PATCH /api/v1/groups/{id} › any › updated'))?.response?.status,
    ).toBeLessThan(300);
  });
});

const GROUP = {
  ...{ id: '5f1c9e7a-0000-4000-8000-00000000beef', orgId: '5f1c9e7a-0000-4000-8000-00000000beef', name: 'n' },
  ...{ slug: 's', role: 'member', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
};

/** A change of the body of an item. */
const changed2 =
  (change: (group: Group) => unknown) =>
  (answer: Answer): Partial<Answer> =>
    changed(change)(answer);

async function judgedWith(fault: Fault, mapAuthorization: (authorization: string) => string): Promise<Run> {
  const server = await startFaulty(fault, undefined, mapAuthorization);
  try {
    return await lifecycles(server);
  } finally {
    await server.close();
  }
}
