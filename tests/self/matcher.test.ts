import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import got from 'got';
import supertest from 'supertest';
import { gzipSync } from 'node:zlib';
import { type Contract, loadContract, toSatisfyContract } from '../../src/matcher/matcher.ts';
import { files } from '../unit/files.ts';
import { COORDINATES } from './judge.ts';
import { changed, type Fault, startFaulty, type TestServer } from './servers/faulty.ts';

expect.extend({ toSatisfyContract });

const GROUPS = 'GET /api/v1/groups';
const TOKEN = COORDINATES.CONTRACT_TOKEN ?? '';
const json = { 'content-type': 'application/json' };

/** Changes of the list of groups by query, with the check that finds each. Without a check, the response conforms. */
const FAULTS: Record<string, [check: string | undefined, fault: Fault]> = {
  nothing: [undefined, () => undefined],
  gzip: [undefined, ({ body }) => ({ headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(body) })],
  empty: [undefined, () => ({ body: Buffer.from('[]') })],
  date: ['body-schema', changed((groups: object[]) => groups.map((one) => ({ ...one, createdAt: 'yesterday' })))],
  shown: [
    'body-schema',
    changed((groups: object[]) => groups.map((one) => ({ ...one, createdAt: `Bearer ${TOKEN}` }))),
  ],
  sent: [
    'body-schema',
    changed((groups: object[]) => groups.map((one) => ({ ...one, createdAt: 's3cret-parameter' }))),
  ],
  text: ['body-schema', () => ({ body: Buffer.from('"text"') })],
  status: ['status-declared', () => ({ status: 418 })],
  type: ['content-type', () => ({ headers: { 'content-type': 'text/plain' } })],
  nobody: ['body-parse', () => ({ body: Buffer.from('') })],
  echo: ['secret-not-echoed', changed((groups: object[]) => groups.map((one) => ({ ...one, name: TOKEN })))],
  broken: ['body-parse', ({ body }) => ({ body: body.subarray(0, -3) })],
};

let server: TestServer;
let contract: Contract;
beforeAll(async () => {
  contract = await loadContract('specs');
  server = await startFaulty(
    (answer, request) => FAULTS[request.url?.split(/[?&]/)[1] ?? '']?.[1](answer, request),
    (url) => url.replace(/\?.*/, ''),
  );
});
afterAll(() => server.close());

const headers = { authorization: `Bearer ${TOKEN}` };
const url = (query: string) => `${server.baseUrl}/api/v1/groups?${query}`;
const CLIENTS: Record<string, (query: string) => Promise<unknown>> = {
  got: (query) => got.get(url(query), { headers, throwHttpErrors: false }),
  'got as JSON': (query) => got.get(url(query), { headers, throwHttpErrors: false, responseType: 'json' }),
  fetch: (query) => fetch(url(query), { headers }),
  axios: (query) => axios.get(url(query), { headers, validateStatus: () => true }),
  'axios as bytes': (query) =>
    axios.get(url(query), { headers, validateStatus: () => true, responseType: 'arraybuffer' }),
  supertest: async (query) =>
    await supertest(server.baseUrl)
      .get(`/api/v1/groups?${query}`)
      .set(headers)
      .ok(() => true),
};

/**
 * Faults for which a client throws, or that it hides, such as the token that fetch has sent, and the quotes of a JSON
 * string.
 */
const HIDDEN: Record<string, string[]> = {
  'got as JSON': ['broken'],
  fetch: ['echo'],
  axios: ['text'],
  supertest: ['broken', 'nobody'],
};

describe.each(Object.keys(CLIENTS))('a response of %s', (client) => {
  const faults = Object.entries(FAULTS).filter(([name]) => HIDDEN[client]?.includes(name) !== true);
  test.each(faults.map(([name, [check]]) => ({ name, check })))(
    'with the query $name has the finding $check',
    async ({ name, check }) => {
      const response = await CLIENTS[client]?.(name);
      const result = await toSatisfyContract(response, contract, GROUPS);
      const [, found] = /^✗ (\S+)/m.exec(result.message()) ?? [];
      expect([result.pass, found]).toEqual([check === undefined, check]);
    },
  );
});

