import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { files } from '../unit/files.ts';
import { buildImage, type Image, packageOf } from './image.ts';
import { COORDINATES } from './judge.ts';
import { run } from './program.ts';
import { ofApi, startFaulty, type TestServer } from './servers/faulty.ts';

let image: Image;
let server: TestServer;
beforeAll(async () => {
  image = buildImage();
  server = await startFaulty(
    ofApi(({ status }, { url = '' }) => (status === 200 && url.includes('/groups') ? { status: 418 } : undefined)),
  );
});
afterAll(() => server.close());

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

  /** Runs the script of the job with the package as npx has installed it. */
  const runJob = (variables: Record<string, string>, contents: Record<string, string> = {}) => {
    const [folder, own] = [files({ ...contents, 'node_modules/.bin/none': '' }), packageOf(image)];
    chmodSync(join(own, 'dist/esm/infisical-contract.js'), 0o755);
    symlinkSync(own, join(folder, 'node_modules/infisical-contract'));
    symlinkSync(
      '../infisical-contract/dist/esm/infisical-contract.js',
      join(folder, 'node_modules/.bin/infisical-contract'),
    );
    const env = {
      ...COORDINATES,
      npm_config_offline: 'true',
      CONTRACT_BASE_URL: server.baseUrl,
      ...job.variables,
      ...variables,
    };
    return run('bash', ['-eo', 'pipefail', '-c', job.script.join('\n')], env, folder);
  };

  test('keeps the exit code of the run and its reports', async () => {
    const { exitCode, stdout, cwd } = await runJob({ ARGUMENTS: '--only groups --cases fixture' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('✗ status-declared') });
    const { when, paths, reports } = job.artifacts;
    expect([when, paths]).toEqual(['always', [`${job.variables.CONTRACT_REPORT_DIR ?? ''}/`]]);
    expect(existsSync(join(cwd, reports.junit))).toBe(true);
    expect(job.allow_failure).toBe(undefined);
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
});
