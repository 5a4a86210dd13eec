import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { files } from '../unit/files.ts';
import { buildImage, type Image, packageOf } from './image.ts';
import { COORDINATES } from './judge.ts';
import { run } from './program.ts';
import { startFaulty, startWithFaultyGroups, type TestServer } from './servers/faulty.ts';

let image: Image;
let server: TestServer;
beforeAll(async () => {
  image = buildImage();
  server = await startWithFaultyGroups();
});
afterAll(() => server.close());

/** npx must find the package in the project. */
const OFFLINE = { npm_config_offline: 'true' };

/** A folder with the package as npx has installed it. */
function project(contents: Record<string, string> = {}): string {
  const [folder, own] = [files({ ...contents, 'node_modules/.bin/none': '' }), packageOf(image)];
  chmodSync(join(own, 'dist/esm/infisical-contract.js'), 0o755);
  symlinkSync(own, join(folder, 'node_modules/infisical-contract'));
  symlinkSync(
    '../infisical-contract/dist/esm/infisical-contract.js',
    join(folder, 'node_modules/.bin/infisical-contract'),
  );
  return folder;
}

/** The result of a job whose base URL is missing. */
const NO_BASE_URL = { exitCode: 2, stderr: expect.stringContaining('has no CONTRACT_BASE_URL') };

describe('the template for GitLab', () => {
  interface Job {
    script: string[];
    variables: Record<string, string>;
    artifacts: { when: string; paths: string[]; reports: { junit: string } };
    allow_failure?: unknown;
  }
  const { '.infisical-contract': job } = load(readFileSync('ci/gitlab.yml', 'utf8')) as Record<string, Job> & {
    '.infisical-contract': Job;
  };

  /** Runs the script of the job. */
  const runJob = (variables: Record<string, string>, contents: Record<string, string> = {}) => {
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, ...job.variables, ...variables };
    return run('bash', ['-eo', 'pipefail', '-c', job.script.join('\n')], { ...OFFLINE, ...env }, project(contents));
  };

  test('keeps the exit code of the run and its reports', async () => {
    const { exitCode, stdout, cwd } = await runJob({ ARGUMENTS: '--only groups --cases fixture' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('✗ status-declared') });
    const { when, paths, reports } = job.artifacts;
    expect([when, paths]).toEqual(['always', [`${job.variables.CONTRACT_REPORT_DIR ?? ''}/`]]);
    expect(existsSync(join(cwd, reports.junit))).toBe(true);
    expect(job.allow_failure).toBe(undefined);
  });

  test('does not succeed without a base URL', async () => {
    const words = ['-eo', 'pipefail', '-c', job.script.join('\n')];
    expect(await run('bash', words, { ...OFFLINE, ...job.variables }, project())).toMatchObject(NO_BASE_URL);
  });

  test('does not replace a pattern by names of files', async () => {
    const { exitCode, stderr } = await runJob({ ARGUMENTS: '--only group*' }, { 'groups.txt': '' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('group*') });
  });
});

describe('the image', () => {
  test('contains only files that .dockerignore lists', () => {
    const lines = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const allowed = lines
      .slice(1)
      .map((line) => new RegExp(`^${line.slice(1).replaceAll('.', '\\.').replace('*', '.*')}(/|$)`));
    expect(lines[0]).toBe('*');
    expect(image.copied.length).toBeGreaterThan(20);
    expect(image.copied.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  test('judges by its own contract, and writes only to the working directory', async () => {
    const [program = '', ...words] = image.entrypoint;
    const started = words.map((word) => image.root + word);
    const { exitCode, cwd } = await run(program, [...started, '--only', 'groups'], {});
    expect([exitCode, image.directory]).toEqual([0, '/work']);
    expect(existsSync(join(cwd, 'reports/contract.html'))).toBe(true);
  });

  test('is run by a user without rights, whom Kubernetes can verify', () => {
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });
});

describe('the page about CI systems', () => {
  const lines = readFileSync('docs/ci-systems.md', 'utf8').split('\n');
  const commands = lines.flatMap(
    (line) => / (?:infisical-contract@0|"?\$image"?)((?: [^|>'"&]+)?)/.exec(line)?.[1] ?? [],
  );

  test('contains only commands of the suite', () => {
    expect(commands.length).toBeGreaterThan(3);
    for (const words of commands) readCommandLine(words.split(' ').filter(Boolean), {});
  });

  const blocks = lines
    .join('\n')
    .split('```')
    .filter((_, at) => at % 2 === 1);
  const judging = blocks.filter((block) => /infisical-contract@0|docker run|extends: \.infisical-contract/.test(block));
  const scripts = blocks.filter((block) => block.startsWith('sh\n') && block.includes('infisical-contract@0'));
  const runSnippet = (block: string, env: Record<string, string>, contents?: Record<string, string>) =>
    run('sh', ['-ec', block.replace('sh\n', '')], { ...OFFLINE, ...env }, project(contents));

  test('sets the target in every job, so that a missing base URL is an error', async () => {
    // The template sets it in the job for GitLab.
    const open = judging.filter((block) => !/CONTRACT_TARGET\W+staging|extends: \./.test(block));
    expect([judging.length, open]).toEqual([6, []]);
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(await runSnippet(script, {})).toMatchObject(NO_BASE_URL);
  });

  test('compares a night with deviations, and keeps the exit code of the run', async () => {
    const [script = ''] = scripts.filter((block) => block.includes(' diff '));
    const short = script.replace(/--spec served .* --seed random/, '--only groups --cases fixture');
    const conforming = await startFaulty(() => undefined);
    const night = (baseUrl: string, last: string) =>
      runSnippet(short, { ...COORDINATES, CONTRACT_BASE_URL: baseUrl }, { 'last-night/contract.json': last });
    const first = await night(conforming.baseUrl, '{}');
    await conforming.close();
    const report = readFileSync(join(first.cwd, 'reports/contract.json'), 'utf8');
    const { exitCode, cwd } = await night(server.baseUrl, report);
    // The first night has no valid report to compare with.
    expect([first.exitCode, exitCode]).toEqual([2, 1]);
    expect(readFileSync(join(cwd, 'issue.md'), 'utf8')).toMatch(/^## \d+ new deviations? of /);
  });
});
