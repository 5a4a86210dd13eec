import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import got from 'got';
import { loadContract, toSatisfyContract } from '../../src/matcher/matcher.ts';
import { files } from '../unit/files.ts';
import { contract, type Ended, start } from './command.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { changed, type Fault, ofApi, startFaulty, startServer } from './servers/faulty.ts';

/** Credentials with what every encoding writes in another way. */
const SENT: Record<string, string> = {
  CONTRACT_TOKEN: 'canary."reader"/+\\&<%20>=?.5b2f60c1d94e4a7fb0a3',
  CONTRACT_RESTRICTED_TOKEN: "canary.'restricted'/+\\&<%20>=?.90d7c3f81e5b4c26a8d4",
  CONTRACT_SERVICE_TOKEN: 'st.0b9e4c1d-7a52-4f6e-9c38-2d1f5a6b7c80.cafe9f0e7d21b6a8350f1e2d3c4b5a6978',
};

/** What a server holds and hands out: a password, a hash and a connection string. */
const HELD = {
  password: 'canary-password-"/+<5f1c9e7a>',
  secretHash: '$2b$10$canaryHashOfTheServiceTokenxyz',
  connectionString: 'postgres://canary:p%40ss"word@db.internal:5432/x',
};

/** A secret in every form that it may travel in. */
const formsOf = (secret: string): string[] => {
  const percent = encodeURIComponent(secret);
  const base64 = Buffer.from(secret).toString('base64');
  const references = Array.from(secret, (each) => `&#x${each.charCodeAt(0).toString(16)};`).join('');
  return [
    ...[secret, percent, percent.toLowerCase(), JSON.stringify(secret).slice(1, -1), base64],
    ...[base64.replaceAll('+', '-').replaceAll('/', '_'), Buffer.from(`Bearer ${secret}`).toString('base64')],
    ...[secret.toUpperCase(), Buffer.from(secret).toString('hex'), references],
  ];
};

/** Everything that a run leaves behind: what it printed, and each file, also those of a GitHub job. */
function leftBehind({ stdout, stderr, reports }: Ended): Record<string, string> {
  const files = readdirSync(reports).map((name) => [name, readFileSync(join(reports, name), 'utf8')]);
  return { stdout, stderr, ...(Object.fromEntries(files) as Record<string, string>) };
}

const ARTEFACTS = [
  ...['contract.har', 'contract.html', 'contract.json', 'contract.ndjson', 'job.md', 'junit.xml'],
  ...['stderr', 'stdout', 'summary.md'],
];

/** Runs the suite as a GitHub job does, with every report that there is. */
async function run(baseUrl: string, env: Record<string, string> = {}): Promise<Ended> {
  const reports = temporaryFolder();
  const job = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(reports, 'job.md') };
  return contract(['--har'], {
    ...{ ...COORDINATES, ...SENT, ...job, CONTRACT_BASE_URL: baseUrl, CONTRACT_REPORT_DIR: reports },
    ...env,
  });
}

