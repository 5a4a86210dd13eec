import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../../src/contract/contract.ts';
import type { Recorded } from '../../../src/traffic/har.ts';
import { operationFinder, requestDescriber } from '../../../src/traffic/match.ts';
import { files } from '../files.ts';

/** A template that would backtrack as a regular expression. */
const MANY = Array.from({ length: 12 }, (_, at) => `{p${at}}a`).join('');

const PATHS = [
  '/api/v1/groups',
  '/api/v1/groups/{id}',
  '/api/v1/groups/mine',
  '/api/v1/{area}/mine/x',
  '/a/{b}.json',
  '/a(b)',
  `/n/${MANY}zz`,
];
const contract = await loadContract(
  files({
    'a.json': JSON.stringify({
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths: Object.fromEntries(PATHS.map((path) => [path, { get: { responses: { 200: { description: 'x' } } } }])),
    }),
  }),
  () => Promise.reject(new Error('nothing is fetched here')),
);
const exchange = (url: string, method = 'GET') => ({ method, url }) as Recorded;

describe('the operation of a URL', () => {
  const find = (url: string, method?: string, baseUrl?: string) => {
    const found = operationFinder(contract, baseUrl)(exchange(url, method));
    return 'operation' in found ? found.operation.path : found.reason;
  };

  test.each([
    ['https://x.example/api/v1/groups?limit=1#x', '/api/v1/groups'],
    ['https://x.example/api/v1/groups/7', '/api/v1/groups/{id}'],
    ['https://x.example/api/v1/groups/a%2Fb', '/api/v1/groups/{id}'],
    ['https://x.example/api/v1/groups/mine', '/api/v1/groups/mine'],
    ['https://x.example/api/v1/teams/mine/x', '/api/v1/{area}/mine/x'],
    ['https://x.example/a/b.json', '/a/{b}.json'],
    ['https://x.example/a(b)', '/a(b)'],
    ['https://x.example/api/v1/groups/', 'no such path'],
    ['https://x.example/api/v1/groups/7/8', 'no such path'],
    ['https://x.example/v2/api/v1/groups', 'no such path'],
    ['https://x.example/aXb', 'no such path'],
    ['data:text/plain,/api/v1/groups', 'no such path'],
    ['not a URL', 'no such path'],
    [`https://x.example/n/${'a'.repeat(120)}`, 'no such path'],
    [`https://x.example/n/${'a'.repeat(24)}zz`, `/n/${MANY}zz`],
    [`https://x.example/n/${'a'.repeat(23)}zz`, 'no such path'],
    ['https://x.example/a/.json', 'no such path'],
  ])('%s belongs to %s', (url, path) => expect(find(url)).toBe(path));

  test('depends on its method', () => {
    expect(find('https://x.example/api/v1/groups', 'OPTIONS')).toBe('no such method');
  });

  test('is unknown if its path item cannot be read', async () => {
    const paths = { '/a': { get: { responses: { 200: { description: 'x' } } } }, '/b/{id}': { $ref: 'nowhere.yaml' } };
    const folder = files({
      'a.json': JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths }),
    });
    const broken = operationFinder(await loadContract(folder, () => Promise.reject(new Error('offline'))), undefined);
    expect(broken(exchange('https://x.example/api/b/7'))).toEqual({ reason: 'fault of the contract' });
    expect(broken(exchange('https://x.example/b/7/8'))).toEqual({ reason: 'no such path' });
  });

  test.each([
    ['https://x.example/base/api/v1/groups', '/api/v1/groups'],
    ['https://x.example/api/v1/groups', 'no such path'],
    ['https://y.example/base/api/v1/groups', 'another origin'],
  ])('below a base URL: %s belongs to %s', (url, path) => {
    expect(find(url, 'GET', 'https://x.example/base')).toBe(path);
  });
});

