import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { type EmbeddedTarget, startEmbedded } from '../../src/embedded/server.ts';
import { readContractJson } from '../../src/report/read-json.ts';
import { files } from '../unit/files.ts';
import { buildImage, packageOf } from './image.ts';
import { temporaryFolder } from './judge.ts';
import type { TestServer } from './servers/faulty.ts';
import { startGitHub } from './servers/github.ts';
import { startMirror } from './servers/mirror.ts';
import { runSteps, type Step } from './steps.ts';

const COMPOSE = 'ci/upgrade-compose.yaml';
const { env, jobs } = load(readFileSync('.github/workflows/upgrade.yml', 'utf8')) as {
  env: Record<string, string>;
  jobs: { compare: { steps: Step[] } };
};
const { steps } = jobs.compare;

/** A `docker` that writes its arguments, and what it reads for psql, to a file. */
const DOCKER = `#!/bin/sh
echo "$*" >> "$DOCKER_LOG"
case "$*" in
  *pg_dump*) echo 'the database of a' ;;
  *psql*) cat >> "$DOCKER_LOG" ;;
esac
`;

let action: string;
let a: EmbeddedTarget;
let b: TestServer;
beforeAll(() => {
  action = packageOf(buildImage());
});
afterEach(() => Promise.all([a.close(), b.close()]));

/** A server over the data of a, whose successes have another status if they are about groups. */
const startFaultyB = (): Promise<TestServer> =>
  startMirror(a.baseUrl, (status, url) => (status === 200 && url.startsWith('/api/v1/groups') ? 418 : status));

/** Runs the workflow of a pull request in a clone without commits. Docker is replaced, and so are the servers. */
async function upgrade(isFaulty: boolean, apiUrl: string) {
  a = await startEmbedded(0, 'bootstrap');
  b = await (isFaulty ? startFaultyB() : startMirror(a.baseUrl));
  const ported = JSON.stringify(steps)
    .replaceAll('localhost:8081', new URL(a.baseUrl).host)
    .replaceAll('localhost:8082', new URL(b.baseUrl).host);
  const workspace = temporaryFolder();
  execFileSync('git', ['init', '--quiet'], { cwd: workspace });
  const bin = files({ docker: DOCKER });
  chmodSync(join(bin, 'docker'), 0o755);
  const log = join(bin, 'log');
  const done = await runSteps(JSON.parse(ported) as Step[], {
    workspace,
    action,
    env: {
      DOCKER_LOG: log,
      PATH: `${bin}:${process.env.PATH ?? ''}`,
      GITHUB_API_URL: apiUrl,
      GITHUB_EVENT_PATH: join(files({ 'event.json': '{"pull_request":{"number":7}}' }), 'event.json'),
      GITHUB_REPOSITORY: 'acme/api',
      CONTRACT_PATIENCE_SECONDS: '1',
      CONTRACT_CASES: 'fixture,derived',
    },
    values: { 'github.token': 'the-token' },
  });
  return { ...done, workspace, docker: readFileSync(log, 'utf8').split('\n').slice(0, -1) };
}

const STARTED = [
  'compose up --detach a',
  'compose up --detach --wait b-db',
  'compose exec -T a-db pg_dump --username infisical infisical',
  'compose exec -T b-db psql --username infisical --quiet --set ON_ERROR_STOP=1 infisical',
  'the database of a',
  'compose up --detach b',
];

test('the workflow of an upgrade copies the database before it starts the new version, and compares both', async () => {
  const github = await startGitHub([]);
  const done = await upgrade(false, github.baseUrl);
  await github.close();
  const { sides } = readContractJson(join(done.workspace, 'contract-reports'));
  expect(sides).toMatchObject({ values: true, differences: [], a: { target: { name: 'a' } }, b: { leftovers: [] } });
  expect(done).toMatchObject({ exitCode: 0, stderr: expect.not.stringMatching(/error|warning/), docker: STARTED });
  expect(sides?.compared).toBeGreaterThan(30);
  expect(done.uploads.map(({ name }) => name)).toEqual(['contract-reports']);
  expect(github.comments).toHaveLength(1);
  expect(statSync(join(done.workspace, '.env.b')).mode & 0o777).toBe(0o600);
  expect(existsSync(join(done.workspace, 'database.sql'))).toBe(false);
  const status = execFileSync('git', ['status', '--porcelain'], { cwd: done.workspace, encoding: 'utf8' });
  expect(status).not.toContain('.env');
});

test('the workflow of an upgrade fails for a regression, with a comment and the logs', async () => {
  const github = await startGitHub([]);
  const done = await upgrade(true, github.baseUrl);
  await github.close();
  expect(done.exitCode).toBe(1);
  expect(done.docker).toEqual([...STARTED, 'compose logs --tail 100 a b']);
  const { sides } = readContractJson(join(done.workspace, 'contract-reports'));
  expect(sides?.differences).toContainEqual(
    expect.objectContaining({ kind: 'status', referee: 'regression', a: '200', b: '418', fails: true }),
  );
  expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('418')]);
  expect(done.uploads.map(({ name }) => name)).toEqual(['contract-reports']);
});

interface Service {
  image: string;
  environment: Record<string, string | object>;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
}

test('the compose file starts two versions, each with its own database', () => {
  const { services } = load(readFileSync(COMPOSE, 'utf8')) as { services: Record<string, Service> };
  expect(env.COMPOSE_FILE).toBe(COMPOSE);
  expect(Object.keys(services)).toEqual(['a-db', 'b-db', 'a-redis', 'b-redis', 'a', 'b']);
  for (const [name, port, image] of [
    ['a', 8081, 'OLD_IMAGE'],
    ['b', 8082, 'NEW_IMAGE'],
  ] as const) {
    const { environment, ports, depends_on: needed, ...rest } = services[name] ?? { environment: {}, image: '' };
    expect(ports).toEqual([`127.0.0.1:${port}:8080`]);
    expect(rest.image).toMatch(new RegExp(`^\\$\\{${image}:-infisical/infisical:[\\w.]+\\}$`));
    expect(Object.keys(env)).toContain(image);
    expect(environment).toMatchObject({
      DB_CONNECTION_URI: `postgres://infisical:infisical@${name}-db:5432/infisical`,
      REDIS_URL: `redis://${name}-redis:6379`,
    });
    expect(needed).toEqual({
      [`${name}-db`]: { condition: 'service_healthy' },
      [`${name}-redis`]: { condition: 'service_started' },
    });
  }
  // The copy is encrypted with the keys of a.
  const [ofA, ofB] = ['a', 'b'].map((name) => services[name]?.environment['<<']);
  expect(ofA).toEqual(ofB);
  expect(Object.keys(ofA ?? {})).toEqual(expect.arrayContaining(['ENCRYPTION_KEY', 'AUTH_SECRET', 'SITE_URL']));
});