/** A text as whoever reads it in HTML, XML or JSON sees it. */
const unescaped = (text: string): string =>
  text.replace(/\\u003c/g, '<').replace(/&(lt|gt|quot|apos|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '');

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", amp: '&' };

/** Where a secret stands in what a run left behind. */
const leaks = (left: Record<string, string>, secrets: readonly string[]): string[] =>
  Object.entries(left).flatMap(([name, text]) =>
    secrets
      .flatMap(formsOf)
      .filter((form) => [text, unescaped(text)].some((each) => each.includes(form.slice(0, 24))))
      .map((form) => `${name}: ${form}`),
  );

/** What must not be seen: of a service token, the part that is secret. */
const UNSEEN = [...Object.values(SENT).map((token) => token.replace(/^st\.[^.]+\./, '')), ...Object.values(HELD)];

/** Text that holds the credential of a request in all of its forms. */
const echo = (authorization = ''): string[] => formsOf(authorization.replace('Bearer ', ''));

/** The embedded target knows the tokens by its own names. */
const known = Object.fromEntries(
  Object.entries(SENT).map(([name, token]) => [`Bearer ${token}`, `Bearer ${COORDINATES[name]}`]),
);

const ways: [string, Fault][] = [
  [
    'in bodies that keep to the contract otherwise',
    (answer, { headers }) =>
      changed((body: object) => ({
        ...body,
        ...HELD,
        message: `no: ${echo(headers.authorization).join(' ')}`,
        inputs: { deep: [echo(headers.authorization), HELD] },
        ...Object.fromEntries(echo(headers.authorization).map((form) => [`key ${form}`, form])),
      }))(answer),
  ],
  [
    'where values of the contract are due',
    (answer, { headers }) =>
      changed(() => ({ reqId: echo(headers.authorization)[0], statusCode: HELD.password.length, ...HELD }))(answer),
  ],
  [
    'in header fields',
    (answer, { headers }) => ({
      ...answer,
      headers: {
        ...answer.headers,
        'set-cookie': `sid=${HELD.password}`,
        'retry-after': encodeURIComponent(echo(headers.authorization)[0] ?? ''),
        'x-ratelimit-limit': 'x'.repeat(150) + encodeURIComponent(echo(headers.authorization)[0] ?? ''),
        'content-type': `text/html; ${'a'.repeat(30)}=${encodeURIComponent(echo(headers.authorization)[0] ?? '')}`,
      },
    }),
  ],
  [
    'in bodies that are no JSON',
    (_answer, { headers }) => ({
      body: Buffer.from(`{"reqId": ${echo(headers.authorization).join(' ')} ${JSON.stringify(HELD)}`),
    }),
  ],
];

describe('no artefact and no line of the console holds a secret', () => {
  test.each(ways)('that a server sends %s', async (_name, fault) => {
    const server = await startFaulty(ofApi(fault), undefined, (authorization) => known[authorization] ?? authorization);
    const ended = await run(server.baseUrl);
    await server.close();
    const left = leftBehind(ended);
    expect(Object.keys(left).sort()).toEqual(ARTEFACTS);
    expect(left.stdout).toContain('deviating');
    expect(leaks(left, UNSEEN)).toEqual([]);
  });

  test('that a login is refused with, or that a server learns by it', async () => {
    const [id, secret] = ['canary-client-5f1c9e7a', 'canary."client-secret"/+7d0c52'];
    const login = { CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: id, CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: secret };
    const echoed = JSON.stringify({ message: `${id} ${[id, secret].flatMap(formsOf).join(' ')}` });
    const start = (status: number) =>
      startServer(({ url }, response) => {
        const isLogin = url?.endsWith('/login');
        response.writeHead(isLogin ? status : 200, {
          ...{ 'content-type': 'application/json', 'retry-after': id, 'x-debug': encodeURIComponent(secret) },
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
      expect(leaks(leftBehind(ended), [id, secret, ...UNSEEN])).toEqual([]);
    }
  });
});

/** A server that sends back, under a key and as a value, whatever field of a request may be a credential. */
const startEcho = () =>
  startFaulty(
    (answer, { headers, url = '' }) =>
      url.startsWith('/api/v1/groups')
        ? changed(() => {
            const sent = [headers.authorization?.replace('Bearer ', ''), headers['x-api-key'], PASSWORD, QUERY];
            return sent.flatMap((each) => formsOf(String(each)).map((form) => ({ [form]: form, name: form })));
          })(answer)
        : undefined,
    (url) => url.replace(/\?.*/, ''),
    (authorization) => known[authorization] ?? authorization,
  );

const API_KEY = 'k8c1d-api-key."/+&<3';
const PASSWORD = 'p4ss-of-url."/+&<word';
const QUERY = 'q9e-of-query."/+&<9e';

describe('no consumer of a verdict shows a credential that a server sends back', () => {
  test('Jest by itself', async () => {
    const server = await startEcho();
    const project = ['--config', resolve('jest.config.ts'), '--selectProjects', 'contract'];
    const words = [resolve('node_modules/jest/bin/jest.js'), ...project];
    const ended = await start(words, { ...COORDINATES, ...SENT, CONTRACT_BASE_URL: server.baseUrl }).ended;
    await server.close();
    expect(ended.stderr).toContain('body-schema: /0/');
    expect(leaks(leftBehind(ended), UNSEEN)).toEqual([]);
  });

  test('the matcher', async () => {
    const server = await startEcho();
    const headers = { authorization: `Bearer ${SENT.CONTRACT_TOKEN ?? ''}`, 'x-api-key': API_KEY };
    const response = await got.get(`${server.baseUrl}/api/v1/groups`, { headers });
    await server.close();
    const result = await toSatisfyContract(response, await loadContract('specs'), 'GET /api/v1/groups');
    expect(result.message()).toContain('body-schema');
    expect(leaks({ message: result.message() }, [SENT.CONTRACT_TOKEN ?? '', API_KEY])).toEqual([]);
  });

  test('verify', async () => {
    const server = await startEcho();
    const url = `${server.baseUrl.replace('//', `//user:${encodeURIComponent(PASSWORD)}@`)}/api/v1/groups`;
    const headers = { authorization: `Bearer ${SENT.CONTRACT_TOKEN ?? ''}`, 'x-api-key': API_KEY };
    const body = await got.get(`${server.baseUrl}/api/v1/groups`, { headers }).text();
    await server.close();
    const request = {
      ...{ method: 'GET', url: `${url}?token=${encodeURIComponent(QUERY)}` },
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    };
    const content = { size: Buffer.byteLength(body), mimeType: 'application/json', text: body };
    const archive = { log: { entries: [{ time: 1, request, response: { status: 200, headers: [], content } }] } };
    const file = join(files({ 'traffic.har': JSON.stringify(archive) }), 'traffic.har');
    const ended = await contract(['verify', file, '--har']);
    expect(ended.stdout).toContain('body-schema');
    expect(leaks(leftBehind(ended), [SENT.CONTRACT_TOKEN ?? '', API_KEY, PASSWORD, QUERY])).toEqual([]);
  });
});
