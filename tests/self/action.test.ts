import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { buildImage, packageOf } from './image.ts';
import { COORDINATES } from './judge.ts';
import { ofApi, startFaulty, type TestServer } from './servers/faulty.ts';
import { BOT, startGitHub } from './servers/github.ts';
import { runAction } from './steps.ts';

let action: string;
let conforming: TestServer;
let faulty: TestServer;
beforeAll(async () => {
  action = packageOf(buildImage());
  conforming = await startFaulty(() => undefined);
  faulty = await startFaulty(ofApi(({ status }) => (status === 200 ? { status: 418 } : undefined)));
});
afterAll(() => Promise.all([conforming.close(), faulty.close()]));

/** Runs the action in a folder that contains nothing of the suite. */
async function act(inputs: Record<string, string>, contents: Record<string, string> = {}, env = {}) {
  const workspace = files(contents);
  const runner = { workspace, action, env: { ...COORDINATES, NO_COLOR: '1', ...env } };
  return { ...(await runAction(inputs, runner)), workspace };
}

/** The report of an earlier run. */
const STALE = {
  'contract-reports/contract.json':
    '{"outcome":"conforming","cases":[],"counts":{"cellsConforming":28,"cellsWaived":0}}',
};

const ONLY_GROUPS = { arguments: '--only "GET /api/v1/groups" --cases fixture' };

describe('the action', () => {
  test.each([
    ['--only groups --har', 'contract.har'],
    ['--only "GET /api/v1/groups"\n  --cases fixture', 'contract.json'],
  ])('with the options %j has the result of the run, and keeps the reports', async (words, report) => {
    const done = await act({ 'base-url': faulty.baseUrl, arguments: words });
    const reports = join(done.workspace, 'contract-reports');
    expect(done).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('✗ status-declared') });
    expect(done.outputs).toEqual({
      outcome: 'deviating',
      'exit-code': '1',
      cells: expect.stringMatching(/^[1-9]$/),
      deviations: '1',
      text: join(reports, 'summary.md'),
    });
    expect(existsSync(join(reports, report))).toBe(true);
    expect(done.summary).toBe(readFileSync(join(reports, 'summary.md'), 'utf8'));
    expect(done.uploads).toEqual([{ name: 'contract-reports', path: 'contract-reports', 'retention-days': '0' }]);
  });

  test('has the number of proved cells', async () => {
    const { outputs } = await act({ ...ONLY_GROUPS, 'base-url': conforming.baseUrl, artifact: '', reports: 'out/r' });
    expect(outputs).toMatchObject({ outcome: 'conforming', 'exit-code': '0', cells: '7', deviations: '0' });
    expect(outputs.text).toMatch(/\/out\/r\/summary\.md$/);
  });

  test('annotates the files of the calling repository', async () => {
    const spec = readFileSync('specs/groups/get.yaml', 'utf8');
    const waiver = `- operation: GET /api/v1/groups\n  status: 200\n  check: body-schema\n  reason: r\n  owner: o\n  expires: 2020-01-31\n`;
    const { stdout } = await act(
      { ...ONLY_GROUPS, 'base-url': faulty.baseUrl, 'working-directory': 'api' },
      { 'api/specs/groups.yaml': spec, 'api/waivers.yaml': waiver },
    );
    expect(stdout).toMatch(/^::error file=api\/specs\/groups\.yaml,line=\d+,title=/m);
    expect(stdout).toContain('::error file=api/waivers.yaml,line=1,title=waiver::');
  });

  test.each([
    ['an unknown option', { arguments: '--onyl groups' }, 'there is no option --onyl'],
    ['an open quote', { arguments: '--only "groups' }, 'a quote is not closed'],
    ['an unknown mode', { mode: 'dif' }, 'unknown mode "dif"'],
    ['no base URL', { 'base-url': '' }, 'CONTRACT_BASE_URL is set but empty'],
    ['a comparison without an earlier run', { mode: 'diff' }, 'before: is not set'],
    ['a comparison with a missing run', { mode: 'diff', before: 'last' }, 'does not exist'],
  ])('with %s is an error, and does not return the report of an earlier run', async (_, inputs, message) => {
    const done = await act({ 'base-url': conforming.baseUrl, ...inputs }, STALE);
    expect(done).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(done.stdout).toContain('::error title=infisical-contract::');
    expect(done.outputs).toEqual({ outcome: 'error', 'exit-code': '2', cells: '', deviations: '', text: '' });
  });

  test('has no outcome for a command without a report', async () => {
    const { exitCode, outputs } = await act({ 'base-url': conforming.baseUrl, arguments: '--list' }, STALE);
    expect([exitCode, outputs.outcome, outputs['exit-code']]).toEqual([0, '', '0']);
  });
});

