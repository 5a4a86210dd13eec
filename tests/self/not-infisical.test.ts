import { readdirSync, readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { problemIn } from '../unit/problem-of.ts';
import { contract } from './command.ts';
import { COORDINATES, judge } from './judge.ts';
import { changed, startFaulty, startServer, type TestServer } from './servers/faulty.ts';

/** Responses to `GET /api/status` that an Infisical server does not send, with the expected message and fix. */
const ANSWERS: [what: string, answer: (response: ServerResponse) => void, message: RegExp, fix: RegExp][] = [
  ...[301, 302, 307, 308].map((status): (typeof ANSWERS)[number] => [
    `${status} to another server`,
    (response) => response.writeHead(status, { location: 'https://y.test/api/status?session=s3cret#s3cret' }).end(),
    /\/api\/status redirects to https:\/\/y\.test$/,
    /^Set CONTRACT_BASE_URL to https:\/\/y\.test$/,
  ]),
  [
    'a redirect below a base path',
    (response) => response.writeHead(301, { location: 'https://u:p@y.test/base/api/status/' }).end(),
    /redirects to https:\/\/y\.test\/base$/,
    /^Set CONTRACT_BASE_URL to https:\/\/y\.test\/base$/,
  ],
  [
    'a redirect to a login',
    (response) => response.writeHead(302, { location: '/login?next=s3cret' }).end(),
    /redirects to http:\/\/127\.0\.0\.1:\d+\/login$/,
    /^Set CONTRACT_BASE_URL to the origin of an Infisical server/,
  ],
  [
    'a redirect to an invalid URL',
    (response) => response.writeHead(302, { location: 'javascript:alert(1)' }).end(),
    /redirects to a location that is not an http or https URL$/,
    /--force judges this server anyway$/,
  ],
  [
    'a page',
    (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<form>Log in</form>'),
    /answered 200 with an HTML page, which is not the status of an Infisical server$/,
    /^Set CONTRACT_BASE_URL to the origin of an Infisical server/,
  ],
  [
    'a list',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'),
    /answered 200 with application\/json,/,
    /--force/,
  ],
  ['404', (response) => response.writeHead(404).end('{}'), /answered 404 with no Content-Type,/, /--force/],
  ['401', (response) => response.writeHead(401).end('{}'), /answered 401/, /--force/],
  ['500', (response) => response.writeHead(500).end('{}'), /answered 500/, /^Check the log of the server/],
];

const LOGIN = {
  CONTRACT_TOKEN: '',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'some-client',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'some-secret',
};

describe('a server that answers the first request with', () => {
  test.each(ANSWERS)('%s is refused before any login and any case', async (_what, answer, message, fix) => {
    const server = await startServer((_request, response) => answer(response));
    const problem = await problemIn(judge(server.baseUrl, { env: LOGIN }));
    await server.close();
    expect(problem).toMatchObject({ code: 'not-infisical', exitCode: 3, where: 'environment' });
    expect(problem.message).toMatch(message);
    expect(problem.fix).toMatch(fix);
    expect(problem.line).not.toMatch(/s3cret|u:p/);
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /api/status']);
  });

  test.each([
    ['{}', {}],
    ['{"message":"Ok"}', { 'content-type': 'application/json' }],
    ['\uFEFF{"message":"Ok"}', { 'content-type': 'text/plain' }],
  ])('%s and %j may be an Infisical server', async (body, headers) => {
    const server = await startFaulty((_answer, { url }) =>
      url === '/api/status' ? { headers: headers, body: Buffer.from(body) } : undefined,
    );
    const { exitCode } = await judge(server.baseUrl, { only: ['groups'] });
    await server.close();
    expect(exitCode).toBe(0);
  });
});

describe('a base URL with a path beyond the base', () => {
  test.each(['/api', '/api/v1', '/organization/overview'])('%s is corrected with one more request', async (path) => {
    const server = await startFaulty(() => undefined);
    const problem = await problemIn(judge(server.baseUrl + path));
    await server.close();
    expect(problem).toMatchObject({ code: 'not-infisical', fix: `Set CONTRACT_BASE_URL to ${server.baseUrl}` });
    expect(server.received.map(({ url }) => url)).toEqual([`${path}/api/status`, '/api/status']);
    expect(server.received.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });
});

describe('the wrong scheme', () => {
  test('http for a TLS server is reported', async () => {
    const pems = await generate([{ name: 'commonName', value: 'localhost' }]);
    const tls = createTlsServer({ key: pems.private, cert: pems.cert }, (_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(tls.address() as AddressInfo).port}`;
    const problem = await problemIn(judge(`http://${host}`));
    tls.closeAllConnections();
    await new Promise((resolve) => tls.close(resolve));
    expect(problem).toMatchObject({
      code: 'not-infisical',
      exitCode: 3,
      message: `http://${host}: the server answered http with TLS`,
      fix: `Try https: set CONTRACT_BASE_URL to https://${host}`,
    });
  });

  test('https for a plain HTTP server is reported', async () => {
    const server = await startFaulty(() => undefined);
    const secure = server.baseUrl.replace('http:', 'https:');
    const problem = await problemIn(judge(secure));
    await server.close();
    expect(problem).toMatchObject({
      code: 'not-infisical',
      exitCode: 3,
      message: `${secure}: the server answered https with plain HTTP`,
      fix: `Try http: set CONTRACT_BASE_URL to ${server.baseUrl}`,
    });
  });

  test('is not reported if the server only resets connections', async () => {
    const server = await startServer((_request, response) => void response.destroy());
    const problem = await problemIn(judge(server.baseUrl));
    await server.close();
    expect(problem).toMatchObject({ code: 'unreachable', exitCode: 3 });
  });
});

describe('on the command line, a server that is not an Infisical server', () => {
  const page = (): Promise<TestServer> =>
    startServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>'),
    );
  const reportIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')) as ContractJson;

  test.each([[[]], [['--spec', 'served']]])(
    'ends the run with one line and inconclusive reports, with %j',
    async (words: string[]) => {
      const server = await page();
      const { exitCode, stdout, stderr, reports } = await contract(words, { CONTRACT_BASE_URL: server.baseUrl });
      await server.close();
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
      expect(stderr).toMatch(/^environment: \S+\/api\/status answered 200 with an HTML page, .*\[not-infisical\]\n$/);
      const { outcome, reasons, counts } = reportIn(reports);
      expect({ outcome, reasons, cases: counts.cases }).toEqual({
        outcome: 'inconclusive',
        cases: 0,
        reasons: [expect.stringContaining('answered 200 with an HTML page')],
      });
    },
  );

  test('is judged with --force, with a warning in the reports', async () => {
    const server = await page();
    const words = ['--force', '--only', 'groups'];
    const { exitCode, stdout } = await contract(words, { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('answered 200 with an HTML page, which is not the status of an Infisical server');
    expect(stdout).toContain('✗ content-type');
  });

  test('gets only one request from doctor, unless --force is given', async () => {
    const server = await page();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl };
    const plain = await contract(['doctor'], env);
    const sent = server.received.length;
    const forced = await contract(['doctor', '--force'], env);
    await server.close();
    expect([plain.exitCode, forced.exitCode, sent]).toEqual([3, 3, 1]);
    expect(plain.stdout).toMatch(/^next +Set CONTRACT_BASE_URL/m);
    expect(forced.stdout).toMatch(/^provable /m);
  });
});

describe('a configured credential in a response of the server', () => {
  const token = COORDINATES.CONTRACT_TOKEN ?? '';

  test.each<[what: string, answer: (response: ServerResponse) => void]>([
    ['the host of a redirect', (response) => response.writeHead(302, { location: `https://${token}.test/` }).end()],
    ['the path of a redirect', (response) => response.writeHead(302, { location: `/login/${token}` }).end()],
    ['a Content-Type', (response) => response.writeHead(404, { 'content-type': `text/${token}` }).end()],
    [
      'the Content-Type of a JSON object',
      (response) => response.writeHead(200, { 'content-type': `text/x; a=${token}` }).end('{}'),
    ],
  ])('is not shown as %s', async (_what, answer) => {
    const server = await startServer((_, response) => answer(response));
    const ended = await contract(['--cases', 'fixture', '--only', 'groups'], {
      ...COORDINATES,
      CONTRACT_BASE_URL: server.baseUrl,
    });
    await server.close();
    const reports = readdirSync(ended.reports).map((name) => readFileSync(join(ended.reports, name), 'utf8'));
    const output = [ended.stdout, ended.stderr, ...reports].join('\n').toLowerCase();
    expect(output).toContain('[redacted]');
    expect(output).not.toContain(token.toLowerCase());
  });

  test('makes a served contract invalid', async () => {
    const server = await startFaulty((answer, { url }) =>
      url === '/api/docs/json' ? changed((body: object) => ({ ...body, 'x-note': token }))(answer) : undefined,
    );
    const ended = await contract(['--spec', 'served', '--list'], {
      ...COORDINATES,
      CONTRACT_BASE_URL: server.baseUrl,
    });
    await server.close();
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(
      /docs\/json: the document contains a configured credential.* \[contract-download\]\n$/,
    );
  });
});
