import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'dotenv';
import { type EmbeddedTarget, startEmbedded } from '../../src/embedded/server.ts';
import type { Setup } from '../../src/embedded/setup-routes.ts';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { files } from '../unit/files.ts';
import { contract, type Ended, startContract } from './command.ts';
import { temporaryFolder } from './judge.ts';
import { changed, type Fault, startFaulty } from './servers/faulty.ts';

/** Everything that bootstrap makes on the embedded target, in order. */
const UNITS = [
  ...['project', 'environment', 'folder', 'secret', 'group', 'custom role', 'machine identity'],
  ...['identity without access', 'viewer', 'service token', 'dynamic secret', 'second organization'],
];

const on = ({ baseUrl }: { baseUrl: string }): string[] => [
  ...['--base-url', baseUrl, '--disposable', new URL(baseUrl).host],
];

/** The rows of a bootstrap with one of its results. */
const rows = ({ stdout }: Ended, result: 'made' | 'kept' | 'not made'): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith(result.padEnd(9)))
    .map((line) => line.slice(9).trim());

const variables = (folder: string): Record<string, string> => parse(readFileSync(join(folder, '.env.local')));

/** Runs bootstrap on an empty server with a fault. */
async function bootstrapped(fault: Fault, folder = temporaryFolder(), setup: Setup = 'bootstrap'): Promise<Ended> {
  const server = await startFaulty(fault, undefined, undefined, setup);
  try {
    return await contract(['bootstrap', ...on(server)], {}, folder);
  } finally {
    await server.close();
  }
}

describe('an empty server', () => {
  let [target, folder]: [EmbeddedTarget, string] = [{ baseUrl: '', close: () => Promise.resolve() }, ''];

  test('is set up, judged and cleaned up by one command', async () => {
    [target, folder] = [await startEmbedded(0, 'bootstrap'), temporaryFolder()];
    const run = await contract(['local', ...on(target), '--quiet'], {}, folder);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    const [administrator = '', ...others] = rows(run, 'made');
    expect(administrator).toMatch(/^administrator contract-\w+@example\.com with an organization$/);
    expect(others).toEqual(UNITS);
    const report = JSON.parse(readFileSync(join(run.reports, 'contract.json'), 'utf8')) as ContractJson;
    expect(report.contract.map(({ operations }) => operations)).toEqual([1, 1, 1, 1, 30]);
    expect(report.counts.operationsReached).toBe(33);
    expect(report.leftovers).toEqual([]);
  });

  test('has its credentials in a file that only the user can read, and in no output', () => {
    expect(statSync(join(folder, '.env.local')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, '.env.local.bootstrap')).mode & 0o777).toBe(0o600);
    expect(Object.keys(variables(folder)).sort()).toEqual([
      'CONTRACT_ADMIN_TOKEN',
      'CONTRACT_BASE_URL',
      'CONTRACT_DYNAMIC_SECRET_NAME',
      'CONTRACT_ENVIRONMENT_SLUG',
      'CONTRACT_FOREIGN_UNIVERSAL_AUTH_CLIENT_ID',
      'CONTRACT_FOREIGN_UNIVERSAL_AUTH_CLIENT_SECRET',
      'CONTRACT_ORGANIZATION_ROLE_ID',
      'CONTRACT_PROJECT_SLUG',
      'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID',
      'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET',
      'CONTRACT_SECRET_PATH',
      'CONTRACT_SERVICE_TOKEN',
      'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID',
      'CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET',
      'CONTRACT_USER_TOKEN',
      'CONTRACT_VIEWER_TOKEN',
    ]);
  });

  test('keeps what it has, and gets what is missing', async () => {
    const before = variables(folder);
    const path = join(folder, '.env.local');
    const text = readFileSync(path, 'utf8');
    execFileSync('sed', ['-i', '/CONTRACT_VIEWER_TOKEN/d', path]);
    const again = await contract(['bootstrap', ...on(target)], {}, folder);
    expect(again.exitCode).toBe(0);
    expect(rows(again, 'made')).toEqual(['viewer']);
    expect(rows(again, 'kept').slice(1)).toEqual(UNITS.filter((unit) => unit !== 'viewer'));
    const { CONTRACT_VIEWER_TOKEN: viewer = '', ...others } = variables(folder);
    expect(before).toMatchObject(others);
    expect(viewer).not.toBe('');
    for (const value of Object.values(variables(folder)).filter((each) => each.length > 20 && !each.includes('/')))
      expect(again.stdout).not.toContain(value);
    expect(text).toContain('bootstrap');
  });

  test('loses what was made, but keeps its administrator', async () => {
    const cleaned = await contract(['clean', '--bootstrap', ...on(target)], {}, folder);
    expect(cleaned.stdout).toContain('10 of 10 resources deleted\n');
    expect(Object.keys(variables(folder)).sort()).toEqual([
      'CONTRACT_ADMIN_TOKEN',
      'CONTRACT_BASE_URL',
      'CONTRACT_USER_TOKEN',
    ]);
    const again = await contract(['bootstrap', ...on(target)], {}, folder);
    expect(rows(again, 'made')).toEqual(UNITS);
    await target.close();
  });
});