test.each<[url: string, place: string, baseUrl: string | undefined]>([
  ['https://x.example/static/app.4f1c9e7a.js?token=x', 'GET https://x.example/…/…', undefined],
  ['https://x.example/api/v1/reset/secret', 'GET https://x.example/api/v1/…/…', undefined],
  ['https://user:pass@x.example/api/v1/', 'GET https://x.example/api/v1/', undefined],
  ['https://y.example/api/v1/secret', 'GET https://y.example', 'https://x.example'],
  ['data:text/plain,secret', 'GET data:…', undefined],
  ['secret', 'GET …', undefined],
])('%s is reported as %s', (url, place, baseUrl) => {
  const one = exchange(url);
  expect(requestDescriber(contract)(one, operationFinder(contract, baseUrl)(one))).toBe(place);
});

const responses = { 200: { description: 'x' } };
const load = (document: object) =>
  loadContract(
    files({ 'a.json': JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, ...document }) }),
    () => Promise.reject(new Error('nothing is fetched here')),
  );

const SERVERS = [
  {
    url: 'https://{region}.example/{version}/',
    variables: { region: { default: 'eu' }, version: { default: 'v1' } },
  },
  { url: '/relative/' },
  { url: 'below' },
  { url: 'https://x.example/{unknown}' },
  { url: 'https://[' },
];
const served = await load({
  servers: SERVERS,
  paths: {
    '/groups': { get: { responses } },
    '/users': {
      servers: [{ url: '/of-path' }],
      get: { responses },
      put: { responses, servers: [{ url: '/of-put' }] },
    },
  },
});

describe('templates of the same shape', () => {
  test.each([
    ['GET', 'GET /environments/{envId}'],
    ['PATCH', 'PATCH /environments/{id}'],
    ['DELETE', 'DELETE /environments/{id}'],
    ['PUT', 'no such method'],
  ])('are distinguished by the method: %s is %s', async (method, expected) => {
    const shaped = await load({
      paths: {
        '/environments/{envId}': { get: { responses } },
        '/environments/{id}': { patch: { responses }, delete: { responses } },
      },
    });
    const found = operationFinder(shaped, undefined)(exchange('https://x.example/environments/7', method));
    expect('operation' in found ? found.operation.key : found.reason).toBe(expected);
  });

  test.each<[method: string, url: string, expected: string, baseUrl: string | undefined]>([
    ['GET', 'https://any.example/v1/groups', '/v1 GET /groups', undefined],
    ['GET', 'https://any.example/relative/groups', '/relative GET /groups', undefined],
    ['GET', 'https://any.example/below/groups', '/below GET /groups', undefined],
    ['GET', 'https://any.example/groups', ' GET /groups', undefined],
    ['GET', 'https://any.example/v2/groups', 'no such path', undefined],
    ['GET', 'https://any.example/of-path/users', '/of-path GET /users', undefined],
    ['PUT', 'https://any.example/of-put/users', '/of-put PUT /users', undefined],
    ['GET', 'https://any.example/v1/users', 'no such path', undefined],
    ['GET', 'https://any.example/base/v1/groups', '/v1 GET /groups', 'https://any.example/base'],
    ['GET', 'https://any.example/v1/groups', 'no such path', 'https://any.example/base'],
  ])('are matched below the base paths of servers: %s %s is %s', (method, url, expected, baseUrl) => {
    const found = operationFinder(served, baseUrl)(exchange(url, method));
    expect('operation' in found ? `${found.basePath} ${found.operation.key}` : found.reason).toBe(expected);
  });
});

test('a request with another method is reported with the template of its path', () => {
  const one = exchange('https://x.example/api/v1/groups/secret', 'DELETE');
  expect(requestDescriber(contract)(one, operationFinder(contract, undefined)(one))).toBe(
    'DELETE https://x.example/api/v1/groups/{id}',
  );
  const odd = exchange('https://x.example/a', 'secret word');
  expect(requestDescriber(contract)(odd, operationFinder(contract, undefined)(odd))).toBe('… https://x.example/a');
});
