import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { contract } from './command.ts';

const GROUPS = readFileSync('specs/groups/get.yaml', 'utf8');

/** A fixture of an operation with one case. */
const fixture = (operation: string): string =>
  `operation: ${operation}\nrequest: { auth: token }\ncases:\n  200:\n    - mine:\n`;

/** The ids of the fixture cases of a run in a folder, the operations, and the warnings. */
async function listIn(folder: string, env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await contract(['--list', '--cases', 'fixture'], env, folder);
  const ids = [...stdout.matchAll(/^(\S+ › \S+ › .*?) +[A-Z]+ \//gm)].map(([, id = '']) => id);
  return { exitCode, stderr, stdout, mine: ids.filter((id) => id.endsWith('› mine')), ids };
}

describe('the folder specs/ of the working directory', () => {
  test('replaces the built-in documents, and the fixtures of its operations remain', async () => {
    const { ids, stdout } = await listIn(files({ 'specs/groups.yaml': GROUPS }));
    expect(ids).toContain('groups/get › 200 › the groups');
    expect(ids.filter((id) => !id.startsWith('groups/'))).toEqual([]);
    expect(stdout).not.toMatch(/skipped|ignored/);
  });

  test('is ignored, with a line, if no file of it is an OpenAPI document', async () => {
    const { stdout, ids } = await listIn(files({ 'specs/user_spec.rb': '', 'specs/a.yaml': 'open: api\n' }));
    expect(stdout).toContain(
      'specs/ is ignored, because no file of it is an OpenAPI document; set CONTRACT_SPEC=specs',
    );
    expect(ids).toContain('service-tokens/get › 200 › the service token');
  });

  test('is used if one of its files cannot be read', async () => {
    const folder = files({ 'specs/groups.yaml': GROUPS });
    symlinkSync('loop.yaml', join(folder, 'specs/loop.yaml'));
    const { stdout, ids } = await listIn(folder);
    expect(stdout).not.toContain('ignored');
    expect(ids.filter((id) => !id.startsWith('groups/'))).toEqual([]);
  });

  test('is used if it is named', async () => {
    const folder = files({ 'specs/a.yaml': 'open: api\n' });
    const { exitCode, stderr } = await listIn(folder, { CONTRACT_SPEC: 'specs' });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^specs\/a\.yaml:1: has no "openapi" version/);
  });
});

describe('the folder fixtures/ of the working directory', () => {
  test('replaces the built-in fixtures of its operations', async () => {
    const { ids, mine } = await listIn(files({ 'fixtures/own.yaml': fixture('GET /api/v1/groups') }));
    expect(mine).toEqual(['own › 200 › mine']);
    expect(ids).not.toContain('groups/get › 200 › the groups');
    expect(ids).toContain('service-tokens/get › 200 › the service token');
  });

  test.each([
    ['a byte order mark', `\uFEFF${fixture('GET /api/v1/groups')}`],
    ['a quoted key', fixture('GET /api/v1/groups').replace('operation', '"operation"')],
    ['JSON', '{"operation":"GET /api/v1/groups","request":{"auth":"token"},"cases":{"200":[{"mine":null}]}}'],
  ])('may have a file with %s', async (_form, text) => {
    expect((await listIn(files({ 'fixtures/own.yaml': text }))).mine).toEqual(['own › 200 › mine']);
  });

  test('names a fixture without effect, because specs/ does not have its operation', async () => {
    const other = readFileSync('specs/service-tokens/get.yaml', 'utf8');
    const folder = files({ 'specs/a.yaml': other, 'fixtures/own.yaml': fixture('GET /api/v1/groups') });
    const { stdout } = await listIn(folder);
    expect(stdout).toContain('warning: fixtures/own.yaml has no effect: specs/ does not have GET /api/v1/groups');
  });

  test('may be empty if an option names it', async () => {
    const { stdout, ids } = await listIn(files({ 'mine/README.md': '' }), { CONTRACT_FIXTURES: 'mine' });
    expect(stdout).toContain('CONTRACT_FIXTURES names a folder without a fixture: only built-in ones are used');
    expect(ids).toContain('groups/get › 200 › the groups');
  });

  test('may have the same names as the built-in ones', async () => {
    const { ids, mine } = await listIn(files({ 'fixtures/service-tokens/get.yaml': fixture('GET /api/v1/groups') }));
    expect(mine).toEqual(['service-tokens/get › 200 › mine']);
    expect(ids).toContain('built-in/service-tokens/get › 200 › the service token');
  });

  test('is ignored, with a line, if no file of it is a fixture', async () => {
    const { stdout, ids } = await listIn(files({ 'fixtures/users.yaml': '- name: ann\n' }));
    expect(stdout).toContain(
      'fixtures/ is ignored, because no file of it is a fixture; set CONTRACT_FIXTURES=fixtures',
    );
    expect(ids).toContain('groups/get › 200 › the groups');
  });

  test('is another one if an option names it, relative to the working directory', async () => {
    const folder = files({
      'mine/own.yaml': fixture('GET /api/v1/groups'),
      'fixtures/b.yaml': fixture('GET /nothing'),
    });
    expect((await listIn(folder, { CONTRACT_FIXTURES: 'mine' })).mine).toEqual(['own › 200 › mine']);
  });

  test('must exist if an option names it', async () => {
    const { exitCode, stderr } = await contract(['--list', '--fixtures', 'mine']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^--fixtures: CONTRACT_FIXTURES is not a folder: mine\./);
  });

  test('must fit the contract', async () => {
    const { exitCode, stderr } = await listIn(files({ 'fixtures/own.yaml': fixture('GET /api/v1/group') }));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^fixtures\/own\.yaml:1: no document of the contract has GET \/api\/v1\/group\./);
  });
});

test('the names of files in reports do not contain the folder of the suite', async () => {
  const folder = files({});
  const { reports } = await contract(['--quiet', '--only', 'groups'], {}, folder);
  const report = readFileSync(join(reports, 'contract.json'), 'utf8');
  expect(report).toContain('"specs/groups/get.yaml"');
  expect(report).not.toContain(process.cwd());
});