test('an older server is set up by its sign-up', async () => {
  const run = await bootstrapped(() => undefined, undefined, 'sign-up');
  expect(run.exitCode).toBe(0);
  expect(rows(run, 'made').slice(1)).toEqual(UNITS);
});

describe('an interrupted bootstrap is completed by the next one', () => {
  test('if it was killed', async () => {
    const [target, folder] = [await startEmbedded(0, 'bootstrap'), temporaryFolder()];
    const first = startContract(['bootstrap', ...on(target)], {}, folder);
    first.onOutput((text) => {
      if (text.includes('folder')) first.kill('SIGKILL');
    });
    await first.ended;
    const second = await contract(['bootstrap', ...on(target)], {}, folder);
    await target.close();
    expect(second.exitCode).toBe(0);
    expect(rows(second, 'kept').slice(0, 2)).toEqual([expect.stringContaining('administrator'), 'project']);
    expect(rows(second, 'made').at(-1)).toBe('second organization');
  });

  test('if the response to the first administrator was lost', async () => {
    let isLost = true;
    const lost: Fault = (_, { url }) =>
      url === '/api/v1/admin/bootstrap' && isLost ? (response) => response.destroy() : undefined;
    const [server, folder] = [await startFaulty(lost, undefined, undefined, 'bootstrap'), temporaryFolder()];
    const first = await contract(['bootstrap', ...on(server)], {}, folder);
    expect(first.exitCode).toBe(2);
    isLost = false;
    const second = await contract(['bootstrap', ...on(server)], {}, folder);
    await server.close();
    expect(second.exitCode).toBe(0);
    expect(rows(second, 'made').slice(1)).toEqual(UNITS);
  });
});

describe('nothing is kept that is gone', () => {
  test('if the server is empty again', async () => {
    const folder = temporaryFolder();
    const first = await startEmbedded(0, 'bootstrap');
    const { baseUrl } = first;
    await contract(['bootstrap', ...on(first)], {}, folder);
    await first.close();
    const second = await startEmbedded(Number(new URL(baseUrl).port), 'bootstrap');
    const again = await contract(['local', ...on(second), '--quiet', '--only', 'groups'], {}, folder);
    await second.close();
    expect(again.stdout).toContain('note      the server is empty again, so that everything is made anew\n');
    expect(rows(again, 'made').slice(1)).toEqual(UNITS);
    expect(again.exitCode).toBe(0);
  });

  test('if local was killed while it set the server up', async () => {
    const [target, folder] = [await startEmbedded(0, 'bootstrap'), temporaryFolder()];
    const first = startContract(['local', ...on(target)], {}, folder);
    first.onOutput((text) => {
      if (text.includes('secret')) first.kill('SIGKILL');
    });
    await first.ended;
    const second = await contract(['local', ...on(target), '--quiet', '--only', 'groups'], {}, folder);
    await target.close();
    expect(rows(second, 'made').at(-1)).toBe('second organization');
    expect(second.exitCode).toBe(0);
  });

  test('and --list and --plan change nothing', async () => {
    const [target, folder] = [await startEmbedded(0, 'bootstrap'), temporaryFolder()];
    const listed = await contract(['local', ...on(target), '--list'], {}, folder);
    const planned = await contract(['local', ...on(target), '--plan'], {}, folder);
    const made = await contract(['bootstrap', ...on(target)], {}, folder);
    await target.close();
    expect([listed.exitCode, planned.exitCode]).toEqual([0, 0]);
    expect(rows(made, 'made').slice(1)).toEqual(UNITS);
  });
});

