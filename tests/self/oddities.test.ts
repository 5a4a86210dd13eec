import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { CELLS, judge } from './judge.ts';
import { type Answer, type Fault, ofApi, type Raw, startFaulty } from './servers/faulty.ts';

const type = (contentType: string): Fault => ofApi(() => ({ headers: { 'content-type': contentType } }));
const coded = (coding: string, encode: (body: Buffer) => Buffer): Fault =>
  ofApi(({ headers, body }) => ({ headers: { ...headers, 'content-encoding': coding }, body: encode(body) }));
const rewritten = (write: (body: unknown) => string): Fault =>
  ofApi(({ body }) => ({ body: Buffer.from(write(JSON.parse(body.toString('utf8')))) }));
const raw = (write: (response: ServerResponse, answer: Answer) => void): Fault =>
  ofApi(
    (answer): Raw =>
      (response) =>
        write(response, answer),
  );
const reversed = (value: unknown): unknown =>
  typeof value !== 'object' || value === null
    ? value
    : Array.isArray(value)
      ? value.map(reversed)
      : Object.fromEntries(
          Object.entries(value)
            .map(([name, child]): [string, unknown] => [name, reversed(child)])
            .reverse(),
        );

describe('a conforming server has no findings although its responses', () => {
  test.each<[string, Fault]>([
    ['write the media type in another case', type('Application/JSON')],
    ['quote the charset', type('application/json; charset="UTF-8"')],
    ['have another media type parameter', type('application/json;profile="https://x.test/a;b"')],
    ['have no charset', type('application/json')],
    ['are gzipped', coded('gzip', gzipSync)],
    ['are deflated', coded('deflate', deflateSync)],
    ['are compressed with brotli', coded('br', brotliCompressSync)],
    ['declare the coding identity', coded('identity', (body) => body)],
    ['are pretty-printed', rewritten((body) => JSON.stringify(body, null, 4))],
    ['have their keys in another order', rewritten((body) => JSON.stringify(reversed(body)))],
    [
      'escape ASCII letters',
      rewritten((body) =>
        JSON.stringify(body)
          .replace(/e/g, '\\u0065')
          .replace(/tru\\u0065|fals\\u0065/g, (word) => word.replace('\\u0065', 'e')),
      ),
    ],
    ['have whitespace around the JSON', rewritten((body) => `\n ${JSON.stringify(body)} \r\n`)],
    [
      'have extra header fields',
      ofApi(({ headers }) => ({ headers: { ...headers, 'x-extra': ['1', '2'], vary: 'origin', etag: '"x"' } })),
    ],
    [
      'are sent in many chunks',
      raw((response, { status, headers, body }) => {
        response.writeHead(status, headers);
        for (const byte of body) response.write(Buffer.of(byte));
        response.end();
      }),
    ],
    ['close the connection each time', ofApi(({ headers }) => ({ headers: { ...headers, connection: 'close' } }))],
    [
      'follow early hints',
      raw((response, { status, headers, body }) => {
        response.writeEarlyHints({ link: '</a>; rel=preload' });
        response.writeHead(status, headers).end(body);
      }),
    ],
  ])('%s', async (_what, fault) => {
    const server = await startFaulty(fault);
    const { outcome, checks, counts } = await judge(server.baseUrl);
    await server.close();
    expect({ outcome, checks, cells: counts.cellsConforming }).toEqual({
      outcome: 'conforming',
      checks: [],
      cells: CELLS,
    });
  });

  test('take 800 ms each, one is a 429 with Retry-After, and one is a list of 2,000', async () => {
    let throttled = false;
    const server = await startFaulty(({ status, headers, body }, { url }) => (response) => {
      if (url === '/api/v1/groups' && !throttled) {
        throttled = true;
        return void response.writeHead(429, { 'retry-after': '1' }).end();
      }
      const isGroups = url === '/api/v1/groups' && status === 200;
      const [group] = isGroups ? (JSON.parse(body.toString('utf8')) as unknown[]) : [];
      const sent = isGroups ? JSON.stringify(Array(2000).fill(group)) : body;
      setTimeout(() => response.writeHead(status, headers).end(sent), 800);
    });
    const { outcome, counts } = await judge(server.baseUrl, { env: { CONTRACT_CONCURRENCY: '32' } });
    await server.close();
    expect({ outcome, cells: counts.cellsConforming }).toEqual({ outcome: 'conforming', cells: CELLS });
  });
});