describe('the matcher', () => {
  test('works as a matcher of Jest', async () => {
    const response = await fetch(url('nothing'), { headers });
    await expect(response).toSatisfyContract(contract, GROUPS);
    await expect(expect(response.clone()).not.toSatisfyContract(contract, GROUPS)).rejects.toThrow(
      'satisfies the contract of GET /api/v1/groups 200',
    );
    expect(await response.json()).toHaveLength(2);
  });

  test('redacts the credentials of the environment, although a response of fetch does not expose the request', async () => {
    const before = process.env.CONTRACT_TOKEN;
    process.env.CONTRACT_TOKEN = TOKEN;
    const result = await toSatisfyContract(await fetch(url('shown'), { headers }), contract, GROUPS);
    if (before === undefined) delete process.env.CONTRACT_TOKEN;
    else process.env.CONTRACT_TOKEN = before;
    expect(result.message()).toContain('received  "Bearer [redacted]"');
    expect(result.message()).not.toContain(TOKEN);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['the parameters of axios', () => axios.get(url('sent'), { headers, params: { token: 's3cret-parameter' } })],
    ['the body of axios', () => axios.request({ url: url('sent'), headers, data: { password: 's3cret-parameter' } })],
    [
      'a relative URL of axios',
      () => axios.get(`/api/v1/groups?sent&token=s3cret-parameter`, { baseURL: server.baseUrl, headers }),
    ],
    ['the URL of fetch', () => fetch(`${url('sent')}&token=s3cret-parameter`, { headers })],
    ['the URL of got', () => got.get(`${url('sent')}&token=s3cret-parameter`, { headers })],
    ['the URL of supertest', () => supertest(url('sent')).get('&token=s3cret-parameter').set(headers)],
  ])('redacts credentials in %s', async (_what, send) => {
    const result = await toSatisfyContract(await send(), contract, GROUPS);
    expect(result.message()).toContain('received  "[redacted]"');
  });

  test('is synchronous except for a response of fetch', async () => {
    const response = await got.get(url('nothing'), { headers });
    expect(response).toSatisfyContract(contract, GROUPS);
    expect(() => expect(response).not.toSatisfyContract(contract, GROUPS)).toThrow('satisfies the contract');
  });

  test('shows each finding with its place in the contract', async () => {
    const response = await got.get(url('date'), { headers });
    expect(() => expect(response).toSatisfyContract(contract, GROUPS)).toThrow(
      [
        'the response breaks the contract of GET /api/v1/groups 200',
        '',
        '✗ body-schema  /0/createdAt: expected a string of format date-time',
        '  expected  a string of format date-time',
        '  received  "yesterday"',
        '  where     specs/groups/get.yaml:43 /paths/~1api~1v1~1groups/get/responses/200',
      ].join('\n'),
    );
  });

  test.each([
    [
      'an unknown operation',
      { statusCode: 200, headers: {}, rawBody: Buffer.of() },
      'GET /api/v1/group',
      /has no operation .* Did you mean "GET \/api\/v1\/groups"/,
    ],
    ['a body', [{ id: 1 }], GROUPS, /not a response from got, fetch, axios or supertest/],
    ['nothing', undefined, GROUPS, /not a response from got/],
  ])('refuses %s, even with not', (_what, received, operation, message) => {
    expect(() => expect(received).toSatisfyContract(contract, operation)).toThrow(message);
    expect(() => expect(received).not.toSatisfyContract(contract, operation)).toThrow(message);
  });

  test('refuses a response of fetch whose body was already read', async () => {
    const response = await fetch(url('nothing'), { headers });
    await response.text();
    await expect(expect(response).toSatisfyContract(contract, GROUPS)).rejects.toThrow('was already read');
  });

  test('throws if a response cannot be judged, even with not', async () => {
    const folder = files({
      'a.yaml':
        'openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        200: {content: {application/json: {schema: {type: strange}}}}\n',
    });
    const unclear = await loadContract(folder);
    const response = { statusCode: 200, headers: json, rawBody: Buffer.from('1') };
    for (const judged of [expect(response), expect(response).not]) {
      expect(() => judged.toSatisfyContract(unclear, 'GET /a')).toThrow(/GET \/a 200 cannot be judged: .*strange/);
    }
  });

  test('refuses text of axios that may or may not have been JSON', async () => {
    const folder = files({
      'a.yaml':
        'openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        200: {content: {application/json: {schema: {type: string}}}}\n',
    });
    const texts = await loadContract(folder);
    const response = await CLIENTS.axios?.('text');
    expect(() => expect(response).toSatisfyContract(texts, 'GET /a')).toThrow(
      'axios does not distinguish a text from JSON',
    );
    expect(await CLIENTS['axios as bytes']?.('text')).toSatisfyContract(texts, 'GET /a');
  });

  test.each(['stream', 'blob'] as const)('refuses a response of axios whose body is a %s', async (responseType) => {
    const adapter = responseType === 'blob' ? 'fetch' : 'http';
    const response = await axios.get(url('nothing'), { headers, responseType, adapter });
    expect(() => expect(response).toSatisfyContract(contract, GROUPS)).toThrow(
      'the original body of the response cannot be determined',
    );
  });

  test('refuses a promise, and a missing contract', async () => {
    const promise = fetch(url('nothing'), { headers });
    expect(() => expect(promise).toSatisfyContract(contract, GROUPS)).toThrow('is a promise: await it first');
    await promise;
    const response = { statusCode: 200, headers: json, rawBody: Buffer.from('[]') };
    expect(() => expect(response).toSatisfyContract(GROUPS as never, GROUPS)).toThrow(
      'expects the contract that loadContract',
    );
  });

  test('reports an error of the contract in one line', async () => {
    const nowhere = '/nowhere.yaml: the file or folder does not exist. Set CONTRACT_SPEC (--spec) to a folder';
    await expect(loadContract('/nowhere.yaml')).rejects.toThrow(nowhere);
    await expect(loadContract('http://127.0.0.1:1/x.yaml')).rejects.toThrow('only files are read');
  });
});

describe('an expected status', () => {
  const anonymous = () => got.get(url('nothing'), { throwHttpErrors: false });

  test('is satisfied by a response with it', async () => {
    expect(await got.get(url('nothing'), { headers })).toSatisfyContract(contract, GROUPS, { status: 200 });
    expect(await anonymous()).toSatisfyContract(contract, GROUPS, { status: 401 });
  });

  test('makes another declared response fail, which satisfies the contract without it', async () => {
    const response = await anonymous();
    expect(response).toSatisfyContract(contract, GROUPS);
    expect(() => expect(response).toSatisfyContract(contract, GROUPS, { status: 200 })).toThrow(
      'expected status 200 of GET /api/v1/groups, received 401',
    );
    expect(response).not.toSatisfyContract(contract, GROUPS, { status: 200 });
  });
});
