import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { files } from '../../unit/files.ts';
import { startServer, type TestServer } from '../servers/faulty.ts';
import { compareServers, differencesOf } from './compare-servers.ts';

/** A response of a server. */
interface Planted {
  status?: number;
  headers?: Record<string, string>;
  /** A value to send as JSON, or a text. */
  body?: unknown;
  text?: string;
}

const ID = ['6f0d1c2b-3a49-4e58-8d67-000000000001', '6f0d1c2b-3a49-4e58-8d67-000000000002'] as const;
const OTHER = ['7a0d1c2b-3a49-4e58-8d67-000000000001', '7a0d1c2b-3a49-4e58-8d67-000000000002'] as const;

const OWNER = '5b0d1c2b-3a49-4e58-8d67-000000000009';

const alpha = {
  id: ID[0],
  name: 'alpha',
  slug: 'alpha',
  count: 3,
  ratio: 2.5,
  isActive: true,
  environment: 'dev',
  createdAt: '2026-01-02T03:04:05.678Z',
  day: '2026-01-02',
  site: 'https://a.test',
  note: null as unknown,
  tags: ['x', 'y'],
  owner: { id: OWNER, email: 'a@b.test' } as unknown,
};
const beta = { ...alpha, id: ID[1], name: 'beta', slug: 'beta' };
const error = { reqId: 'req-1', statusCode: 404, message: 'no such thing', error: 'NotFound' };
const issues = [
  { path: ['name'], message: 'Required' },
  { path: ['size'], message: 'Too large' },
];

const one = (change: Record<string, unknown>): Planted => ({ body: [{ ...alpha, ...change }, beta] });
const both = (change: Record<string, unknown>): Planted => ({
  body: [alpha, beta].map((each) => ({ ...each, ...change })),
});
const withHeaders = (headers: Record<string, string>): Planted => ({ headers });
const as = (status: number, body: unknown): Planted => ({ status, body });
const PLAIN: Planted = {};

interface Row {
  what: string;
  a?: Planted;
  b: Planted;
  values?: true;
  expected: readonly string[];
}

const row = (what: string, a: Planted, b: Planted, ...expected: string[]): Row => ({ what, a, b, expected });
const ofValues = (what: string, a: Planted, b: Planted, ...expected: string[]): Row => ({
  ...row(what, a, b, ...expected),
  values: true,
});

