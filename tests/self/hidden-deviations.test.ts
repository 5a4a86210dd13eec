import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { COORDINATES, judge } from './judge.ts';
import { changed, startFaulty, startServer } from './servers/faulty.ts';

const TOKEN = COORDINATES.CONTRACT_TOKEN ?? '';

/** A folder with a contract of some GET operations. */
function contractOf(paths: Record<string, object>): string {
  const components = { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } };
  const items = Object.fromEntries(Object.entries(paths).map(([path, get]): [string, object] => [path, { get }]));
  const document = { openapi: '3.0.3', info: { title: 't', version: '1' }, components, paths: items };
  return files({ 'api.json': JSON.stringify(document) });
}

const response = (schema: object) => ({ description: 'x', content: { 'application/json': { schema } } });
const error = { type: 'object', required: ['reqId'], properties: { reqId: { type: 'string' } } };

const json = (to: ServerResponse, status: number, body: unknown): void =>
  void to.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const THINGS = '/api/v1/things';
const ID = '6f0d1c2b-3a49-4e58-8d67-7c86b95a4d30';

describe('a run detects', () => {
  test('a wrong token behind a 2xx to OPTIONS, which proves nothing', async () => {
    const server = await startServer(({ method, url }, to) => {
      if (method === 'OPTIONS') to.writeHead(204).end();
      else json(to, url === '/api/status' ? 200 : method === 'GET' ? 401 : 404, {});
    });
    const things = { security: [{ bearer: [] }], responses: { 200: response({}), 401: response({}) } };
    const env = { CONTRACT_SPEC: contractOf({ [THINGS]: things }), CONTRACT_CASES: 'derived' };
    const { exitCode, reasons, counts } = await judge(server.baseUrl, { env });
    await server.close();
    expect(counts.deviating).toBe(0);
    expect({ exitCode, reasons }).toMatchObject({
      exitCode: 3,
      reasons: ['CONTRACT_TOKEN was refused', 'no conforming 2xx was received'],
    });
  });

  test('deviating 404s behind the form of the router, where the route was proved', async () => {
    const server = await startServer(({ method, url = '' }, to) => {
      const notFound = () => json(to, 404, { message: 'none', error: 'Not Found', statusCode: 404 });
      if (method !== 'GET') notFound();
      else if (url === '/api/status') json(to, 200, {});
      else if (url === THINGS) json(to, 200, [{ id: ID }]);
      else if (url === `${THINGS}/${ID}`) json(to, 200, { id: ID });
      else notFound();
    });
    const thingId = { name: 'thingId', in: 'path', required: true, schema: { type: 'string' } };
    const spec = contractOf({
      [THINGS]: { responses: { 200: response({ type: 'array' }) } },
      [`${THINGS}/{thingId}`]: { parameters: [thingId], responses: { 200: response({}), 404: response(error) } },
    });
    const { exitCode, checks } = await judge(server.baseUrl, {
      env: { CONTRACT_SPEC: spec, CONTRACT_CASES: 'derived' },
    });
    await server.close();
    expect({ exitCode, checks }).toEqual({ exitCode: 1, checks: ['body-schema'] });
  });

  test('deviating refusals behind a token that is revoked during the run', async () => {
    let sent = 0;
    const server = await startFaulty((_answer, { headers }) =>
      headers.authorization?.includes(TOKEN) === true && ++sent > 20
        ? { status: 401, body: Buffer.from(`{"oops":"bad token ${TOKEN}"}`) }
        : undefined,
    );
    const { exitCode, checks } = await judge(server.baseUrl, { env: { CONTRACT_CASES: 'fixture,derived' } });
    await server.close();
    expect(exitCode).toBe(1);
    expect(checks).toEqual(expect.arrayContaining(['body-schema', 'secret-not-echoed']));
  });

  test.each<[string, string, number, string[]]>([
    ['an undeclared, inconclusive refusal of a revoked token', 'no', 3, []],
    ['an echo in an undeclared refusal of a revoked token', TOKEN, 1, ['secret-not-echoed']],
  ])('%s', async (_what, message, expected, findings) => {
    let sent = 0;
    const server = await startFaulty((_answer, { headers }) =>
      headers.authorization?.includes(TOKEN) === true && ++sent > 3
        ? { status: 401, body: Buffer.from(JSON.stringify({ message })) }
        : undefined,
    );
    const groups = { security: [{ bearer: [] }], responses: { 200: response({}), 403: response({}) } };
    const env = { CONTRACT_SPEC: contractOf({ '/api/v1/groups': groups }), CONTRACT_CASES: 'fixture,derived' };
    const { exitCode, checks, reasons } = await judge(server.baseUrl, { env, only: ['asked again', '200'] });
    await server.close();
    expect({ exitCode, checks }).toEqual({ exitCode: expected, checks: findings });
    if (expected === 3) expect(reasons).toContain('CONTRACT_TOKEN was refused');
  });

  test('a revoked token behind a waiver of what the refusals violate', async () => {
    let sent = 0;
    const server = await startFaulty((_answer, { headers }) =>
      headers.authorization?.includes(TOKEN) === true && ++sent > 5
        ? { status: 401, body: Buffer.from('{"statusCode":401,"message":"no","error":"Refused"}') }
        : undefined,
    );
    const waivers = files({
      'waivers.yaml':
        '- {operation: GET /api/v1/groups, status: 401, check: body-schema, reason: x, owner: x, expires: 2999-12-31}\n',
    });
    const env = { CONTRACT_CASES: 'fixture,derived', CONTRACT_WAIVERS: `${waivers}/waivers.yaml` };
    const { exitCode, reasons } = await judge(server.baseUrl, { env, only: ['groups'] });
    await server.close();
    expect(exitCode).toBe(3);
    expect(reasons).toContain('CONTRACT_TOKEN was refused');
  });

  test('an echo of an already renewed token', async () => {
    const issued: string[] = [];
    const server = await startFaulty((answer, { method, url }) => {
      if (method === 'POST' && url?.endsWith('/login') === true && answer.status === 200) {
        return changed((login: { accessToken: string }) => {
          issued.push(login.accessToken);
          return { ...login, expiresIn: 0.001 };
        })(answer);
      }
      const before = issued.at(-2);
      return before === undefined ? undefined : { headers: { ...answer.headers, 'x-debug': before } };
    });
    const env = {
      CONTRACT_TOKEN: '',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
    };
    const { exitCode, checks } = await judge(server.baseUrl, { env, only: ['groups'] });
    await server.close();
    expect({ exitCode, checks }).toEqual({ exitCode: 1, checks: ['secret-not-echoed'] });
  });

  test('an echo that is escaped in the JSON', async () => {
    const token = 'reader/5b2f60c1d94e4a7f/b0a3';
    const echo = changed((body: { message: string }) => ({ ...body, message: token }));
    const server = await startFaulty(
      (answer) =>
        answer.status === 404 ? { body: Buffer.from(String(echo(answer).body).replaceAll('/', '\\/')) } : undefined,
      (url) => url,
      (authorization) => authorization.replace(token, TOKEN),
    );
    const { exitCode, checks } = await judge(server.baseUrl, { env: { CONTRACT_TOKEN: token } });
    await server.close();
    expect({ exitCode, checks }).toEqual({ exitCode: 1, checks: ['secret-not-echoed'] });
  });
});

test('names of many MiB do not fill the record', async () => {
  const server = await startFaulty(({ status, body }) =>
    status === 200 && body.toString().startsWith('{"')
      ? { body: Buffer.from(body.toString().replace('{"', `{"${'n'.repeat(4 * 2 ** 20)}":1,"`)) }
      : undefined,
  );
  const { record } = await judge(server.baseUrl);
  await server.close();
  expect(record).toContain('(name of 4194304 characters)');
  expect(record.length).toBeLessThan(2 * 2 ** 20);
});
