import { describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/client/client.ts';
import { files } from '../unit/files.ts';
import { deviating, judge } from './judge.ts';
import { startRaw, type Written } from './servers/raw.ts';

const head = (...fields: string[]) => `HTTP/1.1 200 OK\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;
const CHUNKED = head('transfer-encoding: chunked');
const EXTRA = '{"message":"not found"}';

describe('a response with invalid framing is not a response, and the message describes the fault', () => {
  test.each<[message: string, written: Written, method?: string]>([
    ['23 bytes follow a body of Content-Length 0', [head('content-length: 0') + EXTRA]],
    ['23 bytes follow a body of Content-Length 0', [head('content-length: 0'), EXTRA]],
    ['23 bytes follow a body of Content-Length 2', [`${head('content-length: 2')}{}${EXTRA}`]],
    ['23 bytes follow a body of Content-Length 2', [head('content-length: 2'), '{}', EXTRA]],
    ['bytes follow a body of Content-Length 2', [head('content-length: 2'), 20, `{}${EXTRA}`]],
    ['12 bytes follow a body of Content-Length 2', [`${head('content-length: 2')}{}HTTP is nice`]],
    ['1 byte follows a body of Content-Length 2', [`${head('content-length: 2')}{}!`]],
    ['23 bytes follow a body of Content-Length 2', [`${head('connection: close', 'content-length: 2')}{}${EXTRA}`]],
    ['23 bytes follow the last chunk', [`${CHUNKED}2\r\n{}\r\n0\r\n\r\n${EXTRA}`]],
    ['23 bytes follow the last chunk', [CHUNKED, '2\r\n{}\r\n0\r\n\r\n', EXTRA]],
    ['23 bytes follow a 204, which has no body', [`HTTP/1.1 204 No Content\r\n\r\n${EXTRA}`]],
    ['2 bytes follow the response to HEAD, which has no body', [`${head('content-length: 2')}{}`], 'HEAD'],
    ['the size of a chunk is not a hexadecimal number', [`${CHUNKED}zz\r\n{}\r\n0\r\n\r\n`]],
    ['a chunk is longer than its size', [`${CHUNKED}2\r\n{}{}\r\n0\r\n\r\n`]],
    [
      'Content-Length and Transfer-Encoding are sent together',
      [`${head('transfer-encoding: chunked', 'content-length: 2')}2\r\n{}\r\n0\r\n\r\n`],
    ],
    [
      'Content-Length and Transfer-Encoding are sent together',
      [`${head('content-length: 2', 'transfer-encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`],
    ],
    ['Content-Length is sent twice', [`${head('content-length: 2', 'content-length: 3')}{}`]],
    ['Content-Length is not a number', [`${head('content-length: two')}{}`]],
    ['a header field has an invalid character', [`${head('x: a\x01b', 'content-length: 2')}{}`]],
    ['a header field has an invalid character', [`${head('x y: z', 'content-length: 2')}{}`]],
    ['a line does not end with CR LF', ['HTTP/1.1 200 OK\ncontent-length: 2\n\n{}']],
    ['the status line has an invalid status code', ['HTTP/1.1 2xx OK\r\ncontent-length: 2\r\n\r\n{}']],
    ['the status line has an invalid version of HTTP', ['HTTP/9.9 200 OK\r\ncontent-length: 2\r\n\r\n{}']],
    ['the response does not begin with "HTTP/"', ['<html>hello</html>']],
    ['the head is larger than 16 KiB', [`${head(`x: ${'a'.repeat(20_000)}`, 'content-length: 2')}{}`]],
    [
      'the connection was closed before the response was complete: 2 of the 100 bytes of Content-Length were received',
      [`${head('content-length: 100')}{}`, 'end'],
    ],
    [
      'the connection was closed before the response was complete: 2 bytes of the body were received, without its last chunk',
      [`${CHUNKED}64\r\n{}`, 'end'],
    ],
    ['the connection was closed before the response was complete', ['end']],
    [
      'no complete response within 0.4 s (CONTRACT_TIMEOUT_SECONDS): 2 of the 100 bytes of Content-Length were received',
      [`${head('content-length: 100')}{}`],
    ],
  ])('%s', async (message, written, method = 'GET') => {
    const good = [`${head('content-length: 2')}{}`];
    const server = await startRaw((_, url) => (url === '/good' ? good : written));
    const timeoutMs = message.includes('within 0.4 s') ? 400 : 10_000;
    const client = createClient({ timeoutMs, bodyLimitBytes: 1000 });
    const send = (path: string, by = 'GET') => client.send({ method: by, url: server.baseUrl + path, headers: {} });
    const replies = [await send('/good'), await send('/', method), await send('/good'), await send('/good')];
    client.close();
    await server.close();
    expect(replies[1]).toMatchObject({ kind: 'transport-error', message });
    expect(replies.map(({ kind }) => kind)).toEqual(['response', 'transport-error', 'response', 'response']);
    expect(JSON.stringify(replies[1])).not.toMatch(/not found|nice|hello/);
  });

  test('an empty line after a body is ignored', async () => {
    const server = await startRaw(() => [`${head('content-length: 2')}{}`, '\r\n']);
    const client = createClient({ timeoutMs: 400, bodyLimitBytes: 1000 });
    const kinds = [];
    for (let count = 0; count < 5; count++) {
      kinds.push((await client.send({ method: 'GET', url: server.baseUrl, headers: {} })).kind);
    }
    client.close();
    await server.close();
    expect(new Set(kinds)).toEqual(new Set(['response']));
  });
});

