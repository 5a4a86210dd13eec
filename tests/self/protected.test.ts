import type { IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { judge, type Run } from './judge.ts';
import { startServer, type TestServer } from './servers/faulty.ts';

const TOKEN = 'a.token.of.the.tests.0001';

type Item = Record<string, unknown> & { id: string | number };
type Schema = Record<string, unknown>;

const object = (names: readonly string[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, {}])),
});
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });

/** An operation that answers 200, 400 and 404, by its method and path. */
function document(operations: Readonly<Record<string, { body?: readonly string[]; answer?: Schema }>>): object {
  const paths: Record<string, Record<string, unknown>> = {
    '/api/status': { get: { responses: { 200: { description: 'x' } } } },
  };
  for (const [key, { body, answer = {} }] of Object.entries(operations)) {
    const [method = '', path = ''] = key.split(' ');
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: {},
    }));
    const properties = Object.fromEntries((body ?? []).map((name) => [name, { type: 'string' }]));
    const responses = Object.fromEntries(
      [200, 400, 401, 404, 500].map((status) => [status, { description: 'x', ...json(status === 200 ? answer : {}) }]),
    );
    const requestBody = body && { required: true, ...json({ type: 'object', properties, required: body.slice(0, 1) }) };
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: { parameters, responses, ...(requestBody && { requestBody }) },
    };
  }
  return { openapi: '3.0.3', info: { title: 't', version: '1' }, paths };
}

interface Asked {
  method: string;
  parts: string[];
  body: Record<string, unknown> | undefined;
}

/** The status and body of a response. */
type Answer = [status: number, body: unknown];

/** A server of a document, with the writes that had credentials. */
async function serve(contract: object, answer: (asked: Asked) => Answer): Promise<TestServer & { writes: string[] }> {
  const writes: string[] = [];
  const server = await startServer(async (request: IncomingMessage, response) => {
    const { method = '', url = '', headers } = request;
    const path = url.split('?')[0] ?? '';
    const content = await textOf(request);
    const isKnown = headers.authorization === `Bearer ${TOKEN}`;
    if (method !== 'GET' && isKnown) writes.push(`${method} ${path}`);
    const isObject = /^\{.*\}$/s.test(content);
    const body = isObject && content.endsWith('"}') ? (JSON.parse(content) as Record<string, unknown>) : undefined;
    const [status, shown] =
      path === '/api/docs/json'
        ? [200, contract]
        : path === '/api/status'
          ? [200, {}]
          : isKnown
            ? answer({ method, parts: path.split('/').slice(1), body })
            : ([401, {}] as Answer);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(shown));
  });
  return Object.assign(server, { writes });
}

const run = (server: TestServer): Promise<Run> =>
  judge(server.baseUrl, {
    env: {
      ...{ CONTRACT_SPEC: 'served', CONTRACT_CASES: 'lifecycle', CONTRACT_TOKEN: TOKEN },
      ...{
        CONTRACT_SERVICE_TOKEN: '',
        CONTRACT_RESTRICTED_TOKEN: '',
        CONTRACT_DISPOSABLE: new URL(server.baseUrl).host,
      },
    },
  });

/** Answers for a collection: created, listed, read, updated and deleted. */
function collection(items: Map<string, Item>, nextId: () => string | number) {
  return ({ method, parts: [, id], body }: Asked): Answer => {
    if (id === undefined && method === 'GET') return [200, [...items.values()]];
    if (id === undefined) {
      if (typeof body?.name !== 'string' || body.name === '') return [400, { message: 'name is required' }];
      const made: Item = { ...body, id: nextId() };
      items.set(String(made.id), made);
      return [200, made];
    }
    const item = items.get(id);
    if (item === undefined) return [404, {}];
    if (method === 'DELETE') items.delete(id);
    if (method === 'PATCH' && typeof body?.name !== 'string') return [400, { message: 'name is required' }];
    if (method === 'PATCH') items.set(id, { ...item, ...body });
    return [200, items.get(id) ?? item];
  };
}

const ITEM = object(['id', 'name']);
const LIST = { type: 'array', items: ITEM };

