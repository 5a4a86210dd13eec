import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { SUITE } from '../../src/client/suite.ts';
import { contract, type Ended, start } from './command.ts';
import { CELLS, COORDINATES, temporaryFolder } from './judge.ts';
import { changed, startFaulty, type TestServer } from './servers/faulty.ts';

type Group = Record<string, unknown>;

/** Path of the packed file. */
let packed: string;
/** A server that sends wrong groups if the query selects a fault. */
let server: TestServer;
beforeAll(async () => {
  const folder = temporaryFolder();
  const run = promisify(execFile);
  await run('npm', ['pack', '--pack-destination', folder], { env: { ...process.env, npm_config_loglevel: 'error' } });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  packed = join(folder, `infisical-contract-${version}.tgz`);
  server = await startFaulty(
    (answer, { url = '' }) =>
      url.includes('wrong')
        ? changed((groups: Group[]) => groups.map((group) => ({ ...group, createdAt: 'yesterday' })))(answer)
        : url.includes('broken')
          ? { body: answer.body.subarray(0, -3) }
          : undefined,
    (url) => url.replace(/\?.*/, ''),
  );
});
afterAll(() => server.close());

/** Creates a project with the packed file, installed offline, and links to the HTTP clients of this repository. */
async function project(contents: Record<string, string>): Promise<string> {
  const folder = files(contents);
  const words = ['install', '--offline', '--no-audit', '--no-fund', '--no-save', packed];
  await promisify(execFile)('npm', words, { cwd: folder, env: { ...process.env, npm_config_loglevel: 'error' } });
  for (const name of ['axios', 'got', 'supertest', 'expect', '@jest', '@types']) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
}

const jest = (folder: string): Promise<Ended> =>
  start(
    ['--experimental-vm-modules', resolve('node_modules/jest/bin/jest.js'), '--rootDir', folder, '--verbose'],
    { BASE_URL: server.baseUrl, TOKEN: COORDINATES.CONTRACT_TOKEN ?? '', NO_COLOR: '1' },
    folder,
  ).ended;

const BODY = `
const headers = { authorization: 'Bearer ' + process.env.TOKEN };
const groups = process.env.BASE_URL + '/api/v1/groups';
const clients = {
  got: (got, axios, supertest) => (query) => got.get(groups + query, { headers }),
  fetch: () => (query) => fetch(groups + query, { headers }),
  axios: (got, axios) => (query) => axios.get(groups + query, { headers }),
  supertest: (got, axios, supertest) => (query) =>
    supertest(process.env.BASE_URL).get('/api/v1/groups' + query).set(headers).ok(() => true),
};
let contract;
beforeAll(async () => (contract = await loadContract()));

describe.each(Object.keys(clients))('%s', (name) => {
  const response = async (query) => {
    const { default: got } = await import('got');
    return clients[name](got, axios, supertest)(query);
  };
  test('conforming', async () => {
    await expect(await response('')).toSatisfyContract(contract, 'GET /api/v1/groups');
  });
  test('wrong', async () => {
    await expect(await response('?wrong')).toSatisfyContract(contract, 'GET /api/v1/groups');
  });
  test('wrong and not', async () => {
    await expect(await response('?wrong')).not.toSatisfyContract(contract, 'GET /api/v1/groups');
  });
});
`;

const PROJECTS: Record<string, Record<string, string>> = {
  CommonJS: {
    'package.json': '{"name":"consumer","jest":{"transform":{}}}',
    'groups.test.js': `const { loadContract, toSatisfyContract } = require('infisical-contract');
const axios = require('axios');
const supertest = require('supertest');
expect.extend({ toSatisfyContract });
${BODY}`,
  },
  ESM: {
    'package.json': '{"name":"consumer","type":"module","jest":{"transform":{}}}',
    'groups.test.js': `import { loadContract, toSatisfyContract } from 'infisical-contract';
import axios from 'axios';
import supertest from 'supertest';
expect.extend({ toSatisfyContract });
${BODY}`,
  },
};

