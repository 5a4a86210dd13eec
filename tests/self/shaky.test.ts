import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { startEmbedded } from '../../src/embedded/server.ts';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { contract, start } from './command.ts';
import { COORDINATES, deviating, judge, temporaryFolder } from './judge.ts';
import { changed, type Fault, late, ofApi, startFaulty, type TestServer } from './servers/faulty.ts';

const slow = (ms: number): Fault => ofApi((answer) => late(answer, ms));
const report = (folder: string) => JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')) as ContractJson;

describe('a target that comes back within the patience', () => {
  test('is asked on, and nothing of it deviates', async () => {
    const server = await startFaulty(slow(5));
    const ended = judge(server.baseUrl, { env: { CONTRACT_CASES: 'fixture,derived' } });
    await received(server, 100);
    await server.restart(1000);
    const before = server.received.length;
    const run = await ended;
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(server.received.length).toBeGreaterThan(before);
  });
});

describe('a case that takes the target away', () => {
  test('deviates, and none that was under way with it', async () => {
    let isDown = false;
    const server: TestServer = await startFaulty((_answer, { url }) => {
      if (url?.includes('no-such-dynamic-secret') !== true) return undefined;
      return (response) => {
        response.destroy();
        if (!isDown) void server.restart(200).then(() => (isDown = false));
        isDown = true;
      };
    });
    const run = await judge(server.baseUrl);
    await server.close();
    expect(new Set(deviating(run).map(({ id }) => id))).toEqual(new Set(['dynamic-secrets/get › 404 › unknown name']));
    expect(run.checks).toEqual(['no-response']);
  });
});

describe('an impossible route that asks for time', () => {
  const patient =
    (answers: { status: number; headers: Record<string, string> }): Fault =>
    (answer, { url = '' }) => {
      if (url.includes('no-such-route')) return answers;
      return answer.status === 404
        ? { status: 404, body: Buffer.from('{"reqId":"r","statusCode":404,"message":"n","error":"E"}') }
        : undefined;
    };

  test('holds up neither the run nor its end', async () => {
    const server = await startFaulty(patient({ status: 503, headers: { 'retry-after': '20' } }));
    const began = performance.now();
    const run = await judge(server.baseUrl, { env: { CONTRACT_CASES: 'hostile' } });
    await server.close();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(deviating(run)).toEqual([]);
    expect(server.received.filter(({ url }) => url.includes('no-such-route')).length).toBeLessThan(12);
  });
});

describe('a deviation that does not repeat', () => {
  test('is a deviation, and says so', async () => {
    let spoiled = 0;
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200 && spoiled++ === 0 ? changed(() => [{}])(answer) : undefined,
    );
    const run = await judge(server.baseUrl);
    await server.close();
    expect({ checks: run.checks, exitCode: run.exitCode }).toEqual({ checks: ['body-schema'], exitCode: 1 });
    expect(deviating(run).map(({ id, flaky }) => [id, flaky])).toEqual([['groups/get › 200 › the groups', true]]);
  });

  test('is not taken for one that repeats', async () => {
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200 ? changed(() => [{}])(answer) : undefined,
    );
    const run = await judge(server.baseUrl);
    await server.close();
    expect(deviating(run).map(({ flaky }) => flaky)).toEqual([false]);
  });
});

/** Resolves when a server has received so many requests. */
const received = async (server: TestServer, count: number): Promise<void> => {
  while (server.received.length < count) await sleep(5);
};

describe('a target that announces its rate', () => {
  test('is waited for before it refuses, each operation by itself', async () => {
    let left = 5;
    let refused = 0;
    const server = await startFaulty((answer, { url }) => {
      if (url !== '/api/v1/groups' || answer.status !== 200) return undefined;
      if (left === 0) refused++;
      const remaining = left === 0 ? 0 : --left;
      if (remaining === 0) setTimeout(() => (left = 5), 900);
      return {
        headers: { ...answer.headers, 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-reset': '1' },
      };
    });
    const env = { CONTRACT_CONCURRENCY: '1', CONTRACT_CASES: 'fixture,derived' };
    const run = await judge(server.baseUrl, { env, only: ['GET /api/v1/groups'] });
    await server.close();
    expect({ outcome: run.outcome, refused }).toEqual({ outcome: 'conforming', refused: 0 });
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends the run in order: reports of what was done, and exit code 3', async () => {
    const server = await startFaulty(slow(150));
    const started = start(['--import', 'tsx', 'src/cli.ts'], {
      ...{ ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_CONCURRENCY: '2' },
    });
    await received(server, 20);
    started.kill(signal);
    const { exitCode, stdout, reports } = await started.ended;
    await server.close();
    expect(exitCode).toBe(3);
    expect(stdout).toContain('the run was interrupted');
    const { counts, outcome } = report(reports);
    expect(outcome).toBe('inconclusive');
    expect(counts.conforming).toBeGreaterThan(0);
    expect(counts.deviating).toBe(0);
    expect(counts.conforming + counts.inconclusive).toBe(counts.cases);
  });
});

describe('a run that is killed', () => {
  test('leaves a record, from which the reports are written again', async () => {
    const server = await startFaulty(slow(150));
    const started = start(['--import', 'tsx', 'src/cli.ts'], {
      ...{ ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_CONCURRENCY: '2' },
    });
    await received(server, 20);
    started.kill('SIGKILL');
    const { reports } = await started.ended;
    await server.close();
    expect(existsSync(join(reports, 'contract.json'))).toBe(false);
    const { exitCode, stdout } = await contract(['report', reports]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('the run was cut off before its end');
    expect(report(reports).counts.conforming).toBeGreaterThan(0);
  });

  test('is one line where there is no record', async () => {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await contract(['report', folder]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `${folder}: there is no record of a run in it. Name the folder that the run wrote its reports to. [no-record]\n`,
    });
  });
});

describe('--wait', () => {
  test('waits for a server that is just being started', async () => {
    const first = await startEmbedded();
    const { port } = new URL(first.baseUrl);
    await first.close();
    const run = contract(['--only', 'groups', '--wait', '20'], { ...COORDINATES, CONTRACT_BASE_URL: first.baseUrl });
    await sleep(2500);
    const late = await startEmbedded(Number(port));
    const { exitCode } = await run;
    await late.close();
    expect(exitCode).toBe(0);
  });
});

describe('a signal before anything was asked', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends with 3 and one line', async (signal) => {
    const run = start(['--import', 'tsx', 'src/cli.ts', '--wait', '60'], { CONTRACT_BASE_URL: 'http://127.0.0.1:9' });
    await sleep(2000);
    run.kill(signal);
    const { exitCode, stderr } = await run.ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: 'the run was interrupted before anything was asked\n',
    });
  });
});
