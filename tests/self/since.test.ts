import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { contract } from './command.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { changed, type Fault, startFaulty } from './servers/faulty.ts';

/** A response of an operation without a property that it must have. */
const without = (path: string, name: string): Fault => {
  const removed = changed((body: Record<string, unknown>[] | Record<string, unknown>) =>
    Array.isArray(body) ? body.map((item) => ({ ...item, [name]: undefined })) : { ...body, [name]: undefined },
  );
  return (answer, { url = '' }) => (url.startsWith(path) && answer.status === 200 ? removed(answer) : undefined);
};

const OLD = without('/api/v1/groups', 'slug');
const NEW = without('/api/v1/groups', 'name');

/** A server that does not say how to authenticate. */
const withoutChallenge: Fault = ({ status, headers }) =>
  status === 401
    ? { headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'www-authenticate')) }
    : undefined;

/** Runs the suite in a folder against a server with one of two faults. */
async function run(folder: string, fault: Fault, words: readonly string[] = []) {
  const server = await startFaulty(fault);
  const env = {
    ...COORDINATES,
    CONTRACT_BASE_URL: server.baseUrl,
    CONTRACT_TARGET: 'staging',
    CONTRACT_CASES: 'fixture',
    CONTRACT_REPORT_DIR: join(folder, 'reports'),
  };
  const ended = await contract([...words, '--quiet'], env, folder);
  await server.close();
  const report = (): ContractJson =>
    JSON.parse(readFileSync(join(folder, 'reports/contract.json'), 'utf8')) as ContractJson;
  return { ...ended, report };
}

describe('a run is compared with an earlier one', () => {
  test('of the same folder, in every report', async () => {
    const folder = temporaryFolder();
    const first = await run(folder, OLD);
    expect(first.report().since).toBeUndefined();
    expect(first.stdout).not.toContain('(new)');
    const second = await run(folder, NEW);
    const { since } = second.report();
    expect(since?.fixed.map(({ message }) => message)).toEqual(['/0/slug is missing']);
    expect(since?.new).toHaveLength(1);
    expect(second.stdout).toContain('1 new finding (1 new cause), 1 fixed, 0 still there');
    expect(second.stdout).toContain('/0/name is missing  (new)');
    expect(second.stdout).toContain('fixed: body-schema /0/slug is missing (GET /api/v1/groups)');
    const read = (name: string) => readFileSync(join(folder, 'reports', name), 'utf8');
    expect(read('summary.md')).toContain('**new: body-schema**');
    expect(read('contract.html')).toContain('<b>new </b>');
    const third = await run(folder, NEW);
    expect(third.report().since).toMatchObject({ new: [], fixed: [], remaining: 1 });
    expect(third.stdout).toContain('0 new findings, 0 fixed, 1 still there');
  });

  test('although neither of them deviates', async () => {
    const folder = temporaryFolder();
    await run(folder, () => undefined);
    const second = await run(folder, () => undefined);
    expect(second.stdout).toContain('0 new findings, 0 fixed, 0 still there');
  });

  test('that --baseline names, although another one is in the folder', async () => {
    const folder = temporaryFolder();
    await run(folder, OLD);
    writeFileSync(join(folder, 'main.json'), readFileSync(join(folder, 'reports/contract.json')));
    await run(folder, NEW);
    const third = await run(folder, NEW, ['--baseline', 'main.json']);
    expect(third.report().since?.fixed.map(({ check }) => check)).toEqual(['body-schema']);
  });

  test('that was strict, without calling its findings fixed that are now advice', async () => {
    const folder = temporaryFolder();
    await run(folder, withoutChallenge, ['--strict']);
    const second = await run(folder, withoutChallenge);
    expect(second.report().advice).toHaveLength(4);
    expect(second.report().since).toMatchObject({ new: [], fixed: [] });
  });

  test('that sent fewer cases, without calling findings new that it could not have', async () => {
    const folder = temporaryFolder();
    await run(folder, NEW, ['--only', 'service-token']);
    const second = await run(folder, NEW);
    expect(second.report().since).toMatchObject({ new: [], notTestedBefore: 1 });
    expect(second.stdout).toContain('0 new findings, 0 fixed, 0 still there, 1 not tested before');
  });

  test('but not with a damaged one', async () => {
    const folder = temporaryFolder();
    await run(folder, OLD);
    writeFileSync(join(folder, 'reports/contract.json'), '{"cases":[');
    const second = await run(folder, NEW);
    expect([second.exitCode, second.report().since]).toEqual([1, undefined]);
  });

  test('unless --baseline names a file that is none', async () => {
    const { exitCode, stderr } = await run(temporaryFolder(), OLD, ['--baseline', 'missing.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/missing\.json: the file does not exist.*contract\.json/);
  });
});

test('a word that --undeclared does not allow is rejected with those that it allows', async () => {
  const { exitCode, stderr } = await contract(['--undeclared', 'warn', '--quiet']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('CONTRACT_UNDECLARED is "warn", which is not an allowed value');
  expect(stderr).toMatch(/note.*fail.*off/);
});