test('clean keeps an account of what the server does not delete', async () => {
  const deletes: Fault = (_, { method, url }) =>
    method === 'DELETE' && url?.startsWith('/api/v1/groups/') === true
      ? {
          status: 404,
          body: Buffer.from(JSON.stringify({ message: `Route DELETE:${url} not found`, statusCode: 404 })),
        }
      : undefined;
  const [server, folder] = [await startFaulty(deletes, undefined, undefined, 'bootstrap'), temporaryFolder()];
  await contract(['bootstrap', ...on(server)], {}, folder);
  const first = await contract(['clean', '--bootstrap', ...on(server)], {}, folder);
  const second = await contract(['clean', '--bootstrap', ...on(server)], {}, folder);
  await server.close();
  expect(first).toMatchObject({
    exitCode: 3,
    stdout: expect.stringMatching(/^8 of 9 resources deleted\nleft over: group /) as unknown,
  });
  expect(second.stdout).toMatch(/^0 of 1 resource deleted\n/);
});

test('a value that would change other lines of the file is refused, and no credential is printed', async () => {
  const hostile: Fault = (answer, { url = '', headers }) => {
    if (url.startsWith('/api/v1/groups')) {
      const message = `no: ${headers.authorization ?? ''}`;
      return { status: 400, body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: 400, message, error: 'x' })) };
    }
    if (url !== '/api/v2/workspace' || answer.status !== 200) return undefined;
    const slug = "x'\nCONTRACT_BASE_URL='http://evil.test";
    return changed(({ workspace }: { workspace: object }) => ({ workspace: { ...workspace, slug } }))(answer);
  };
  const folder = temporaryFolder();
  const run = await bootstrapped(hostile, folder);
  expect(run.exitCode).toBe(3);
  expect(rows(run, 'not made').slice(0, 2)).toEqual([
    'project: the value of CONTRACT_PROJECT_SLUG has characters that a file cannot contain',
    'environment: it needs the project, which could not be made',
  ]);
  expect(rows(run, 'not made')).toContain('group: no: Bearer [redacted]');
  expect(variables(folder).CONTRACT_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

describe('what cannot be made is said in the words of the server', () => {
  const refuses =
    (path: string, status: number, message: string): Fault =>
    (_, { url, method }) =>
      method === 'POST' && url === path
        ? {
            status,
            body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: status, message, error: 'BadRequest' })),
          }
        : undefined;

  test('if the licence lacks it', async () => {
    const words = 'Failed to create group due to plan restriction';
    const run = await bootstrapped(refuses('/api/v1/groups', 400, words));
    expect(run.exitCode).toBe(0);
    expect(rows(run, 'not made')).toEqual([`group: ${words}`]);
  });

  test('if the server needs mail for its first administrator', async () => {
    const run = await bootstrapped(refuses('/api/v1/admin/bootstrap', 400, 'SMTP is not configured'));
    expect(run).toMatchObject({
      exitCode: 2,
      stderr:
        'bootstrap: the server makes no administrator: SMTP is not configured. Make one in the web UI; set CONTRACT_ADMIN_TOKEN. [bootstrap]\n',
    });
  });

  test('and what depends on it is not made either', async () => {
    const run = await bootstrapped(refuses('/api/v2/workspace', 403, 'no more projects'));
    expect(run.exitCode).toBe(3);
    expect(rows(run, 'not made')).toEqual(
      expect.arrayContaining([
        'project: no more projects',
        'folder: it needs the environment, which could not be made',
        'machine identity: it needs the project, which could not be made',
      ]),
    );
  });
});