/** The contract declares a list of things with an id and a name, a few more properties, and any error. */
const ROWS: Row[] = [
  row(
    'another serial number in the path that an error names',
    as(404, { ...error, message: `nothing at /api/v1/things/${'7a9e99c9de'.repeat(4)}` }),
    as(404, { ...error, message: `nothing at /api/v1/things/${'05d8784941'.repeat(4)}` }),
  ),
  ofValues(
    'another serial number that is no part of an error',
    one({ name: `bucket/${'7a9e99c9de'.repeat(4)}` }),
    one({ name: `bucket/${'05d8784941'.repeat(4)}` }),
    'value allowed breaking /*/name',
  ),
  ofValues('other new entries of a log', logged(ID[1], {}), logged(OTHER[1], {})),
  ofValues(
    'another value in an old entry of a log with new ones',
    logged(ID[1], {}),
    logged(OTHER[1], { count: 4 }),
    'value allowed breaking /*/count',
  ),
  ofValues(
    'entries of a log that were made after the copy of a database',
    { body: [later(ID[1], 3), alpha] },
    { body: [later(OTHER[1], 4), alpha] },
  ),
  ofValues(
    'an entry that only the log of a has',
    { body: [later(ID[1], 3), alpha] },
    { body: [alpha] },
    'length allowed breaking',
  ),
  ofValues('another number of uses', one({ secretNumUses: 7 }), one({ secretNumUses: 8 })),
  ofValues(
    'an old entry that is missing beside a new one',
    logged(ID[1], {}),
    logged(OTHER[1], {}, null),
    'length allowed breaking',
  ),
  ofValues(
    'another old entry beside a new one',
    logged(ID[1], {}),
    logged(OTHER[1], {}, OTHER[0]),
    'value allowed breaking',
  ),
  ofValues(
    'the number of entries of a log with new ones',
    { body: [{ ...alpha, entries: logged(ID[1], {}).body, totalCount: 7 }, beta] },
    { body: [{ ...alpha, entries: logged(OTHER[1], {}).body, totalCount: 8 }, beta] },
  ),
  ofValues(
    'the number of entries of a log without new ones',
    one({ entries: [], totalCount: 7 }),
    one({ entries: [], totalCount: 8 }),
    'value allowed breaking /*/totalCount',
  ),
  row('other data of unrelated entries of a log', logged(ID[1], {}), logged(OTHER[1], { note: 'x' }, OTHER[0])),
  row(
    'null in all entries of a log, and a text in none',
    { body: [{ ...alpha, entries: entries('x'), name: 'log' }, beta] },
    { body: [{ ...alpha, entries: entries(null), name: 'log' }, beta] },
    'type allowed breaking /*/entries/*/actor/name',
  ),
  row(
    'another type in a log that grows',
    logged(ID[1], {}),
    logged(OTHER[1], { day: 20260102 }, OTHER[0]),
    'type allowed breaking /*/day',
  ),
  row('another success', PLAIN, { status: 201 }, 'status regression breaking'),
  row('another declared success', PLAIN, { status: 202 }, 'status allowed breaking'),
  row('an error instead of a success', PLAIN, as(404, error), 'status allowed breaking'),
  row('a success instead of an error', as(404, error), PLAIN, 'status allowed harmless'),
  row('another error', as(404, error), as(422, { ...error, statusCode: 422 }), 'status allowed breaking'),
  row('an error of the server', PLAIN, as(500, error), 'status regression breaking'),
  row('an error of the server that is gone', as(500, error), PLAIN, 'status improvement harmless'),
  row('the same error of the server', as(500, error), as(500, error), 'contract both-deviate-alike harmless'),
  row('two errors of the server', as(500, error), as(501, error), 'status both-deviate-differently breaking'),
  row('a redirect', PLAIN, { status: 302, headers: { location: '/other' }, text: '' }, 'status regression breaking'),
  row(
    'another redirect',
    { status: 307, headers: { location: '/x' } },
    { status: 308, headers: { location: '/x' } },
    'status both-deviate-differently breaking',
  ),
  row('an undeclared status', PLAIN, { status: 418, body: error }, 'status regression breaking'),
  row(
    'another media type',
    PLAIN,
    { headers: { 'content-type': 'text/html' }, text: '<p>' },
    'media-type regression breaking',
  ),
  row(
    'another declared media type',
    PLAIN,
    { headers: { 'content-type': 'application/vnd.things+json' } },
    'media-type allowed breaking',
  ),
  row('another charset parameter', PLAIN, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
  row('a missing Content-Type', PLAIN, { headers: { 'content-type': '' } }, 'media-type regression breaking'),
  row('a missing declared field', withHeaders({ 'x-total': '2' }), PLAIN, 'header allowed breaking'),
  row('an added declared field', PLAIN, withHeaders({ 'x-total': '2' }), 'header allowed harmless'),
  row(
    'a declared field of another type',
    withHeaders({ 'x-total': '2' }),
    withHeaders({ 'x-total': 'two' }),
    'header regression breaking',
  ),
  row('a declared field with another value', withHeaders({ 'x-total': '2' }), withHeaders({ 'x-total': '3' })),
  row('a missing limit of the rate', withHeaders({ 'x-ratelimit-limit': '9' }), PLAIN, 'header allowed harmless'),
  row('a missing ETag', withHeaders({ etag: '"1"' }), PLAIN, 'header allowed harmless'),
  row('an added Cache-Control', PLAIN, withHeaders({ 'cache-control': 'no-store' }), 'header allowed harmless'),
  row(
    'a missing Retry-After',
    { ...as(503, error), headers: { 'retry-after': '0' } },
    as(503, error),
    'contract both-deviate-alike harmless',
    'header allowed harmless',
  ),
  row('another undeclared field', PLAIN, withHeaders({ server: 'go' })),
  row('compression', PLAIN, withHeaders({ 'content-encoding': 'gzip' })),
  row('another order of keys', PLAIN, { body: [Object.fromEntries(Object.entries(alpha).reverse()), beta] }),
  row('white space', PLAIN, { text: JSON.stringify([alpha, beta], null, 2) }),
  row('escaped characters', PLAIN, { text: JSON.stringify([alpha, beta]).replace('"name"', '"n\\u0061me"') }),
  row('a missing optional property', PLAIN, one({ count: undefined }), 'property allowed breaking /*/count'),
  row(
    'a missing undeclared property',
    PLAIN,
    both({ environment: undefined }),
    'property allowed breaking /*/environment',
  ),
  row('a missing required property', PLAIN, one({ name: undefined }), 'property regression breaking /*/name'),
  row('a required property that is back', one({ name: undefined }), PLAIN, 'property improvement harmless /*/name'),
  row(
    'the same missing property',
    one({ name: undefined }),
    one({ name: undefined }),
    'contract both-deviate-alike harmless /*/name',
  ),
  row('a missing nested property', PLAIN, one({ owner: { id: OWNER } }), 'property allowed breaking /*/owner/email'),
  row('an additional property', PLAIN, one({ extra: 1 }), 'property allowed harmless /*/extra'),
  row('null instead of a value', PLAIN, one({ environment: null }), 'type allowed breaking /*/environment'),
  row('null that the contract forbids', PLAIN, one({ count: null }), 'type regression breaking /*/count'),
  row('a value instead of null', PLAIN, one({ note: 'text' }), 'type allowed harmless /*/note'),
  row('null instead of an absent property', both({ note: undefined }), PLAIN, 'property allowed harmless /*/note'),
  row('an absent property instead of null', PLAIN, both({ note: undefined }), 'property allowed breaking /*/note'),
  row('a number as a string', PLAIN, one({ ratio: '2.5' }), 'type allowed breaking /*/ratio'),
  row('a string as a number', PLAIN, one({ slug: 7 }), 'type allowed breaking /*/slug'),
  row('a declared integer as a string', PLAIN, one({ count: '3' }), 'type regression breaking /*/count'),
  row('a boolean as a number', PLAIN, one({ isActive: 1 }), 'type allowed breaking /*/isActive'),
  row('a boolean as a string', PLAIN, one({ isActive: 'true' }), 'type allowed breaking /*/isActive'),
  row('a fraction instead of a whole number', one({ ratio: 2 }), PLAIN, 'type allowed breaking /*/ratio'),
  row('a whole number instead of a fraction', PLAIN, one({ ratio: 2 }), 'type allowed harmless /*/ratio'),
  row('an object instead of a list', PLAIN, one({ tags: { 0: 'x' } }), 'type allowed breaking /*/tags'),
  row('a list instead of an object', PLAIN, one({ owner: [] }), 'type allowed breaking /*/owner'),
  row('an object around the list', PLAIN, { body: { things: [alpha, beta] } }, 'type regression breaking'),
  row(
    'a date in another format',
    PLAIN,
    one({ createdAt: 'Fri, 02 Jan 2026 03:04:05 GMT' }),
    'format allowed breaking /*/createdAt',
  ),
  row('a date as a number', PLAIN, one({ createdAt: 1767323045 }), 'type allowed breaking /*/createdAt'),
  row(
    'a date without a fraction',
    PLAIN,
    both({ createdAt: '2026-01-02T03:04:05Z' }),
    'format allowed harmless /*/createdAt',
  ),
  row(
    'a date with an offset',
    PLAIN,
    both({ createdAt: '2026-01-02T03:04:05.678+00:00' }),
    'format allowed harmless /*/createdAt',
  ),
  row(
    'a date-time instead of a date',
    PLAIN,
    one({ day: '2026-01-02T00:00:00.000Z' }),
    'format allowed breaking /*/day',
  ),
  row(
    'a text instead of a UUID',
    PLAIN,
    one({ owner: { id: 'owner', email: 'a@b.test' } }),
    'format allowed breaking /*/owner/id',
  ),
  row('a text instead of a URL', PLAIN, one({ site: 'a.test' }), 'format allowed breaking /*/site'),
  row('another order of a list', PLAIN, { body: [beta, alpha] }, 'order allowed harmless'),
  row('another order of scalars', PLAIN, one({ tags: ['y', 'x'] }), 'order allowed harmless /*/tags'),
  row('a shorter list of the same data', PLAIN, { body: [alpha] }, 'length allowed breaking'),
  row('a longer list of the same data', { body: [alpha] }, PLAIN, 'length allowed harmless'),
  row('a limit of a page', { body: page(20) }, { body: page(10) }, 'length allowed breaking'),
  row(
    'other words of an error',
    as(404, error),
    as(404, { ...error, message: 'not found' }),
    'words allowed harmless /message',
  ),
  row(
    'another name of an error',
    as(404, error),
    as(404, { ...error, error: 'Missing' }),
    'words allowed harmless /error',
  ),
  row('another id of the request', as(404, error), as(404, { ...error, reqId: 'req-2' })),
  row(
    'another shape of an error',
    as(404, error),
    as(404, { message: ['no such thing'] }),
    'property allowed breaking /reqId',
    'property allowed breaking /statusCode',
    'type allowed breaking /message',
    'property allowed breaking /error',
  ),
  row(
    'another order of validation',
    as(422, { message: issues }),
    as(422, { message: [...issues].reverse() }),
    'order allowed harmless /message',
  ),
  row(
    'fewer issues of a validation',
    as(422, { message: issues }),
    as(422, { message: issues.slice(0, 1) }),
    'length allowed harmless /message',
  ),
  row('no body', PLAIN, { text: '', headers: { 'content-type': 'application/json' } }, 'type regression breaking'),
  row('text that is not JSON', PLAIN, { text: '[' }, 'type regression breaking'),
  row('other identifiers and times', PLAIN, {
    body: [0, 1].map((at) => ({
      ...(at === 0 ? alpha : beta),
      id: OTHER[at],
      createdAt: '2026-02-02T03:04:05.678Z',
      owner: { id: OTHER[1], email: 'a@b.test' },
    })),
  }),
  row('another text', PLAIN, one({ environment: 'Dev' })),
  ofValues('an enum in another case', PLAIN, one({ environment: 'Dev' }), 'value allowed breaking /*/environment'),
  ofValues(
    'another order of items without a key',
    one({ rules: [{ a: 1 }, { a: 2 }] }),
    one({ rules: [{ a: 2 }, { a: 1 }] }),
    'order allowed harmless /*/rules',
  ),
  ofValues('another name of the same thing', PLAIN, one({ name: 'gamma' }), 'value allowed breaking /*/name'),
  ofValues('another number', PLAIN, one({ count: 4 }), 'value allowed breaking /*/count'),
  ofValues('another boolean', PLAIN, one({ isActive: false }), 'value allowed breaking /*/isActive'),
  ofValues(
    'a rounded number',
    one({ ratio: 0.123456789 }),
    one({ ratio: 0.1234568 }),
    'value allowed breaking /*/ratio',
  ),
  ofValues(
    'a number that a double rounds',
    { text: '[{"id":"x","name":"x","n":12345678901234567890}]' },
    { text: '[{"id":"x","name":"x","n":12345678901234567000}]' },
    'value allowed breaking /*/n',
  ),
  ofValues(
    'the same number in another notation',
    { text: '[{"id":"x","name":"x","n":1.50}]' },
    { text: '[{"id":"x","name":"x","n":15e-1}]' },
  ),
  ofValues('another time', PLAIN, both({ createdAt: '2026-02-02T03:04:05.678Z' })),
  ofValues('other identifiers', PLAIN, {
    body: [
      { ...alpha, id: OTHER[0] },
      { ...beta, id: OTHER[1] },
    ],
  }),
  row(
    'a regression beside a deviation of both',
    withHeaders({ 'x-total': 'two' }),
    { headers: { 'x-total': 'two' }, ...one({ count: '3' }) },
    'contract both-deviate-alike harmless',
    'type regression breaking /*/count',
  ),
  row(
    'a regression beside another deviation of a',
    withHeaders({ 'x-total': 'two' }),
    one({ name: undefined }),
    'contract improvement harmless',
    'header allowed breaking',
    'property regression breaking /*/name',
  ),
  row(
    'an error instead of a success that deviates',
    withHeaders({ 'x-total': 'two' }),
    as(404, error),
    'contract improvement harmless',
    'status allowed breaking',
  ),
  row(
    'a missing property that deviated',
    one({ count: '3' }),
    one({ count: undefined }),
    'contract improvement harmless /*/count',
    'property allowed breaking /*/count',
  ),
  row(
    'opposite changes of two items',
    { body: [{ ...alpha, environment: undefined }, beta] },
    { body: [alpha, { ...beta, environment: undefined }] },
    'property allowed harmless /*/environment',
    'property allowed breaking /*/environment',
  ),
  row(
    'a missing property with a long name',
    one({ oauth2ClientCredentials: 1 }),
    PLAIN,
    'property allowed breaking /*/oauth2ClientCredentials',
  ),
  row(
    'a number as a string that changes every time',
    {
      get body() {
        return [{ ...alpha, usage: Math.random() }, beta];
      },
    },
    one({ usage: '1' }),
    'type allowed breaking /*/usage',
  ),
  ofValues(
    'a log to which both servers add what they do',
    {
      get body() {
        return Array.from({ length: 3 }, () => ({
          id: crypto.randomUUID(),
          name: 'x',
          event: Math.random() < 0.5 ? { a: 1 } : { b: 'y' },
        }));
      },
    },
    {
      get body() {
        return Array.from({ length: 4 }, () => ({
          id: crypto.randomUUID(),
          name: 'y',
          event: Math.random() < 0.5 ? { a: 2 } : null,
        }));
      },
    },
  ),
  row(
    'null in another resource, whose data may differ',
    PLAIN,
    {
      body: [
        { ...alpha, id: OTHER[0], environment: null },
        { ...beta, id: OTHER[1] },
      ],
    },
    'type allowed harmless /*/environment',
  ),
  row(
    'a property that all other resources miss',
    PLAIN,
    { body: OTHER.map((id) => ({ ...alpha, id, name: id, environment: undefined })) },
    'property allowed breaking /*/environment',
  ),
  row(
    'a stamp in another format in another resource',
    PLAIN,
    { body: OTHER.map((id) => ({ ...alpha, id, createdAt: 'Fri, 02 Jan 2026 03:04:05 GMT' })) },
    'format allowed breaking /*/createdAt',
  ),
  ofValues(
    'other items',
    PLAIN,
    { body: OTHER.map((id, at) => ({ ...alpha, id, name: `other ${at}`, slug: `other-${at}` })) },
    'value allowed breaking /*/name',
    'value allowed breaking /*/slug',
  ),
  ofValues(
    'another host',
    one({ host: 'postgres-primary-01.internal' }),
    one({ host: 'mysql-replica-77.external' }),
    'value allowed breaking /*/host',
  ),
  ofValues('the same item twice', PLAIN, { body: [alpha, alpha] }, 'value allowed breaking /*'),
  ofValues(
    'a map without its members',
    { body: [{ ...alpha, map: { [ID[0]]: 1 } }] },
    { body: [{ ...alpha, map: {} }] },
    'length allowed breaking /*/map',
  ),
  ofValues('another item', PLAIN, one({ tags: ['x', 'z'] }), 'value allowed breaking /*/tags'),
];

/** An entry of a log that is newer than the other data. */
function later(id: string, count: number) {
  return { ...alpha, id, name: id, slug: id, count, createdAt: '2026-02-03T00:00:00Z' };
}

/** A list with an entry that was made after the comparison began and, unless it is null, an older one. */
function logged(id: string, change: Record<string, unknown>, old: string | null = ID[0]) {
  const newest = { ...beta, id, name: id, slug: id, createdAt: '2999-01-01T00:00:00Z' };
  return { body: [newest, ...(old === null ? [] : [{ ...alpha, id: old, name: old, slug: old, ...change }])] };
}

/** Entries of a log without ids, all new. */
function entries(name: string | null) {
  return [1, 2].map(() => ({ createdAt: '2999-01-01T00:00:00Z', actor: { name } }));
}

/** A page of things. */
function page(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    ...alpha,
    id: `6f0d1c2b-3a49-4e58-8d67-0000000001${at + 10}`,
    name: `thing ${at}`,
    slug: `thing-${at}`,
  }));
}

