import { describe, expect, test } from '@jest/globals';
import { acceptOf } from '../../src/cases/accept.ts';
import { SUITE } from '../../src/client/suite.ts';
import { contractJson } from '../../src/report/contract-json.ts';
import { har } from '../../src/report/har.ts';
import type { RunRecord } from '../../src/record/lines.ts';
import { files } from '../unit/files.ts';
import { deviating, judge } from './judge.ts';
import { startFaulty, startServer } from './servers/faulty.ts';

describe('the User-Agent of every request, including the login and the download of the contract', () => {
  test.each([
    ['names the suite', '', `${SUITE.name}/${SUITE.version}`],
    ['is the value of CONTRACT_USER_AGENT', 'Mozilla/5.0 (nightly)', 'Mozilla/5.0 (nightly)'],
  ])('%s', async (_what, configured, expected) => {
    const server = await startFaulty(() => undefined);
    await judge(server.baseUrl, {
      only: ['groups'],
      env: {
        CONTRACT_USER_AGENT: configured,
        CONTRACT_SPEC: 'served',
        CONTRACT_CASES: 'fixture,derived',
        CONTRACT_TOKEN: '',
        CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
        CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
      },
    });
    await server.close();
    expect(server.received.map(({ url }) => url)).toEqual(
      expect.arrayContaining(['/api/status', '/api/docs/json', '/api/v1/auth/universal-auth/login', '/api/v1/groups']),
    );
    expect(new Set(server.received.map(({ headers }) => headers['user-agent']))).toEqual(new Set([expected]));
  });
});

describe('the Accept field', () => {
  const responses = (declared: Record<string, string[]>) => ({
    responses: new Map(
      Object.entries(declared).map(([status, types]) => {
        const content = new Map(types.map((type) => [type, { schema: {}, pointer: '' }]));
        return [status, { status, pointer: '', content, headers: new Map(), links: [] }];
      }),
    ),
  });

  test.each<[what: string, declared: Record<string, string[]>, accept: string]>([
    ['nothing', {}, 'application/json'],
    ['no body', { 204: [] }, 'application/json'],
    ['only JSON', { 200: ['application/json'], 404: ['application/json'] }, 'application/json'],
    ['JSON with a charset', { 200: ['Application/JSON; charset=utf-8'] }, 'application/json'],
    ['invalid media types', { 200: ['json', 'text/plain\r\nx: y', ''] }, 'application/json'],
    ['only CSV', { 200: ['text/csv'] }, 'text/csv'],
    ['a range', { 200: ['text/*'] }, 'text/*'],
    [
      'CSV, and JSON for errors',
      { 200: ['text/csv'], default: ['application/json'] },
      'text/csv, application/json;q=0.9',
    ],
    ['only errors', { 404: ['application/problem+json'] }, 'application/problem+json'],
    ['CSV before JSON', { '2XX': ['text/csv', 'application/json'] }, 'application/json, text/csv'],
    ['parameters', { 200: ['application/vnd.x+json; version=2; q=0.1'] }, 'application/vnd.x+json;version=2'],
  ])('of an operation that declares %s', (_what, declared, accept) => {
    expect(acceptOf(responses(declared))).toBe(accept);
  });

  const spec = files({
    'api.yaml': `openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /api/v1/table:
    get:
      responses:
        200: { description: a table, content: { text/csv: { schema: { type: string } } } }
        406: { description: no, content: { application/problem+json: { schema: { type: object } } } }
  /api/v1/any:
    get: { responses: { 200: { description: any, content: { text/*: { schema: { type: string } } } } } }
`,
  });

  test('gets the declared media type from a server that negotiates, and is recorded and reported as sent', async () => {
    const server = await startServer(({ url, headers: { accept = '' } }, response) => {
      if (url === '/api/status') return response.setHeader('content-type', 'application/json').end('{}');
      const [type = '', found = ''] =
        url?.startsWith('/api/v1/any') === true ? ['text/plain', 'text/*'] : ['text/csv', 'text/csv'];
      const isAccepted = accept.split(',').some((one) => one.trim() === found);
      response.writeHead(isAccepted ? 200 : 406, { 'content-type': isAccepted ? type : 'application/problem+json' });
      return response.end(isAccepted ? 'a,b' : '{}');
    });
    const run = await judge(server.baseUrl, { env: { CONTRACT_SPEC: spec, CONTRACT_CASES: 'derived' } });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.successes).toEqual(['GET /api/v1/table', 'GET /api/v1/any']);

    const accepts = new Set(['text/csv, application/problem+json;q=0.9', 'text/*']);
    const sent = server.received.filter(({ url }) => /table|any/.test(url)).map(({ headers }) => headers.accept);
    expect(new Set(sent)).toEqual(accepts);
    expect(new Set(run.cases.map(({ request }) => request?.headers.accept))).toEqual(accepts);
    expect(new Set(run.cases.map((one) => /-H 'accept: (.*?)'/.exec(one.curl)?.[1]))).toEqual(accepts);
    const archive = har(contractJson(JSON.parse(run.record) as RunRecord, run));
    expect(new Set([...archive.matchAll(/"accept",\s*"value": "(.*?)"/g)].map(([, value]) => value))).toEqual(accepts);
  });
});