describe('bytes after a response, on kept-alive connections', () => {
  const GOOD = Array.from({ length: 30 }, (_, at) => `/api/v1/good${at}`);
  const BROKEN = ['/api/v1/good15x', '/api/v1/good9x'];
  const get = {
    responses: { 200: { description: 'any', content: { 'application/json': { schema: { type: 'object' } } } } },
  };
  const paths = [...GOOD, ...BROKEN].sort().map((path) => [path, { get }]);
  const spec = files({
    'api.json': JSON.stringify({
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths: Object.fromEntries(paths) as object,
    }),
  });
  const json = `${head('content-type: application/json', 'content-length: 2')}{}`;
  const run = async (broken: Written, concurrency: string) => {
    const server = await startRaw((_, url) => (BROKEN.includes(url) ? broken : [json]));
    const env = { CONTRACT_SPEC: spec, CONTRACT_CASES: 'derived', CONTRACT_CONCURRENCY: concurrency };
    const judged = await judge(server.baseUrl, { env, only: ['as documented'] });
    await server.close();
    return judged;
  };

  test.each([
    ['in one packet', [json + EXTRA], '1'],
    ['in one packet', [json + EXTRA], '8'],
    ['in a separate packet', [json, EXTRA], '1'],
    ['in a separate packet', [json, EXTRA], '8'],
  ])('%s, are a deviation of the operation that sent them, and of no other', async (_what, broken, concurrency) => {
    const judged = await run(broken, concurrency);
    expect(deviating(judged).map(({ operation }) => operation)).toEqual(BROKEN.map((path) => `GET ${path}`).sort());
    const [first] = deviating(judged);
    expect(first?.findings).toMatchObject([
      { check: 'no-response', received: '23 bytes follow a body of Content-Length 2' },
    ]);
    expect(first?.curl).toMatch(/^curl -sS --raw -v -H /);
  });

  test.each(['1', '8'])('are not a deviation of the next operations, however late they arrive', async (concurrency) => {
    const judged = await run([json, 5, EXTRA], concurrency);
    expect(deviating(judged).filter(({ operation }) => !operation.endsWith('x'))).toEqual([]);
    expect(judged.counts.conforming).toBeGreaterThanOrEqual(GOOD.length);
  });
});