describe('what existed before a run', () => {
  test('is not changed through a resource of the run to which it is attached', async () => {
    const users = new Map<string, Item>([['u-aaaa1111bbbb', { id: 'u-aaaa1111bbbb', name: 'Alice' }]]);
    const groups = new Map<string, Item>();
    let made = 0;
    const ofGroups = collection(groups, () => `g-${(++made).toString().padStart(12, '0')}`);
    const ofUsers = collection(users, () => 'never');
    const server = await serve(
      document({
        'GET /users': { answer: LIST },
        'GET /users/{userId}': { answer: ITEM },
        'PATCH /users/{userId}': { body: ['name'], answer: ITEM },
        'DELETE /users/{userId}': { answer: ITEM },
        'GET /groups': { answer: LIST },
        'POST /groups': { body: ['name'], answer: ITEM },
        'GET /groups/{groupId}': { answer: ITEM },
        'DELETE /groups/{groupId}': { answer: ITEM },
        'POST /groups/{groupId}/users/{userId}': { answer: ITEM },
        'DELETE /groups/{groupId}/users/{userId}': { answer: ITEM },
      }),
      (asked) => {
        if (asked.parts[0] === 'users') return ofUsers(asked);
        return asked.parts[3] === undefined ? ofGroups(asked) : [200, users.get(asked.parts[3])];
      },
    );
    await run(server);
    await server.close();
    expect(server.writes.filter((write) => write.includes(' /users'))).toEqual([]);
    expect(server.writes).toContainEqual(expect.stringMatching(/^POST \/groups\/g-\d+\/users\/u-aaaa1111bbbb$/));
    expect([...users.values()]).toEqual([{ id: 'u-aaaa1111bbbb', name: 'Alice' }]);
    expect(groups.size).toBe(0);
  });

  test('is not updated by a POST to its path', async () => {
    const machines = new Map<string, Item>([['m-aaaa1111bbbb', { id: 'm-aaaa1111bbbb', name: 'one' }]]);
    const ofMachines = collection(machines, () => 'never');
    const server = await serve(
      document({
        'GET /machines': { answer: LIST },
        'GET /machines/{machineId}': { answer: ITEM },
        'POST /machines/{machineId}': { body: ['name'], answer: ITEM },
        'DELETE /machines/{machineId}': { answer: ITEM },
      }),
      ofMachines,
    );
    await run(server);
    await server.close();
    expect(server.writes).toEqual([]);
  });

  test('is not overwritten with masked values, or with those of another resource', async () => {
    const settings = { title: 'server', smtp: { host: 'mail.example.com', password: '********' } };
    const server = await serve(
      document({
        'GET /settings': { answer: object(['title', 'smtp']) },
        'PATCH /settings': { body: ['title', 'smtp'], answer: object(['title', 'smtp']) },
        'GET /org': { answer: object(['name']) },
        'PUT /org/policy': { body: ['name'], answer: object(['name']) },
      }),
      ({ parts }) => [200, parts[0] === 'settings' ? settings : { name: 'Acme' }],
    );
    await run(server);
    const sent = server.received.filter(({ method, url }) => method === 'PATCH' && url === '/settings').length;
    await server.close();
    expect(server.writes).toEqual(['PATCH /settings']);
    expect(sent).toBeGreaterThan(0);
  });
});

/** Contracts through which a run could reach what existed before it, and the writes that it may send. */
const TRAPS: [
  what: string,
  operations: Parameters<typeof document>[0],
  answer: (asked: Asked) => Answer,
  sent: RegExp,
][] = [
  [
    'by a DELETE of the whole collection',
    {
      'DELETE /notes': {},
      'GET /notes': { answer: LIST },
      'POST /notes': { body: ['name'], answer: ITEM },
      'DELETE /notes/{noteId}': { answer: ITEM },
    },
    () => [200, { id: crypto.randomUUID(), name: 'x' }],
    /^POST \/notes$/,
  ],
  [
    'by a setting below something that the run did not make',
    {
      'GET /teams': { answer: LIST },
      'POST /teams/{teamId}/webhook': { body: ['name'], answer: object(['name']) },
      'GET /teams/{teamId}/webhook': { answer: object(['name']) },
      'PATCH /teams/{teamId}/webhook': { body: ['name'], answer: object(['name']) },
      'DELETE /teams/{teamId}/webhook': {},
    },
    ({ parts }) => (parts[1] === undefined ? [200, [{ id: 't-aaaa1111bbbb', name: 'x' }]] : [200, { name: 'mine' }]),
    /^$/,
  ],
  [
    'by a POST that finds one, or that answers one that is there',
    {
      'POST /certificates/find-certificate': { body: ['name'], answer: object(['serialNumber', 'name']) },
      'POST /certificates/issue-certificate': { body: ['name'], answer: object(['serialNumber', 'name']) },
      'GET /certificates/{serialNumber}': { answer: object(['serialNumber']) },
      'PATCH /certificates/{serialNumber}': { body: ['name'], answer: object(['serialNumber']) },
      'DELETE /certificates/{serialNumber}': { answer: object(['serialNumber']) },
      'POST /authorities': { body: ['certificate'], answer: ITEM },
      'DELETE /authorities/{authorityId}': { answer: ITEM },
    },
    ({ parts }) =>
      parts[0] === 'certificates'
        ? [200, { serialNumber: '0123456789abcdef01', name: 'old' }]
        : [200, { id: 'ca-aaaa1111bbbb', name: 'old', createdAt: '2020-01-01T00:00:00Z' }],
    /^POST \/(certificates\/issue-certificate|authorities)$/,
  ],
  [
    'by an action that names nothing, or sends mail',
    {
      'DELETE /audit-logs': { body: ['before'] },
      'POST /cache/purge': {},
      'POST /user-invitations': { body: ['email'] },
      'POST /notifications/send': { body: ['recipientEmail'] },
      'POST /smtp/test': { body: ['to'] },
      'POST /things': { body: ['name'], answer: ITEM },
      'DELETE /things/{thingId}': { answer: ITEM },
    },
    () => [200, { id: crypto.randomUUID(), name: 'x' }],
    /^POST \/things$/,
  ],
  [
    'by the members that a response shows',
    {
      'POST /groups': { body: ['name'], answer: object(['id', 'name', 'owner']) },
      'DELETE /groups/{groupId}': { answer: ITEM },
      'POST /groups/{groupId}/users': { body: ['userId'], answer: object(['id', 'userId']) },
      'GET /users': { answer: LIST },
      'GET /users/{userId}': { answer: ITEM },
      'PATCH /users/{userId}': { body: ['name'], answer: ITEM },
      'DELETE /users/{userId}': { answer: ITEM },
      'POST /users/{userId}/mute': { body: ['groupId'], answer: ITEM },
    },
    ({ parts, body }) => {
      const owner = { id: 'u-aaaa1111bbbb', name: 'alice' };
      if (parts[0] === 'users') return [200, parts[1] === undefined ? [owner] : owner];
      if (parts[2] === 'users') return [200, { id: crypto.randomUUID(), userId: owner.id }];
      return [200, { id: crypto.randomUUID(), name: body?.name ?? 'x', owner }];
    },
    /^(POST \/groups(\/[^/]+\/users)?|DELETE \/groups\/[^/]+)$/,
  ],
];

