import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { CLI, contract, start, startContract } from './command.ts';
import { COORDINATES, deviating, judge, outagesOf, temporaryFolder } from './judge.ts';
import { changed, type Fault, late, ofApi, startFaulty, startServer, type TestServer } from './servers/faulty.ts';

const slow = (ms: number): Fault => ofApi((answer) => late(answer, ms));
const report = (folder: string) => JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')) as ContractJson;

describe('a target that restarts within CONTRACT_PATIENCE_SECONDS', () => {
  test('gets the remaining cases, none deviates, and the outage is recorded', async () => {
    const server = await startFaulty(slow(5));
    const ended = judge(server.baseUrl, { env: { CONTRACT_CASES: 'fixture,derived' } });
    await server.receives(100);
    const stopped = Date.now();
    await server.restart(1500);
    const before = server.received.length;
    const run = await ended;
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(server.received.length).toBeGreaterThan(before);
    const outages = outagesOf(run) ?? [];
    expect(outages.map((one) => one.ended)).toEqual([true]);
    for (const { from, seconds } of outages) {
      expect(Math.abs(Date.parse(from) - stopped)).toBeLessThan(1000);
      expect(seconds).toBeGreaterThanOrEqual(1.4);
      expect(seconds).toBeLessThan(10);
    }
  });
});

describe('a case that crashes the target', () => {
  test('deviates, and the concurrent cases do not', async () => {
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

describe('a throttled request for a route that cannot exist', () => {
  const throttling =
    (throttled: { status: number; headers: Record<string, string> }): Fault =>
    (answer, { url = '' }) => {
      if (url.includes('no-such-route')) return throttled;
      return answer.status === 404
        ? { status: 404, body: Buffer.from('{"reqId":"r","statusCode":404,"message":"n","error":"E"}') }
        : undefined;
    };

  test('delays neither the run nor its end', async () => {
    const server = await startFaulty(throttling({ status: 503, headers: { 'retry-after': '20' } }));
    const run = await judge(server.baseUrl, { env: { CONTRACT_CASES: 'hostile' } });
    await server.close();
    const { durationMs } = (JSON.parse(run.record) as { end: { durationMs: number } }).end;
    expect(durationMs).toBeLessThan(20_000);
    expect(deviating(run)).toEqual([]);
    expect(server.received.filter(({ url }) => url.includes('no-such-route')).length).toBeLessThan(12);
  });
});

describe('a deviation that does not repeat', () => {
  test('is reported as flaky', async () => {
    let changes = 0;
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200 && changes++ === 0 ? changed(() => [{}])(answer) : undefined,
    );
    const run = await judge(server.baseUrl);
    await server.close();
    expect({ checks: run.checks, exitCode: run.exitCode }).toEqual({ checks: ['body-schema'], exitCode: 1 });
    expect(deviating(run).map(({ id, flaky }) => [id, flaky])).toEqual([['groups/get › 200 › the groups', true]]);
  });

  test('differs from one that repeats, which is not flaky', async () => {
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200 ? changed(() => [{}])(answer) : undefined,
    );
    const run = await judge(server.baseUrl);
    await server.close();
    expect(deviating(run).map(({ flaky }) => flaky)).toEqual([false]);
  });
});

describe('a target with rate limit header fields', () => {
  test('does not receive a request beyond the limit of the operation', async () => {
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

/** Words for a shell, in a folder whose name may have spaces. */
const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(' ');

/** Arguments for a Node.js process that runs a program and waits for it, as npm does. */
const asChild = (program: string, words: readonly string[]): string[] => [
  '-e',
  `require('child_process').spawnSync('${program}', ${JSON.stringify(words)}, { stdio: 'inherit' })`,
];

describe.each<[what: string, words: string[], signal: NodeJS.Signals, env?: Record<string, string>]>([
  ['SIGINT', CLI, 'SIGINT'],
  ['SIGTERM', CLI, 'SIGTERM'],
  ['the end of the parent', asChild(process.execPath, CLI), 'SIGKILL'],
  [
    'the end of npm, whose shell continues',
    asChild('sh', ['-c', quoted([process.execPath, ...CLI])]),
    'SIGKILL',
    { npm_lifecycle_event: 'contract' },
  ],
])('%s', (_what, words, signal, env = {}) => {
  test('ends the run with reports of the cases so far, and exit code 3', async () => {
    const server = await startFaulty(slow(150));
    const started = start(words, {
      ...COORDINATES,
      CONTRACT_BASE_URL: server.baseUrl,
      CONTRACT_CONCURRENCY: '2',
      ...env,
    });
    await server.receives(20);
    started.kill(signal);
    const ended = await started.ended;
    await server.close();
    const { stdout, reports } = ended;
    // The exit code of a process whose parent was killed is not available.
    expect(ended.exitCode ?? 3).toBe(3);
    expect(stdout).toContain('the run was interrupted');
    const { counts, outcome, exitCode } = report(reports);
    expect({ outcome, exitCode }).toEqual({ outcome: 'inconclusive', exitCode: 3 });
    expect(counts.conforming).toBeGreaterThan(0);
    expect(counts.deviating).toBe(0);
    expect(counts.conforming + counts.inconclusive).toBe(counts.cases);
  });
});

test('a run that was started detached does not end with its former parent', async () => {
  const words = `${quoted([process.execPath, ...CLI])} --only groups & sleep 0.1`;
  const { reports } = await start(asChild('sh', ['-c', words])).ended;
  expect(report(reports).outcome).toBe('conforming');
});

describe('a run that is killed', () => {
  test('leaves a record from which report writes the reports', async () => {
    const server = await startFaulty(slow(150));
    const started = startContract([], {
      ...COORDINATES,
      CONTRACT_BASE_URL: server.baseUrl,
      CONTRACT_CONCURRENCY: '2',
    });
    await server.receives(20);
    started.kill('SIGKILL');
    const { reports } = await started.ended;
    await server.close();
    expect(existsSync(join(reports, 'contract.json'))).toBe(false);
    const { exitCode, stdout } = await contract(['report', reports]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('the run was cut off before its end');
    expect(report(reports).counts.conforming).toBeGreaterThan(0);
  });

  test('without a record makes report end with one line', async () => {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await contract(['report', folder]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `${folder}: the folder contains no record of a run. Specify the folder that contains the reports of the run. [no-record]\n`,
    });
  });
});

describe('--wait', () => {
  test('waits for a server that is starting', async () => {
    let isStarting = true;
    const server = await startFaulty(() => (isStarting ? { status: 503 } : undefined));
    const run = contract(['--only', 'groups', '--wait', '60'], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.receives(1);
    isStarting = false;
    await server.restart(1000);
    const { exitCode } = await run;
    await server.close();
    expect(exitCode).toBe(0);
  });
});

describe('a signal before the first case', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends with 3 and one line', async (signal) => {
    const server = await startServer((_request, response) => response.writeHead(503).end());
    const run = startContract(['--wait', '60'], { CONTRACT_BASE_URL: server.baseUrl });
    const waiting = `waiting for ${server.baseUrl}, 60 s at most\n`;
    await new Promise<void>((resolve) => {
      run.onOutput((_stdout, stderr) => {
        if (stderr === waiting) resolve();
      });
    });
    run.kill(signal);
    const { exitCode, stderr } = await run.ended;
    await server.close();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: `${waiting}the run was interrupted before the first case was sent\n`,
    });
  });
});
