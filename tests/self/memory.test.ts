import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import type { Reply } from '../../src/client/reply.ts';
import { readConfig } from '../../src/config/config.ts';
import { connect } from '../../src/target/connection.ts';
import { planRun } from '../../src/run/planner.ts';
import { openSession } from '../../src/run/session.ts';
import { files } from '../unit/files.ts';
import { COORDINATES } from './judge.ts';
import { startServer } from './servers/faulty.ts';

const ID = '6f0d1c2b-3a49-4e58-8d67-000000000001';

/** Pairs of a list and an operation with an id from it, and an operation of fixtures/ as the credential probe. */
function document(pairs: number): string {
  const content = { 'application/json': { schema: {} } };
  const get = { responses: { 200: { description: 'any', content }, 401: { description: 'no' } } };
  const parameters = [{ in: 'path', name: 'id', required: true, schema: { type: 'string', format: 'uuid' } }];
  const paths = Array.from({ length: pairs }, (_, at) => [
    [`/api/v1/things${at}`, { get }],
    [`/api/v1/things${at}/{id}`, { get: { ...get, parameters } }],
  ]).flat();
  const all = { ...Object.fromEntries(paths), '/api/v1/groups': { get } } as object;
  return JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths: all });
}

test('a judged response does not stay in memory until the end of the run', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const server = await startServer(({ headers, url }, response) => {
    if (url === '/api/status') return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    const isAuthorized = headers.authorization === `Bearer ${COORDINATES.CONTRACT_TOKEN}`;
    response.writeHead(isAuthorized ? 200 : 401, isAuthorized ? { 'content-type': 'application/json' } : {});
    return response.end(isAuthorized ? `[{"id":"${ID}"}]` : undefined);
  });
  const env = {
    ...COORDINATES,
    CONTRACT_BASE_URL: server.baseUrl,
    CONTRACT_CASES: 'fixture,derived',
    CONTRACT_SPEC: files({ 'api.json': document(150) }),
    CONTRACT_REPORT_DIR: files({}),
  };
  const config = readConfig({ env, flags: {}, directory: files({}) });
  const connection = await connect(config);
  const plan = await planRun(config, connection, { only: ['as documented', '/api/v1/groups'], exclude: [] });
  const replies: WeakRef<Reply>[] = [];
  const client = {
    ...connection.client,
    send: async (...request: Parameters<typeof connection.client.send>) => {
      const reply = await connection.client.send(...request);
      replies.push(new WeakRef(reply));
      return reply;
    },
  };
  const session = await openSession(config, plan, { ...connection, client });
  const {
    evaluation: { successes },
  } = await session.finish();
  let alive = Infinity;
  // Pending callbacks of the connections may refer to the last replies for a few turns of the event loop.
  for (let turn = 0; turn < 50 && alive >= 10; turn++) {
    await setImmediate();
    collectGarbage();
    alive = replies.filter((reply) => reply.deref() !== undefined).length;
  }
  await session.close();
  await server.close();
  expect(replies.length).toBeGreaterThan(300);
  expect(successes).toHaveLength(301);
  expect(alive).toBeLessThan(10);
});