describe('what existed before a run is not reached', () => {
  test.each(TRAPS)('%s', async (_, operations, answer, sent) => {
    const server = await serve(document(operations), answer);
    await run(server);
    await server.close();
    expect(server.writes.filter((write) => !sent.test(write))).toEqual([]);
  });
});

describe('what a run made is deleted', () => {
  test('although its ids are those of other resources', async () => {
    const users = new Map<string, Item>(
      Array.from({ length: 9 }, (_, at) => [String(at + 1), { id: at + 1, name: 'x' }]),
    );
    const carts = new Map<string, Item>();
    let made = 0;
    const ofCarts = collection(carts, () => ++made);
    const server = await serve(
      document({
        'GET /users': { answer: LIST },
        'GET /carts': { answer: LIST },
        'POST /carts': { body: ['name'], answer: ITEM },
        'GET /carts/{cartId}': { answer: ITEM },
        'PATCH /carts/{cartId}': { body: ['name'], answer: ITEM },
        'DELETE /carts/{cartId}': { answer: ITEM },
      }),
      (asked) => (asked.parts[0] === 'users' ? [200, [...users.values()]] : ofCarts(asked)),
    );
    const { operations, checks } = await run(server);
    await server.close();
    expect(checks).toEqual([]);
    expect(
      operations.filter(
        ({ reached, operation }) => reached === null && operation.includes('/carts') && !operation.startsWith('GET'),
      ),
    ).toEqual([]);
    expect(made).toBeGreaterThanOrEqual(2);
    expect(carts.size).toBe(0);
  });

  test('although two deletions of it only ask for an approval', async () => {
    const carts = new Map<string, Item>();
    const asked = new Map<string, number>();
    let made = 0;
    const ofCarts = collection(carts, () => `c-${(++made).toString().padStart(12, '0')}`);
    const server = await serve(
      document({
        'GET /carts': { answer: LIST },
        'POST /carts': { body: ['name'], answer: ITEM },
        'GET /carts/{cartId}': { answer: ITEM },
        'DELETE /carts/{cartId}': { answer: { anyOf: [ITEM, object(['approval'])] } },
      }),
      (request) => {
        const id = request.parts[1] ?? '';
        const count = (asked.get(id) ?? 0) + 1;
        if (request.method !== 'DELETE' || !carts.has(id)) return ofCarts(request);
        asked.set(id, count);
        return count > 2 ? ofCarts(request) : [200, { approval: { id: `a-${count}` } }];
      },
    );
    const { checks } = await run(server);
    await server.close();
    expect(checks).toEqual([]);
    expect(Math.max(...asked.values())).toBe(3);
  });

  test('although its create was answered with 500, and it is not made three times', async () => {
    const carts = new Map<string, Item>();
    let made = 0;
    const ofCarts = collection(carts, () => `c-${(++made).toString().padStart(12, '0')}`);
    const server = await serve(
      document({
        'GET /carts': { answer: LIST },
        'POST /carts': { body: ['name'], answer: ITEM },
        'GET /carts/{cartId}': { answer: ITEM },
        'DELETE /carts/{cartId}': { answer: ITEM },
      }),
      (asked) => {
        const answer = ofCarts(asked);
        return asked.method === 'POST' && answer[0] === 200 ? [503, {}] : answer;
      },
    );
    const { cases } = await run(server);
    await server.close();
    expect(made).toBeLessThanOrEqual(cases.length);
    expect(carts.size).toBe(0);
  });
});
