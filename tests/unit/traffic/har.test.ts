import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readHar, type Recorded } from '../../../src/traffic/har.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

type Json = Record<string, unknown>;

const entry = (response: Json = {}, request: Json = {}): Json => ({
  time: 12.4,
  request: { method: 'GET', url: 'https://x.example/api/v1/groups', headers: [], ...request },
  response: {
    status: 200,
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    content: { size: 2, mimeType: 'application/json', text: '[]' },
    ...response,
  },
});

function read(...entries: unknown[]): Recorded[] {
  const path = `${files({})}/a.har`;
  writeFileSync(path, `\uFEFF${JSON.stringify({ log: { version: '1.2', entries } })}`);
  return readHar(path);
}
const one = (response?: Json, request?: Json): Recorded => {
  const [recorded] = read(entry(response, request));
  if (recorded === undefined) throw new Error('nothing was read');
  return recorded;
};
const bodyOf = ({ response }: Recorded) => response && Buffer.from(response.body).toString('utf8');

describe('an entry of an archive', () => {
  test('is an exchange with its response', () => {
    expect(read(entry(), entry({}, { method: 'post' }))).toMatchObject([
      { entry: 1, method: 'GET', response: { status: 200, durationMs: 12 }, missing: undefined },
      { entry: 2, method: 'POST' },
    ]);
    expect(one().response?.headers).toEqual(new Map([['content-type', ['application/json']]]));
  });

  test.each<[what: string, response: Json, body: string | undefined]>([
    ['a text', {}, '[]'],
    ['base64', { content: { size: 3, text: 'w7wK', encoding: 'base64' } }, 'ü\n'],
    ['no text and the size 0', { content: { size: 0 } }, ''],
    ['no text and the size 0, though bytes were received', { content: { size: 0 }, bodySize: 412 }, undefined],
    ['an empty text and an unknown size', { content: { size: -1, text: '' } }, undefined],
    ['an empty text and the size 0', { content: { size: 0, text: '' } }, ''],
    ['no text and the status 204', { status: 204, content: { size: -1 } }, ''],
    ['no text and a size above 0', { content: { size: 2 } }, undefined],
    ['no text and an unknown size', { content: { size: -1 } }, undefined],
    ['fewer bytes than its size', { content: { size: 3, text: '[]' } }, undefined],
    ['more bytes than its size', { content: { size: 1, text: 'ü' } }, 'ü'],
    ['no content at all', { content: undefined }, undefined],
  ])('with %s as its body', (_what, response, body) => {
    const recorded = one(response);
    expect(bodyOf(recorded)).toBe(body ?? '');
    expect(recorded.missing).toBe(body === undefined ? 'its body was not recorded' : undefined);
  });

  test.each([0, -1, 200.5, 'OK', undefined])('with the status %p has no response', (status) => {
    expect(one({ status })).toMatchObject({ response: undefined, missing: 'no response was recorded' });
  });

  test('has all values of a field, and no pseudo-header fields of HTTP/2', () => {
    const headers = [
      { name: ':status', value: '200' },
      { name: 'content-encoding', value: 'gzip' },
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ];
    expect(one({ headers }).response?.headers).toEqual(
      new Map([
        ['content-encoding', ['gzip']],
        ['x-a', ['1', '2']],
      ]),
    );
  });

  test('has the media type of the content if no header was recorded', () => {
    expect(one({ headers: [] }).response?.headers.get('content-type')).toEqual(['application/json']);
  });

  test('has its credentials, and other values to redact', () => {
    const recorded = one(
      { headers: [{ name: 'Set-Cookie', value: 'jid=abc=; Path=/; HttpOnly' }] },
      {
        headers: [
          { name: 'Authorization', value: 'Bearer t.o.k' },
          { name: 'cookie', value: 'a=one; b=two' },
        ],
      },
    );
    expect(recorded.tokens).toEqual(['t.o.k']);
    expect(recorded.secrets).toEqual(expect.arrayContaining(['t.o.k', 'one', 'two', 'abc=']));
    expect(recorded.secrets).not.toContain('/');
  });

  test('that the browser created cannot be judged', () => {
    const headers = [{ name: 'Non-Authoritative-Reason', value: 'HSTS' }];
    expect(one({ status: 307, headers }).missing).toBe('the browser created the response');
    expect(one({ status: 200, headers }).missing).toBeUndefined();
  });

  test('is marked if its request was conditional', () => {
    expect(one({}, { headers: [{ name: 'If-None-Match', value: '"x"' }] }).isConditional).toBe(true);
    expect(one().isConditional).toBe(false);
  });
});

test.each([
  ['that does not exist', undefined, /does not exist/],
  ['that is not JSON', '{', /not an HTTP Archive/],
  ['with other JSON', '{"log":{}}', /not an HTTP Archive/],
  [
    'with shapes of this suite',
    '{"log":{"creator":{"name":"infisical-contract"},"entries":[]}}',
    /written by this suite/,
  ],
])('a file %s is an input error', (_what, text, message) => {
  const folder = files(text === undefined ? {} : { 'a.har': text });
  expect(problemOf(() => readHar(`${folder}/a.har`))).toMatchObject({
    exitCode: 2,
    code: 'har',
    message: expect.stringMatching(message),
  });
});