describe.each(Object.keys(PROJECTS))('the packed matcher in a project of %s', (name) => {
  test('judges the responses of got, fetch, axios and supertest', async () => {
    const { stderr, exitCode } = await jest(await project(PROJECTS[name] ?? {}));
    const verdicts = [...stderr.matchAll(/^ +([✓✕]) (\S.*?)(?: \(\d+ ms\))?$/gm)].map(
      ([, mark, title]) => `${mark} ${title}`,
    );
    expect(verdicts).toEqual(Array.from({ length: 4 }, () => ['✓ conforming', '✕ wrong', '✓ wrong and not']).flat());
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/the response breaks the contract of GET \/api\/v1\/groups 200\n/);
    expect(stderr).toMatch(
      /✗ body-schema {2}\/0\/createdAt: expected a string of format date-time\n +expected {2}a string of format date-time\n +received {2}"yesterday"\n +where +node_modules\/infisical-contract\/specs\/groups\/get\.yaml:\d+/,
    );
  });
});

describe('the packed file', () => {
  /** Sizes in bytes by name. */
  let sizes: Map<string, number>;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)('tar', ['-tvzf', packed]);
    const rows = [...stdout.matchAll(/^\S+ \S+ +(\d+) \S+ \S+ package\/(.*)$/gm)];
    sizes = new Map(rows.map(([, size, name = '']) => [name, Number(size)]));
  });

  test('contains only the build, the input, the JSON Schemas, the docs with what they link to, and the licenses', () => {
    const FOLDERS = /^(specs|fixtures|docs|ci|dist\/esm)\//;
    const dist = ['LICENSES.txt', 'cjs/matcher.cjs', 'cjs/matcher.d.cts', 'page.json'].map((name) => `dist/${name}`);
    const schemas = ['contract', 'record', 'waivers'].map((name) => `${name}.schema.json`);
    const workflows = ['local', 'nightly', 'release', 'staging', 'upgrade'].map(
      (name) => `.github/workflows/${name}.yml`,
    );
    const pages = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'];
    expect([...sizes.keys()].filter((name) => !FOLDERS.test(name)).sort()).toEqual(
      ['.env.example', ...workflows, ...pages, 'action.yml', ...dist, 'package.json', ...schemas].sort(),
    );
    const all = [...sizes.keys()];
    expect(all.filter((name) => name.startsWith('specs/'))).toHaveLength(4);
    expect(all.filter((name) => /^dist\/esm\/.*(?<!\.js)$/.test(name))).toEqual(['dist/esm/matcher.d.ts']);
  });

  test('contains the files that its docs link to, except pictures and the source', () => {
    const pages = [...sizes.keys()].filter((name) => /^(docs\/.*|README)\.md$/.test(name));
    const links = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!http)([^)#]+)/g)].map(([, link = '']) =>
        join(dirname(page), link),
      ),
    );
    const missing = links.filter((link) => !sizes.has(link));
    expect(links.length).toBeGreaterThan(50);
    expect([...new Set(missing)].sort()).toEqual(['docs/page.png', 'docs/terminal.png', 'src/verdict/checks']);
  });

  test('is smaller than 3 MB without the page, and has no dependencies', () => {
    const sum = [...sizes.values()].reduce((total, size) => total + size, 0) - (sizes.get('dist/page.json') ?? 0);
    expect(sum).toBeLessThan(3_000_000);
    expect(sum).toBeGreaterThan(1_000_000);
    const {
      dependencies,
      private: isPrivate,
      bin,
    } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>;
    expect({ dependencies, isPrivate }).toEqual({ dependencies: undefined, isPrivate: undefined });
    expect(sizes.get(Object.values(bin as object)[0] as string)).toBeGreaterThan(0);
  });
});

