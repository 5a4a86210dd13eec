import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { realShape } from '../bench/real-shape.ts';
import { contract } from './command.ts';
import { COORDINATES } from './judge.ts';
import { changed, type Fault, startFaulty, startServer } from './servers/faulty.ts';
import { type Change, knownId, startStub, STUB_TOKEN } from './servers/stub.ts';
import { edit, ownFolder, startWatch, VERDICT, WAITING } from './watching.ts';

const GROUPS = ['--only', 'GET /api/v1/groups'];

const withoutName = changed((groups: object[]) => groups.map((group) => ({ ...group, name: undefined })));

describe('--watch', () => {
  test('runs again after a change of a file, and on Enter, and says what is new, fixed and still there', async () => {
    let isFaulty = false;
    const fault: Fault = (answer, { url }) =>
      isFaulty && url === '/api/v1/groups' && answer.status === 200 ? withoutName(answer) : undefined;
    const server = await startFaulty(fault);
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_CASES: 'fixture' };
    const { until, stdin, ended, folder } = startWatch(GROUPS, env, ownFolder());
    expect(await until(WAITING)).toMatch(/GET \/api\/v1\/groups .*✓[^]*\nconforming · 7 of 7/);

    edit(folder, 'specs/groups/get.yaml', (text) =>
      text.replace('required:\n', 'required:\n                    - color\n'),
    );
    const second = await until(VERDICT);
    expect(second).toMatch(
      /^\n\d\d:\d\d:\d\d specs.groups.get\.yaml changed\ndeviating · .*\nnew: body-schema \/0\/color is missing/,
    );
    expect(second).toContain('1 new finding (1 new cause), 0 fixed, 0 still there');

    edit(folder, 'fixtures/groups/get.yaml', (text) => text.replace('the groups', 'all groups'));
    expect(await until(VERDICT)).toMatch(/fixtures.groups.get\.yaml changed\n[^]*0 fixed, 1 still there/);

    edit(folder, 'specs/groups/get.yaml', (text) => text.replace('paths:\n', 'paths: {\n'));
    expect(await until(/\[\S+\]\n/)).toMatch(/changed\nspecs\/groups\/get\.yaml:\d+: .*not readable as YAML or JSON/);

    edit(folder, 'specs/groups/get.yaml', (text) => text.replace('paths: {\n', 'paths:\n').replace(/ +- color\n/, ''));
    expect(await until(VERDICT)).toMatch(
      /\nconforming · .*\nfixed: body-schema \/0\/color is missing .*\nsince .* 1 fixed, 0 still/,
    );

    isFaulty = true;
    stdin.write('\n');
    expect(await until(VERDICT)).toMatch(/\d Enter\ndeviating · .*\nnew: body-schema \/0\/name is missing/);

    stdin.write('q\n');
    const { exitCode, reports } = await ended;
    await server.close();
    expect([exitCode, readFileSync(join(reports, 'summary.md'), 'utf8').includes('/0/name is missing')]).toEqual([
      1,
      true,
    ]);
  });

  test('uses specs/, fixtures/ and settings that appear, and a variable of a dotenv file that changes', async () => {
    const { until, kill, ended, folder } = startWatch(GROUPS, { CONTRACT_CASES: 'fixture' });
    expect(await until(WAITING)).toContain('7 of 7 cells conforming');
    cpSync('specs/groups', join(folder, 'specs/groups'), { recursive: true });
    expect(await until(VERDICT)).toMatch(/specs.groups.get\.yaml changed/);
    writeFileSync(join(folder, '.env'), 'CONTRACT_REQUIRE_CELLS=100');
    expect(await until(VERDICT)).toMatch(/\.env changed\ninconclusive/);
    writeFileSync(join(folder, '.env'), 'CONTRACT_REQUIRE_CELLS=many');
    expect(await until(/\[\S+\]\n/)).toContain('CONTRACT_REQUIRE_CELLS is "many", which is not a whole number');
    rmSync(join(folder, '.env'));
    expect(await until(VERDICT)).toMatch(/\.env changed\nconforming/);
    kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 0 });
  });

  test('runs again after the served document has changed, without standard input', async () => {
    let isFaulty = false;
    const document = realShape(1);
    const change: Change = (_, status, body) =>
      isFaulty && status === 200 ? { status, body: { ...(body as object), more: 1 } } : undefined;
    const server = await startStub(document, change);
    const env = { CONTRACT_BASE_URL: server.baseUrl, CONTRACT_TOKEN: STUB_TOKEN, CONTRACT_SPEC: 'served' };
    const { until, kill, stdin, ended } = startWatch(['--force'], {
      ...env,
      CONTRACT_ID: knownId('/api/v1/things0/{id}'),
    });
    stdin.end();
    await until(WAITING);
    isFaulty = true;
    document.info = { title: 'Real shape', version: '2' };
    expect(await until(VERDICT)).toMatch(/the served document changed\ndeviating · [^]*new: body-schema/);
    const requests = server.received.length;
    await server.receives(requests + 2);
    expect(server.received.slice(requests).map(({ url }) => url)).toEqual(['/api/docs/json', '/api/docs/json']);
    kill('SIGTERM');
    expect(await ended).toMatchObject({ exitCode: 1, stderr: '' });
    await server.close();
  });

  test('waits for a server that is not available, and ends with the code of the last run', async () => {
    const server = await startServer((_request, response) => response.writeHead(503).end());
    await server.close();
    const { until, stdin, ended } = startWatch(GROUPS, { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    expect(await until(WAITING)).toContain('[unreachable]');
    stdin.write('\n');
    expect(await until(/\[\S+\]\n/)).toContain('[unreachable]');
    stdin.write('q\n');
    expect(await ended).toMatchObject({ exitCode: 3 });
  });

  test('ends in an orderly way if it is interrupted during a run', async () => {
    const server = await startServer(({ url }, response) => (url?.includes('status') ? response.end('{}') : undefined));
    const { kill, ended } = startWatch(GROUPS, { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.receives(2);
    kill('SIGINT');
    const { exitCode, stdout } = await ended;
    await server.close();
    expect([exitCode, stdout.includes('waiting for changes')]).toEqual([3, false]);
    expect(stdout).toContain('the run was interrupted');
  });

  test.each([
    ['with a selection that matches nothing', ['--only', 'grups'], '--only: "grups" matches no operation'],
    ['with --list', ['--list'], '--watch repeats a run, and --list does not run any case'],
    ['with doctor', ['doctor'], '--watch repeats a run, and doctor does not run any case'],
  ])('ends with 2 and one line %s', async (_what, words, message) => {
    const { exitCode, stderr } = await contract(['--watch', ...words]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
