import { describe, expect, test } from '@jest/globals';
import { realShape, SHAPE } from '../bench/real-shape.ts';
import { files } from '../unit/files.ts';
import { deviating, judge, type Run } from './judge.ts';
import { startFaulty } from './servers/faulty.ts';
import { knownId, startStub, type Change, STUB_TOKEN } from './servers/stub.ts';

type Json = Record<string, unknown>;

const LISTED = 20;

/** The real shape, with list operations that return ids for some of its operations. */
function wholeApi(): { openapi: string; info: Json; paths: Record<string, Json> } {
  const document = realShape() as { openapi: string; info: Json; paths: Record<string, Json> };
  const item = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } }, required: ['id'] };
  const content = { 'application/json': { schema: { type: 'array', items: item } } };
  const listing = { get: { responses: { 200: { description: 'all', content }, 401: { description: 'no' } } } };
  const lists = Array.from({ length: LISTED }, (_, index) => [
    `/api/v1/things${SHAPE.operations - 1 - index}`,
    listing,
  ]);
  return { ...document, paths: { ...document.paths, ...(Object.fromEntries(lists) as Record<string, Json>) } };
}

const env = {
  CONTRACT_SPEC: 'served',
  CONTRACT_TOKEN: STUB_TOKEN,
  CONTRACT_FOREIGN_TOKEN: '',
  CONTRACT_CASES: 'fixture,derived,hostile',
  CONTRACT_RESTRICTED_TOKEN: '',
  CONTRACT_SERVICE_TOKEN: '',
  CONTRACT_FAULT_HEADER: '',
};

async function judged(
  document: Json,
  change?: Change,
  only: string[] = [],
  more: Record<string, string> = {},
): Promise<{ run: Run; received: Set<string> }> {
  const server = await startStub(document, change);
  const run = await judge(server.baseUrl, { env: { ...env, ...more }, only });
  await server.close();
  return { run, received: new Set(server.received.map(({ url }) => url.split('?')[0] ?? '')) };
}

/** Sends the 401 of the lists without a body, as they declare none. */
const bare: Change = (path, status, body) =>
  !path.includes('{') && status === 401 ? { status, body: undefined } : { status, body };

describe('an API of 489 operations', () => {
  test('gets requests for every operation, with ids from its lists', async () => {
    const document = wholeApi();
    const { run, received } = await judged(document, bare, [], { CONTRACT_CASES: 'derived' });
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    const paths = Object.keys(document.paths);
    const reached = paths.filter((path) => [...received].some((url) => url.startsWith(path.split('{')[0] ?? '')));
    expect(reached).toHaveLength(paths.length);
    const named = paths.filter((path) => received.has(path.replace('{id}', knownId(path))));
    expect(named.filter((path) => path.includes('{'))).toHaveLength(LISTED);
    expect(run.successes).toHaveLength(2 * LISTED);
    const notes = run.cases.filter(({ id }) => id.endsWith('as documented')).flatMap((one) => one.notes);
    expect(notes.filter((note) => note.startsWith('id is taken from the response to GET /api/v1/things'))).toHaveLength(
      LISTED,
    );
  });

  test('proves nothing with a refused token, although one operation is public', async () => {
    const document = wholeApi();
    const any = { description: 'any', content: { 'application/json': { schema: { type: 'object' } } } };
    const status = { responses: { 200: any, 401: any } };
    const server = await startStub({ ...document, paths: { ...document.paths, '/api/status': { get: status } } }, bare);
    const run = await judge(server.baseUrl, {
      env: { ...env, CONTRACT_TOKEN: 'wrong-token' },
      only: ['things48', 'status'],
    });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.reasons).toContain('no conforming 2xx was received from an operation that requires credentials');
    expect(run.exitCode).toBe(3);
  });

  test('has no cell proved by a route that does not exist', async () => {
    const document = wholeApi();
    const any = { description: 'any', content: { 'application/json': { schema: { type: 'object' } } } };
    const missing = { get: { responses: { 200: any, 404: any } } };
    const server = await startFaulty(() => undefined);
    const spec = files({ 'api.json': JSON.stringify({ ...document, paths: { '/api/v1/gone': missing } }) });
    const run = await judge(server.baseUrl, { env: { CONTRACT_SPEC: spec, CONTRACT_CASES: 'derived' } });
    await server.close();
    expect(run.counts.cellsConforming).toBe(0);
    expect(run.cases.map(({ reason }) => reason)).toContain('the target does not implement this route');
  });

  test('uses ids from lists even in shards without these lists', async () => {
    const runs = [];
    for (const shard of ['1/3', '2/3', '3/3'])
      runs.push((await judged(wholeApi(), bare, ['things48'], { CONTRACT_SHARD: shard })).run);
    expect(new Set(runs.flatMap(({ successes }) => successes)).size).toBe(2 * 9);
  });

  test('deviates in exactly the broken operation', async () => {
    const path = `/api/v1/things${SHAPE.operations - 1}/{id}`;
    const broken: Change = (template, status, body) =>
      template === path && status === 200 ? { status, body: {} } : bare(template, status, body);
    const { run } = await judged(wholeApi(), broken, ['things48']);
    expect(run.checks).toEqual(['body-schema']);
    expect(new Set(deviating(run).map(({ operation }) => operation))).toEqual(new Set([`GET ${path}`]));
  });

  test('is judged except for invalid parts of its contract, which are reported', async () => {
    const document = wholeApi();
    const path = `/api/v1/things${SHAPE.operations - 1}/{id}`;
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Lost' } } };
    document.paths[path] = { get: { responses: { 200: { description: 'ok', content } } } };
    const { run } = await judged(document, bare, ['things48']);
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    const cells = run.operations.find(({ operation }) => operation === `GET ${path}`)?.cells;
    expect(cells).toHaveLength(1);
    expect(cells?.[0]).toMatchObject({ status: '200', state: 'not-judged' });
    expect(cells?.[0]?.reason).toContain('"#/components/schemas/Lost" cannot be resolved');
    expect(run.record).toContain('[dangling-ref]');
  });
});