describe('the packed command, in a folder with a blank and letters beyond ASCII', () => {
  let folder: string;
  let command: string;
  beforeAll(async () => {
    folder = join(await project({ 'package.json': '{"name":"consumer"}' }), 'Verträge von heute');
    const modules = join(folder, '..', 'node_modules');
    cpSync(join(modules, 'infisical-contract'), join(folder, 'suite'), { recursive: true });
    command = join(folder, 'suite/dist/esm/infisical-contract.js');
  });
  const run = (words: readonly string[], env: Record<string, string> = {}, cwd = temporaryFolder()) =>
    start([command, ...words], { CONTRACT_REPORT_DIR: join(cwd, 'reports'), ...env }, cwd).ended;

  test('is installed as infisical-contract', async () => {
    const bin = join(folder, '../node_modules/.bin/infisical-contract');
    const { stdout } = await promisify(execFile)(bin, ['--version']);
    expect(stdout).toBe(`${SUITE.version}\n`);
  });

  test('judges the embedded target, writes all reports, and nothing to its own folder', async () => {
    const suite = join(folder, 'suite');
    const files = () =>
      readdirSync(suite, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => [name, statSync(join(suite, name))] as const)
        .map(([name, { size, mtimeMs }]) => ({ name, size, mtimeMs }));
    await promisify(execFile)('chmod', ['-R', 'a-w', suite]);
    const before = files();
    const { exitCode, stdout, stderr, reports } = await run(['--quiet']).finally(() =>
      promisify(execFile)('chmod', ['-R', 'u+w', suite]),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`conforming · ${CELLS} of ${CELLS} cells conforming`);
    expect(readFileSync(join(reports, 'contract.html'), 'utf8')).toContain('<script>');
    expect(files()).toEqual(before);
  });

  test('gives the same contract.json as a clone', async () => {
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl };
    // The first use of a service token changes its `lastUsed`.
    const headers = { authorization: `Bearer ${COORDINATES.CONTRACT_SERVICE_TOKEN}` };
    await fetch(`${server.baseUrl}/api/v2/service-token`, { headers });
    const reportOf = ({ reports }: Ended) => JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as object;
    const [own, clone] = [reportOf(await run(['--quiet'], env)), reportOf(await contract(['--quiet'], env))];
    expect(untimed(own)).toEqual(untimed(clone));
    expect(JSON.stringify(own)).not.toContain(folder);
  });

  test('names itself in commands', async () => {
    const env = { CONTRACT_BASE_URL: server.baseUrl, CONTRACT_TOKEN: COORDINATES.CONTRACT_TOKEN ?? '' };
    // Without the other values the run is inconclusive, and prints the next step.
    const { exitCode, stdout } = await run(['--quiet', '--cases', 'fixture', '--require-cells', '28'], env);
    const { stdout: help } = await run(['--help']);
    expect(help).toContain('Usage: npx infisical-contract [options] [command]');
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining('; npx infisical-contract doctor lists the cells')]);
    expect(help + stdout).not.toContain('npm run');
  });

  test.each([
    ['report', ['report']],
    ['diff', ['diff', 'reports', 'reports']],
    ['drift', ['drift']],
    ['list', ['--list']],
  ])('has the command %s', async (_name, words) => {
    const cwd = temporaryFolder();
    await run(['--quiet', '--only', 'groups'], {}, cwd);
    const { exitCode, stderr } = await run(words, {}, cwd);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});

/** A report without its times and its seed, which differ from run to run. */
const untimed = (report: unknown): unknown =>
  JSON.parse(
    JSON.stringify(report, (key, value: unknown) =>
      ['startedAt', 'durationMs', 'recordedAt', 'waitedMs'].includes(key) ? undefined : value,
    ),
  );

test('the packed types extend Jest in ESM and CommonJS, and return a promise for a response of fetch', async () => {
  const source = `import { expect } from '@jest/globals';
import { loadContract, toSatisfyContract, type Contract } from 'infisical-contract';
expect.extend({ toSatisfyContract });
export async function proof(response: Response): Promise<void> {
  const contract: Contract = await loadContract('specs');
  const promise: Promise<void> = expect(response).toSatisfyContract(contract, 'GET /api/v1/groups');
  await promise;
  const nothing: void = expect({ statusCode: 200 }).not.toSatisfyContract(contract, 'GET /api/v1/groups');
  // @ts-expect-error -- an operation is missing
  expect(nothing).toSatisfyContract(contract);
}
`;
  const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: ['node'] };
  const folder = await project({
    'package.json': '{"name":"consumer"}',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['proof.*'] }),
    'proof.mts': source,
    'proof.cts': source,
  });
  const { stdout, exitCode } = await start([resolve('node_modules/typescript/bin/tsc'), '-p', folder], {}, folder)
    .ended;
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
});
