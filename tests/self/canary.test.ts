import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import got from 'got';
import { loadContract, toSatisfyContract } from '../../src/matcher/matcher.ts';
import { files } from '../unit/files.ts';
import { contract, type Ended, start } from './command.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { changed, type Fault, ofApi, startFaulty, startServer } from './servers/faulty.ts';

/** Credentials with characters that each encoding writes differently. */
const SENT: Record<string, string> = {
  CONTRACT_TOKEN: 'canary."reader"/+\\&<%20>=?.5b2f60c1d94e4a7fb0a3',
  CONTRACT_RESTRICTED_TOKEN: "canary.'restricted'/+\\&<%20>=?.90d7c3f81e5b4c26a8d4",
  CONTRACT_SERVICE_TOKEN: 'st.0b9e4c1d-7a52-4f6e-9c38-2d1f5a6b7c80.cafe9f0e7d21b6a8350f1e2d3c4b5a6978',
};

/** Secrets that only the server knows and sends: a password, a hash and a connection string. */
const SERVER_SECRETS = {
  password: 'canary-password-"/+<5f1c9e7a>',
  secretHash: '$2b$10$canaryHashOfTheServiceTokenxyz',
  connectionString: 'postgres://canary:p%40ss"word@db.internal:5432/x',
};

/** A secret in every encoding in which it may be sent. */
const formsOf = (secret: string): string[] => {
  const percent = encodeURIComponent(secret);
  const base64 = Buffer.from(secret).toString('base64');
  const references = Array.from(secret, (each) => `&#x${each.charCodeAt(0).toString(16)};`).join('');
  return [
    secret,
    percent,
    percent.toLowerCase(),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
    Buffer.from(`Bearer ${secret}`).toString('base64'),
    secret.toUpperCase(),
    Buffer.from(secret).toString('hex'),
    references,
  ];
};

/** All output of a run: stdout, stderr and each file, including those of a GitHub job. */
function outputsOf({ stdout, stderr, reports }: Ended): Record<string, string> {
  const files = readdirSync(reports).map((name) => [name, readFileSync(join(reports, name), 'utf8')]);
  return { stdout, stderr, ...(Object.fromEntries(files) as Record<string, string>) };
}

const OUTPUTS = [
  'contract.har',
  'contract.html',
  'contract.json',
  'contract.ndjson',
  'ctrf-report.json',
  'job.md',
  'junit.xml',
  'stderr',
  'stdout',
  'summary.md',
];

/** Runs the suite as in a GitHub job, with every kind of report. */
async function run(baseUrl: string, env: Record<string, string> = {}): Promise<Ended> {
  const reports = temporaryFolder();
  const job = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(reports, 'job.md') };
  return contract(['--har'], {
    ...COORDINATES,
    ...SENT,
    ...job,
    CONTRACT_BASE_URL: baseUrl,
    CONTRACT_REPORT_DIR: reports,
    ...env,
  });
}