const thing = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    count: { type: 'integer' },
    note: { type: 'string', nullable: true },
  },
};
const json = (schema: object) => ({ 'application/json': { schema } });
const list = { type: 'array', items: thing };
const errors = { description: 'an error', content: json({}) };
const document = {
  openapi: '3.0.3',
  info: { title: 'things', version: '1' },
  paths: {
    '/api/v1/things': {
      get: {
        responses: {
          200: {
            description: 'things',
            headers: { 'x-total': { schema: { type: 'integer' } } },
            content: { ...json(list), 'application/vnd.things+json': { schema: list } },
          },
          202: { description: 'things', content: json(list) },
          401: errors,
          403: errors,
          404: errors,
          422: errors,
        },
      },
    },
  },
};

/** A server that answers with what is planted. */
const start = (planted: () => Planted): Promise<TestServer> =>
  startServer(({ url }, response) => {
    if (url === '/api/status') return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    const { status = 200, headers = {}, body = [alpha, beta], text = JSON.stringify(body) } = planted();
    const content = headers['content-encoding'] === 'gzip' ? gzipSync(text) : text;
    const all = Object.entries({ 'content-type': 'application/json', ...headers }).filter(([, value]) => value !== '');
    return response.writeHead(status, Object.fromEntries(all)).end(content);
  });

describe('a planted difference is found, with its class', () => {
  let current: Row;
  let a: TestServer;
  let b: TestServer;
  const folder = files({ 'api.json': JSON.stringify(document) });

  beforeAll(async () => {
    [a, b] = await Promise.all([start(() => current.a ?? {}), start(() => current.b)]);
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  test.each(ROWS)('$what', async (planted) => {
    current = planted;
    const env = { CONTRACT_SPEC: `${folder}/api.json`, CONTRACT_CASES: 'derived', CONTRACT_PATIENCE_SECONDS: '0' };
    const how = { env, only: ['as documented'], values: planted.values === true };
    const report = await compareServers([a.baseUrl, b.baseUrl], how);
    expect(differencesOf(report).sort()).toEqual([...planted.expected].sort());
  });

  test('there are at least 60', () => {
    expect(ROWS.filter(({ expected }) => expected.length > 0).length).toBeGreaterThanOrEqual(60);
  });
});
