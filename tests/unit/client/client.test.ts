import { execFileSync } from 'node:child_process';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decode } from '../../../src/client/coding.ts';
import { curl } from '../../../src/client/curl.ts';
import { isCredentialLike, redactor } from '../../../src/client/redaction.ts';
import { describe as described, shapeOf } from '../../../src/client/shape.ts';
import { transportError } from '../../../src/client/transport-error.ts';

const bytes = (text: string) => Buffer.from(text);

describe('a content coding', () => {
  test.each([
    ['', bytes('hello')],
    ['identity', bytes('hello')],
    ['gzip', gzipSync('hello')],
    ['GZIP', gzipSync('hello')],
    ['deflate', deflateSync('hello')],
    ['br', brotliCompressSync('hello')],
    ['gzip, br', brotliCompressSync(gzipSync('hello'))],
  ])('%j is taken off', (coding, body) => {
    const decoded = decode(body, coding, 1000);
    expect('body' in decoded && Buffer.from(decoded.body).toString()).toBe('hello');
  });

  test.each([
    ['one that is unknown', 'zstd', bytes('x'), false],
    ['a body that is not of it', 'gzip', bytes('hello'), false],
    ['a truncated body', 'gzip', gzipSync('hello').subarray(0, -4), false],
    ['a body that grows past the limit', 'gzip', gzipSync(Buffer.alloc(5000)), true],
  ])('%s is an error, and a value', (_what, coding, body, tooLarge) => {
    const decoded = decode(body, coding, 1000);
    expect('error' in decoded && decoded.tooLarge).toBe(tooLarge);
    expect(decoded).toHaveProperty('error');
  });
});

describe('redaction', () => {
  const secret = 'tok"en/ü+with=odd%characters';
  const redact = redactor([secret]);
  test.each([
    ['raw', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['JSON-escaped', JSON.stringify(secret)],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 behind one byte', Buffer.from(`:${secret}`).toString('base64')],
    ['base64 behind two bytes', Buffer.from(`::${secret}`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
  ])('takes out a secret that is %s', (_what, text) => {
    const clean = redact(`before ${text} after`);
    expect(clean).toMatch(/^before .*\[redacted\].* after$/);
    expect(clean).not.toContain(text.slice(4, 20));
  });

  test('leaves everything else', () => {
    expect(redactor(['short'])('a short text')).toBe('a short text');
  });
});

test.each([
  ['inputs', true],
  ['password', true],
  ['secretHash', true],
  ['accessToken', true],
  ['privateKey', true],
  ['encryptedKey', true],
  ['name', false],
  ['keyword', false],
  ['dynamicSecret', false],
  ['clientSecret', true],
  ['monkey', false],
])('below the key %s a value is taken for a credential: %s', (key, credential) => {
  expect(isCredentialLike(['a', key, '0'])).toBe(credential);
});

describe('a shape', () => {
  test('tells keys, types, kinds and lengths, and no value', () => {
    const body = {
      id: '5f1c9e7a-0000-4000-8000-000000000000',
      at: '2026-01-01T00:00:00Z',
      name: 'Ada',
      n: 1,
      x: 1.5,
      no: null,
      list: ['a', 'b', 'c', 'd'],
    };
    expect(shapeOf(body)).toEqual({
      id: 'uuid',
      at: 'date-time',
      name: 'string of 3',
      n: 'integer',
      x: 'number',
      no: 'null',
      list: ['string of 1', 'string of 1', 'string of 1', '… 1 more'],
    });
  });

  test('of what is deep or wide is bounded', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 5000; depth++) deep = [deep];
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
    expect(JSON.stringify(shapeOf(deep)).length).toBeLessThan(200);
    expect(Object.keys(shapeOf(wide))).toHaveLength(101);
  });

  test.each([
    [undefined, 'nothing'],
    [{}, 'object without properties'],
    [{ a: 1, b: 2 }, 'object with a, b'],
    [[1, 2], 'array of 2'],
  ])('of %j in a line is %s', (value, line) => {
    expect(described(value)).toBe(line);
  });
});

describe('the curl line', () => {
  const request = { method: 'GET', url: '/a?b=%27', auth: { bearer: 'st.$SERVICE_TOKEN_ID.0' }, fault: 500 } as const;

  test('is taken apart by a shell as it is meant', () => {
    const line = curl("https://server.test/it's", request, 'x-fault').replace(/^curl/, "printf '%s\\n'");
    const words = execFileSync('sh', ['-c', line], {
      env: { ...process.env, CONTRACT_SERVICE_TOKEN: 'st.the-id.secret' },
    });
    expect(words.toString().split('\n')).toEqual([
      ...['-sS', '-i', '-H', 'accept: application/json', '-H', 'authorization: Bearer st.the-id.0'],
      ...['-H', 'x-fault: 500', "https://server.test/it's/a?b=%27", ''],
    ]);
  });

  test.each([
    ['token', '"authorization: Bearer $CONTRACT_TOKEN"'],
    ['restricted', '"authorization: Bearer $CONTRACT_RESTRICTED_TOKEN"'],
    ['service', '"authorization: Bearer $CONTRACT_SERVICE_TOKEN"'],
    ['malformed', '"authorization: Bearer not.a-token.5f1c9e7ab2d4"'],
  ] as const)('names the credentials %s, and does not hold them', (auth, part) => {
    expect(curl('https://server.test', { ...request, auth }, undefined)).toContain(part);
  });
});

test('an error of the HTTP client is named, not quoted', () => {
  const error = Object.assign(new Error('Unexpected token s3cret'), { code: 'HPE_INVALID_CONSTANT' });
  expect(transportError(error, 5, 1000)).toEqual({
    kind: 'transport-error',
    reason: 'not-http',
    message: 'the answer is not HTTP (HPE_INVALID_CONSTANT)',
    durationMs: 5,
  });
});