/** Replaces the character references of HTML and XML, and the escaped < of JSON. */
const unescaped = (text: string): string =>
  text.replace(/\\u003c/g, '<').replace(/&(lt|gt|quot|apos|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '');

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", amp: '&' };

/** The places in outputs that contain a secret, in any encoding. */
const leaks = (outputs: Record<string, string>, secrets: readonly string[]): string[] =>
  Object.entries(outputs).flatMap(([name, text]) =>
    secrets
      .flatMap(formsOf)
      .filter((form) => [text, unescaped(text)].some((each) => each.includes(form.slice(0, 24))))
      .map((form) => `${name}: ${form}`),
  );

/** Text that no output may contain. Only the last part of a service token is secret. */
const SECRETS = [
  ...Object.values(SENT).map((token) => token.replace(/^st\.[^.]+\./, '')),
  ...Object.values(SERVER_SECRETS),
];

/** The credential of a request, in every encoding. */
const echo = (authorization = ''): string[] => formsOf(authorization.replace('Bearer ', ''));

/** By the Authorization field sent, the one of the embedded target. */
const identities = Object.fromEntries(
  Object.entries(SENT).map(([name, token]) => [`Bearer ${token}`, `Bearer ${COORDINATES[name]}`]),
);

const echoes: [where: string, fault: Fault][] = [
  [
    'in bodies that otherwise conform',
    (answer, { headers }) =>
      changed((body: object) => ({
        ...body,
        ...SERVER_SECRETS,
        message: `no: ${echo(headers.authorization).join(' ')}`,
        inputs: { deep: [echo(headers.authorization), SERVER_SECRETS] },
        ...Object.fromEntries(echo(headers.authorization).map((form) => [`key ${form}`, form])),
      }))(answer),
  ],
  [
    'instead of declared values',
    (answer, { headers }) =>
      changed(() => ({
        reqId: echo(headers.authorization)[0],
        statusCode: SERVER_SECRETS.password.length,
        ...SERVER_SECRETS,
      }))(answer),
  ],
  [
    'in header fields',
    (answer, { headers }) => ({
      ...answer,
      headers: {
        ...answer.headers,
        'set-cookie': `sid=${SERVER_SECRETS.password}`,
        'retry-after': encodeURIComponent(echo(headers.authorization)[0] ?? ''),
        'x-ratelimit-limit': 'x'.repeat(150) + encodeURIComponent(echo(headers.authorization)[0] ?? ''),
        'content-type': `text/html; ${'a'.repeat(30)}=${encodeURIComponent(echo(headers.authorization)[0] ?? '')}`,
      },
    }),
  ],
  [
    'in bodies that are not JSON',
    (_answer, { headers }) => ({
      body: Buffer.from(`{"reqId": ${echo(headers.authorization).join(' ')} ${JSON.stringify(SERVER_SECRETS)}`),
    }),
  ],
];

describe('no report and no line of the console contains a secret', () => {
  test.each(echoes)('that a server sends %s', async (_name, fault) => {
    const server = await startFaulty(
      ofApi(fault),
      undefined,
      (authorization) => identities[authorization] ?? authorization,
    );
    const ended = await run(server.baseUrl);
    await server.close();
    const outputs = outputsOf(ended);
    expect(Object.keys(outputs).sort()).toEqual(OUTPUTS);
    expect(outputs.stdout).toContain('deviating');
    expect(leaks(outputs, SECRETS)).toEqual([]);
  });

  test('of a login, whether it is refused or accepted', async () => {
    const [id, secret] = ['canary-client-5f1c9e7a', 'canary."client-secret"/+7d0c52'];
    const login = { CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: id, CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: secret };
    const echoed = JSON.stringify({ message: `${id} ${[id, secret].flatMap(formsOf).join(' ')}` });
    const start = (status: number) =>
      startServer(({ url }, response) => {
        const isLogin = url?.endsWith('/login');
        response.writeHead(isLogin ? status : 200, {
          'content-type': 'application/json',
          'retry-after': id,
          'x-debug': encodeURIComponent(secret),
        });
        return response.end(isLogin && status === 200 ? '{"accessToken":"canary-token-0d1e2f"}' : echoed);
      });
    for (const [status, exitCode] of [
      [401, 3],
      [200, 1],
    ] as const) {
      const server = await start(status);
      const ended = await run(server.baseUrl, { CONTRACT_TOKEN: '', ...login });
      await server.close();
      expect(ended.exitCode).toBe(exitCode);
      if (status === 401) expect(ended.stderr).toContain('CONTRACT_UNIVERSAL_AUTH_CLIENT_ID');
      expect(leaks(outputsOf(ended), [id, secret, ...SECRETS])).toEqual([]);
    }
  });
});

/** A server that returns every possible credential of a request as a key and as a value. */
const startEcho = () =>
  startFaulty(
    (answer, { headers, url = '' }) =>
      url.startsWith('/api/v1/groups')
        ? changed(() => {
            const credentials = [headers.authorization?.replace('Bearer ', ''), headers['x-api-key'], PASSWORD, QUERY];
            return credentials.flatMap((each) => formsOf(String(each)).map((form) => ({ [form]: form, name: form })));
          })(answer)
        : undefined,
    (url) => url.replace(/\?.*/, ''),
    (authorization) => identities[authorization] ?? authorization,
  );

const API_KEY = 'k8c1d-api-key."/+&<3';
const PASSWORD = 'p4ss-of-url."/+&<word';
const QUERY = 'q9e-of-query."/+&<9e';

describe('a credential that a server sends back is not shown', () => {
  test('by Jest without the command line', async () => {
    const server = await startEcho();
    const project = ['--config', resolve('jest.config.ts'), '--selectProjects', 'contract'];
    const words = [resolve('node_modules/jest/bin/jest.js'), ...project];
    const ended = await start(words, { ...COORDINATES, ...SENT, CONTRACT_BASE_URL: server.baseUrl }).ended;
    await server.close();
    expect(ended.stderr).toContain('body-schema: /0/');
    expect(leaks(outputsOf(ended), SECRETS)).toEqual([]);
  });

  test('by the matcher', async () => {
    const server = await startEcho();
    const headers = { authorization: `Bearer ${SENT.CONTRACT_TOKEN ?? ''}`, 'x-api-key': API_KEY };
    const response = await got.get(`${server.baseUrl}/api/v1/groups`, { headers });
    await server.close();
    const result = await toSatisfyContract(response, await loadContract('specs'), 'GET /api/v1/groups');
    expect(result.message()).toContain('body-schema');
    expect(leaks({ message: result.message() }, [SENT.CONTRACT_TOKEN ?? '', API_KEY])).toEqual([]);
  });

  test('by verify', async () => {
    const server = await startEcho();
    const url = `${server.baseUrl.replace('//', `//user:${encodeURIComponent(PASSWORD)}@`)}/api/v1/groups`;
    const headers = { authorization: `Bearer ${SENT.CONTRACT_TOKEN ?? ''}`, 'x-api-key': API_KEY };
    const body = await got.get(`${server.baseUrl}/api/v1/groups`, { headers }).text();
    await server.close();
    const request = {
      method: 'GET',
      url: `${url}?token=${encodeURIComponent(QUERY)}`,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    };
    const content = { size: Buffer.byteLength(body), mimeType: 'application/json', text: body };
    const archive = { log: { entries: [{ time: 1, request, response: { status: 200, headers: [], content } }] } };
    const file = join(files({ 'traffic.har': JSON.stringify(archive) }), 'traffic.har');
    const ended = await contract(['verify', file, '--har']);
    expect(ended.stdout).toContain('body-schema');
    expect(leaks(outputsOf(ended), [SENT.CONTRACT_TOKEN ?? '', API_KEY, PASSWORD, QUERY])).toEqual([]);
  });
});
