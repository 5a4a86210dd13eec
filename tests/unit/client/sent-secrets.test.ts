import { describe, expect, test } from '@jest/globals';
import { cookieValues, secretsSent, setCookieValues } from '../../../src/client/sent-secrets.ts';

const K = 'canarySecretQ7x9Zk2mB4';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const field = (name: string, value: string) => ({ headers: new Map([[name, [value]]]), url: '' });
const url = (text: string) => ({ headers: new Map<string, string[]>(), url: text });
const body = (text: unknown) => ({ ...url(''), body: text });

const form = new FormData();
form.set('password', K);

describe('a credential of a request is found', () => {
  test.each([
    ['as a bearer token', field('authorization', `Bearer ${K}`)],
    ['after a tab and spaces', field('authorization', `Bearer\t  ${K} `)],
    ['as a parameter of a scheme', field('authorization', `Token token="${K}"`)],
    ['as a signature', field('authorization', `AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=${K}`)],
    ['as the second of two', field('authorization', `Bearer abcdefgh, Bearer ${K}`)],
    ['as a password of Basic', field('authorization', `Basic ${base64(`user:${K}`)}`)],
    ['as a user of Basic', field('authorization', `Basic ${base64(`${K}:`)}`)],
    ['in a custom field', field('x-api-key', `Bearer ${K}`)],
    ['in a field with parameters', field('x-auth', `key=${K}; v=1`)],
    ['as the secret part of a service token', field('x-api-key', `st.some-id.${K}`)],
    ['in a field with a harmless prefix', field('sec-token', K)],
    ['in the Referer', field('referer', `https://h.example/?token=${K}`)],
    ['as a cookie', field('cookie', `a=1; sid="${K}"`)],
    ['as a cookie without a name', field('cookie', K)],
    ['as a signed cookie', field('cookie', `sid=s%3A${K}.signature`)],
    ['as a cookie with the name of an attribute', field('cookie', `path=${K}`)],
    ['as the user of a URL', url(`https://${K}@h.example/`)],
    ['as the password of a URL', url(`https://u:${K}@h.example/`)],
    ['as a parameter of a URL', url(`https://h.example/?sig=${K}`)],
    ['in the fragment of a URL', url(`https://h.example/#access_token=${K}`)],
    ['in JSON', body(`\uFEFF{"a":{"password":"${K}"}}`)],
    ['in lines of JSON', body(`{"a":1}\n{"password":"${K}"}`)],
    ['in a form', body(`username=a&password=${K}`)],
    ['in a multipart form', body(`--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${K}\r\n--x--`)],
    ['as a client id', body({ clientId: K })],
    ['in parameters', body(new URLSearchParams({ token: K }))],
    ['in form data', body(form)],
    ['in a map', body(new Map([['credentials', { value: K }]]))],
  ])('%s', (_place, request) => {
    expect(secretsSent(request)).toContain(K);
  });
});

test.each([
  ['accept', 'application/json'],
  ['user-agent', 'Mozilla/5.0 (Macintosh)'],
  ['content-type', 'application/json'],
  ['sec-fetch-site', 'same-origin'],
])('the field %s contains no credential', (name, value) => {
  expect(secretsSent(field(name, value))).toEqual([]);
});

test('attributes of Set-Cookie are not values, but a cookie may have the name of an attribute', () => {
  expect(setCookieValues(`path=${K}; Path=/somewhere; HttpOnly`)).toContain(K);
  expect(setCookieValues('sid=1; Path=/somewhere')).not.toContain('/somewhere');
  expect(cookieValues('')).toEqual(expect.arrayContaining(['']));
});