/** A PATH with programs that are scripts. */
function pathWith(programs: Record<string, string>): string {
  const folder = files(
    Object.fromEntries(Object.entries(programs).map(([name, text]) => [name, `#!/bin/sh\n${text}`])),
  );
  for (const name of Object.keys(programs)) chmodSync(join(folder, name), 0o755);
  return `${folder}:${process.env.PATH ?? ''}`;
}

describe('the preparation of the action', () => {
  test.each([
    ['v18.20.0', 'if [ "$1" = --version ]; then echo v18.20.0; else exit 1; fi'],
    ['no Node.js', 'exit 127'],
  ])('refuses %s in one line', async (found, node) => {
    const done = await act({ 'base-url': conforming.baseUrl }, {}, { PATH: pathWith({ node }) });
    expect(done).toMatchObject({ exitCode: 2, stderr: '', outputs: { outcome: '' } });
    expect(done.stdout).toBe(
      `::error title=infisical-contract::Node.js 20.19 or later is required, but the PATH has ${found}. Add a step with actions/setup-node before this one.\n`,
    );
  });

  test('compares the version of Node.js as numbers', async () => {
    const as = (version: string) => `exec '${process.execPath}' --require '${versionFile(version)}' "$@"`;
    const results = ['20.18.3', '20.19.0', '21.0.0', '100.2.1'].map(async (version) => {
      const inputs = { 'base-url': conforming.baseUrl, arguments: '--list' };
      return (await act(inputs, {}, { PATH: pathWith({ node: as(version) }) })).exitCode;
    });
    expect(await Promise.all(results)).toEqual([2, 0, 0, 0]);
  });

  test('builds the command in the folder of the action if it is missing', async () => {
    const npm = `echo "$PWD $*" >&2\nmkdir -p dist/esm && echo 'console.log("built")' > dist/esm/action.js`;
    const bare = files({ 'package.json': '{}' });
    const runner = { workspace: files({}), action: bare, env: { PATH: pathWith({ npm }) } };
    const done = await runAction({}, runner);
    expect(done).toMatchObject({ exitCode: 0, stdout: 'built\n' });
    expect(done.stderr).toBe(`${bare} ci --include=dev --ignore-scripts\n${bare} run --silent build\n`);
  });
});

/** A module that makes Node report another version. */
const versionFile = (version: string): string =>
  join(files({ 'as.cjs': `Object.defineProperty(process.versions, 'node', { value: '${version}' });` }), 'as.cjs');

describe('the comment of the action', () => {
  const onPullRequest = async (inputs: Record<string, string>, apiUrl: string, event: object, contents = {}) =>
    act({ ...ONLY_GROUPS, 'base-url': faulty.baseUrl, comment: 'true', token: 'the-token', ...inputs }, contents, {
      GITHUB_API_URL: apiUrl,
      GITHUB_EVENT_PATH: join(files({ 'event.json': JSON.stringify(event) }), 'event.json'),
      GITHUB_JOB: 'contract',
      GITHUB_REPOSITORY: 'acme/api',
      GITHUB_RUN_ID: '17',
      GITHUB_SERVER_URL: 'https://github.test',
      GITHUB_WORKFLOW: 'staging',
    });
  const EVENT = { pull_request: { number: 7 } };

  test('is the summary of the last run, one for each job', async () => {
    const github = await startGitHub([{ id: 1, body: 'nice', user: BOT }]);
    const first = await onPullRequest({}, github.baseUrl, EVENT);
    expect(first).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/pull request 7 was created\n$/) });
    expect(github.comments[1]?.body.split('\n').slice(1).join('\n')).toBe(
      `${first.summary.trimEnd()}\n\n[The run](https://github.test/acme/api/actions/runs/17)\n`,
    );
    await onPullRequest({ arguments: '--onyl' }, github.baseUrl, EVENT);
    expect(github.comments).toHaveLength(2);
    expect(github.comments[1]?.body).toContain('error: the run ended without a result');
    await onPullRequest({ reports: 'other' }, github.baseUrl, EVENT);
    expect(github.comments).toHaveLength(3);
    await github.close();
    expect(github.received.map(({ headers }) => headers.authorization)).not.toContain(undefined);
  });

  test.each([
    ['GitHub refuses it', { refused: { POST: 403 } }, EVENT, 'Give the job the permission pull-requests: write'],
    ['there is no pull request', {}, {}, 'the job does not belong to a pull request'],
  ])('is a warning if %s', async (_, rights, event, message) => {
    const github = await startGitHub([], rights);
    const done = await onPullRequest({}, github.baseUrl, event);
    await github.close();
    expect(done.exitCode).toBe(1);
    const [warning = '', ...more] = done.stdout.split('\n').filter((line) => line.startsWith('::warning'));
    expect([warning, more]).toEqual([expect.stringContaining(message), []]);
    expect(done.stdout).not.toMatch(/^::error::by/m);
  });
});
