import { execFileSync } from 'node:child_process';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { createAgents } from '../../../src/client/agents.ts';
import { decode } from '../../../src/client/coding.ts';
import { curl } from '../../../src/client/curl.ts';
import { phrase, written } from '../../../src/client/phrase.ts';
import { redactor } from '../../../src/client/redaction.ts';
import { isCredentialLike } from '../../../src/contract/credential-keys.ts';
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
  ])('%j is decoded', (coding, body) => {
    const decoded = decode(body, coding, 1000);
    expect('body' in decoded && Buffer.from(decoded.body).toString()).toBe('hello');
  });

  test.each([
    ['an unknown coding', 'zstd', bytes('x'), false],
    ['more than ten codings', Array(11).fill('gzip').join(), bytes('x'), false],
    ['a body without the coding', 'gzip', bytes('hello'), false],
    ['a truncated body', 'gzip', gzipSync('hello').subarray(0, -4), false],
    ['a body that exceeds the limit when decoded', 'gzip', gzipSync(Buffer.alloc(5000)), true],
  ])('%s is returned as an error', (_title, coding, body, tooLarge) => {
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
    ['base64 after one byte', Buffer.from(`:${secret}`).toString('base64')],
    ['base64 after two bytes', Buffer.from(`::${secret}`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['in upper case', secret.toUpperCase()],
    ['hexadecimal', Buffer.from(secret).toString('hex')],
    ['hexadecimal in upper case', Buffer.from(secret).toString('hex').toUpperCase()],
    ['escaped for HTML', secret.replaceAll('"', '&quot;').replaceAll('/', '&#x2F;')],
    ['numeric character references', Array.from(secret, (each) => `&#${each.codePointAt(0)};`).join('')],
    ['padded references', Array.from(secret, (each) => `&#x000${each.codePointAt(0)?.toString(16)};`).join('')],
    [
      'Unicode escapes',
      Array.from(secret, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
    ['a token of a JSON pointer', secret.replaceAll('/', '~1')],
    [
      'every other character percent-encoded',
      Array.from(secret, (each, at) => (at % 2 ? encodeURIComponent(each) : each)).join(''),
    ],
  ])('replaces a secret in the encoding: %s', (_title, text) => {
    const clean = redact(`before ${text} after`);
    expect(clean).toMatch(/^before .*\[redacted\].* after$/);
    expect(clean).not.toContain(text.slice(4, 20));
  });

  test('replaces secrets that are too long for a pattern, and thousands of them', () => {
    const long = ['x'.repeat(40_000), ...Array.from({ length: 3000 }, (_, index) => `secret-number-${index}-of-many`)];
    const clean = redactor(long)(`a ${long[0]} b ${long[2999]} c`);
    expect(clean).toBe('a [redacted] b [redacted] c');
  });

  test('does not change other text', () => {
    expect(redactor(['short'])('a short text')).toBe('a short text');
    expect(redactor([])('any text')).toBe('any text');
  });

  test('changes the values of a phrase, but not its own words', () => {
    const text = phrase`status ${404} is not declared, but ${'declared'}: ${phrase`declared ${'declared'}`}`;
    expect(written(text, redactor(['declared']))).toBe(
      'status 404 is not declared, but [redacted]: declared [redacted]',
    );
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
  ['pwd', true],
  ['dbPwd', true],
  ['dsn', true],
  ['sentryDsn', true],
  ['connectionUri', true],
  ['connection_string', true],
  ['databaseUrl', true],
  ['DATABASE_URL', true],
  ['url', false],
])('a value below the key %s is treated as a credential: %s', (key, credential) => {
  expect(isCredentialLike(['a', key, '0'])).toBe(credential);
});

describe('a shape', () => {
  const same = (text: string) => text;

  test('contains keys, types, kinds and lengths, but no values', () => {
    const body = {
      id: '5f1c9e7a-0000-4000-8000-000000000000',
      at: '2026-01-01T00:00:00Z',
      name: 'Ada',
      n: 1,
      x: 1.5,
      no: null,
      list: ['a', 'b', 'c', 'd'],
    };
    expect(shapeOf(body, same)).toEqual({
      id: 'uuid',
      at: 'date-time',
      name: 'string of length 3',
      n: 'integer',
      x: 'number',
      no: 'null',
      list: ['string of length 1', 'string of length 1', 'string of length 1', '… 1 more'],
    });
  });

  test('of a deep or wide value is bounded', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 5000; depth++) deep = [deep];
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
    expect(JSON.stringify(shapeOf(deep, same)).length).toBeLessThan(200);
    expect(Object.keys(shapeOf(wide, same))).toHaveLength(101);
  });

  test('of a value with many or long names is bounded, and shows no part of a long name', () => {
    const list = (width: number, child: object) =>
      Object.fromEntries(Array.from({ length: width }, (_, index) => [`k${index}`, child]));
    const nested = list(100, list(100, list(100, {})));
    expect(JSON.stringify(shapeOf(nested, same)).length).toBeLessThan(200_000);
    expect(shapeOf({ ['n'.repeat(201)]: 1, ['m'.repeat(200)]: 1 }, same)).toEqual({
      '(name of 201 characters)': 'integer',
      ['m'.repeat(200)]: 'integer',
    });
    expect(shapeOf({ ['n'.repeat(201)]: 1, ['m'.repeat(201)]: 1 }, same)).toEqual({
      '(name of 201 characters)': 'integer',
      '…': '1 more',
    });
  });

  test.each([
    [undefined, 'nothing'],
    [{}, 'object without properties'],
    [{ a: 1, b: 2 }, 'object with a, b'],
    [[1, 2], 'array of length 2'],
  ])('of %j in one line is %s', (value, line) => {
    expect(written(described(value), same)).toBe(line);
  });
});

describe('the curl command', () => {
  const request = { method: 'GET', url: '/a?b=%27', auth: { bearer: 'st.$SERVICE_TOKEN_ID.0' }, fault: 500 } as const;

  test('is split into the intended words by a shell', () => {
    const line = curl("https://server.test/it's", request, { faultHeader: 'x-fault' }).replace(
      /^curl/,
      "printf '%s\\n'",
    );
    const words = execFileSync('sh', ['-c', line], {
      env: { ...process.env, CONTRACT_SERVICE_TOKEN: 'st.the-id.secret' },
    });
    expect(words.toString().split('\n')).toEqual([
      '-sS',
      '-i',
      '-H',
      'accept: application/json',
      '-H',
      'authorization: Bearer st.the-id.0',
      '-H',
      'x-fault: 500',
      "https://server.test/it's/a?b=%27",
      '',
    ]);
  });

  test('sends the headers of the suite, does not wait for the body of HEAD, and can show the framing', () => {
    const sent = { method: 'HEAD', url: '/a', auth: 'none', accept: 'text/csv', fault: undefined } as const;
    expect(curl('https://server.test', sent, { userAgent: "it's me", raw: true })).toBe(
      `curl -sS --raw -v -I -H 'accept: text/csv' -H 'user-agent: it'\\''s me' 'https://server.test/a'`,
    );
  });

  test.each([
    ['token', '"authorization: Bearer $CONTRACT_TOKEN"'],
    ['restricted', '"authorization: Bearer $CONTRACT_RESTRICTED_TOKEN"'],
    ['service', '"authorization: Bearer $CONTRACT_SERVICE_TOKEN"'],
    ['malformed', '"authorization: Bearer not.a-token.5f1c9e7ab2d4"'],
  ] as const)('contains a variable instead of the credentials %s', (auth, part) => {
    expect(curl('https://server.test', { ...request, auth }, {})).toContain(part);
  });
});

test('requests to one origin share their agents, and those to a host or port that begins alike do not', () => {
  const agents = createAgents();
  const first = agents.for('http://127.0.0.1:80/a');
  expect(agents.for('http://127.0.0.1/b')).toBe(first);
  expect(agents.for('HTTP://127.0.0.1/b?c')).toBe(first);
  for (const other of ['http://127.0.0.1:8080/a', 'http://127.0.0.10/a', 'https://127.0.0.1/a']) {
    expect(agents.for(other)).not.toBe(first);
  }
  expect(agents.for('http://127.0.0.1/a', true)).not.toBe(first);
  agents.close();
});

test('an error of the HTTP client is described without its message', () => {
  const error = Object.assign(new Error('Unexpected token s3cret'), { code: 'HPE_INVALID_CONSTANT' });
  const received = { method: 'GET', head: undefined, excess: 0 };
  expect(transportError(error, 5, { timeoutMs: 1000, received, bytes: 0 })).toEqual({
    kind: 'transport-error',
    reason: 'not-http',
    message: 'the response does not begin with "HTTP/"',
    durationMs: 5,
  });
});