describe('bad input ends with one line', () => {
  const line = async (words: readonly string[], folder = temporaryFolder()): Promise<[number | null, string]> => {
    const { exitCode, stderr } = await contract(words, {}, folder);
    return [exitCode, stderr];
  };

  test('for a server with data and no token, and a server that is not disposable', async () => {
    const target = await startEmbedded(0, 'bootstrap');
    await contract(['bootstrap', ...on(target)]);
    expect(await line(['bootstrap', ...on(target)])).toEqual([
      2,
      "bootstrap: the server has data, so bootstrap needs an administrator's token. Set CONTRACT_ADMIN_TOKEN, or start an empty server. [bootstrap]\n",
    ]);
    const { baseUrl } = target;
    const { host } = new URL(baseUrl);
    const wrong = await contract(['bootstrap', ...on(target)], { CONTRACT_ADMIN_TOKEN: 'wrong.token.0123456789' });
    expect(wrong).toMatchObject({
      exitCode: 2,
      stderr:
        'bootstrap: the token of the administrator was refused: Your token is not valid. Set CONTRACT_ADMIN_TOKEN again. [bootstrap]\n',
    });
    expect(await line(['bootstrap', '--base-url', baseUrl])).toEqual([
      2,
      `CONTRACT_DISPOSABLE: ${baseUrl} may not be changed, because CONTRACT_DISPOSABLE is not set. If the server may be changed, add --base-url ${baseUrl} --disposable ${host}. [disposable]\n`,
    ]);
    expect(await line(['bootstrap', '--base-url', baseUrl, '--disposable', 'localhost:1'])).toEqual([
      2,
      `--disposable: CONTRACT_DISPOSABLE is "localhost:1", but the host of CONTRACT_BASE_URL is "${host}". If this server may be changed, set CONTRACT_DISPOSABLE=${host}. [disposable]\n`,
    ]);
    await target.close();
  });

  test('but an administrator of a server with data gets a project of its own', async () => {
    const [target, folder] = [await startEmbedded(0, 'bootstrap'), temporaryFolder()];
    await contract(['bootstrap', ...on(target)], {}, folder);
    const { CONTRACT_ADMIN_TOKEN = '', CONTRACT_PROJECT_SLUG: first } = variables(folder);
    const other = temporaryFolder();
    const run = await contract(['bootstrap', ...on(target)], { CONTRACT_ADMIN_TOKEN }, other);
    await target.close();
    expect(run.exitCode).toBe(0);
    expect(rows(run, 'kept')).toEqual(['administrator of CONTRACT_ADMIN_TOKEN']);
    expect(rows(run, 'made')).toContain('project');
    expect(variables(other).CONTRACT_PROJECT_SLUG).not.toBe(first);
  });

  test('for a server that is down', async () => {
    expect(await line(['bootstrap', ...on({ baseUrl: 'http://127.0.0.1:9' })])).toEqual([
      3,
      '--base-url: target local does not answer at http://127.0.0.1:9/api/status: the connection was refused. Start the server, or correct CONTRACT_BASE_URL. [unreachable]\n',
    ]);
  });

  test('for a file that bootstrap did not write, unless it is forced', async () => {
    const target = await startEmbedded(0, 'bootstrap');
    const folder = files({ '.env.local': 'CONTRACT_TOKEN=mine-0123456789\n' });
    expect(await line(['bootstrap', ...on(target)], folder)).toEqual([
      2,
      '.env.local: exists, and bootstrap did not write it. Choose another --target, or replace it with --force. [env-file]\n',
    ]);
    await contract(['bootstrap', ...on({ baseUrl: 'http://127.0.0.1:9' }), '--force'], {}, folder);
    expect(variables(folder).CONTRACT_TOKEN).toBe('mine-0123456789');
    const forced = await contract(['bootstrap', ...on(target), '--force'], {}, folder);
    await target.close();
    expect(forced.exitCode).toBe(0);
    expect(variables(folder).CONTRACT_TOKEN).toBeUndefined();
  });

  test('for a damaged state, and for the name of the embedded target', async () => {
    const folder = files({ '.env.local.bootstrap': 'null\n' });
    expect(await line(['bootstrap', ...on({ baseUrl: 'http://127.0.0.1:9' })], folder)).toEqual([
      3,
      expect.stringContaining('[unreachable]'),
    ]);
    expect(await line(['clean', '--bootstrap', ...on({ baseUrl: 'http://127.0.0.1:9' })], folder)).toEqual([
      2,
      '.env.local.bootstrap: is damaged. Remove it, and start from an empty server. [bootstrap-state]\n',
    ]);
    expect(await line(['bootstrap', '--target', 'embedded', ...on({ baseUrl: 'http://127.0.0.1:9' })])).toEqual([
      2,
      '--target: embedded is the name of the target that comes with the suite. Choose another name, such as local. [target-name]\n',
    ]);
  });

  test('for a file that Git does not ignore', async () => {
    const folder = files({ 'README.md': '' });
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const words = ['bootstrap', ...on({ baseUrl: 'http://127.0.0.1:9' })];
    expect(await line(words, folder)).toEqual([
      2,
      '.env.local: would not be ignored by Git. Add .env.local to .gitignore, so that its credentials cannot be committed. [env-file]\n',
    ]);
  });
});
