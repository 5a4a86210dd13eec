import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { problemIn } from '../unit/problem-of.ts';
import { startEmbedded } from '../../src/embedded/server.ts';
import { contract } from './command.ts';
import { COORDINATES, judge } from './judge.ts';
import { type Fault, startFaulty } from './servers/faulty.ts';

/** Far above every CONTRACT_MAX_SECONDS below, and far below the timeouts of a run. */
const SOON_MS = 20_000;

const LONG_TIMEOUTS = { CONTRACT_TIMEOUT_SECONDS: '60', CONTRACT_PATIENCE_SECONDS: '60' };

const ALL_CASES = { CONTRACT_CASES: 'fixture,derived,explored', CONTRACT_EXPLORE: '2' };

const hang = () => undefined;
const trickle = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  setInterval(() => response.write(' '), 100).unref();
};
const throttle = { status: 429, headers: { 'retry-after': '50' } };
const login = {
  CONTRACT_TOKEN: '',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
};

// The limits below must not be spent on loading modules and compiling schemas for the first time.
beforeAll(async () => {
  const server = await startFaulty(() => undefined);
  await judge(server.baseUrl, { env: ALL_CASES });
  await server.close();
});

describe('CONTRACT_MAX_SECONDS', () => {
  test.each<[what: string, answer: ReturnType<Fault>]>([
    ['hangs', hang],
    ['sends responses that never end', trickle],
    ['throttles', throttle],
  ])(
    'ends a run whose target %s; cases without a response are inconclusive, the others count',
    async (_what, answer) => {
      const server = await startFaulty((_answer, { url }) => (url?.startsWith('/api/v1/groups') ? answer : undefined));
      const began = performance.now();
      const run = await judge(server.baseUrl, {
        env: { ...LONG_TIMEOUTS, ...ALL_CASES, CONTRACT_MAX_SECONDS: '5' },
      });
      await server.close();
      expect(performance.now() - began).toBeLessThan(SOON_MS);
      expect({ exitCode: run.exitCode, outcome: run.outcome }).toEqual({ exitCode: 3, outcome: 'inconclusive' });
      expect(run.reasons).toContain('no response within CONTRACT_MAX_SECONDS (5 s)');
      expect(run.counts.conforming).toBeGreaterThan(0);
      expect(run.counts.inconclusive).toBeGreaterThan(0);
      expect(run.cases).toHaveLength(run.counts.cases);
    },
  );

  test('does not hide a deviation', async () => {
    const server = await startFaulty(({ status }, { url }) =>
      url?.includes('no-such-dynamic-secret') === true ? hang : status === 401 ? { status: 418 } : undefined,
    );
    const run = await judge(server.baseUrl, { env: { ...LONG_TIMEOUTS, CONTRACT_MAX_SECONDS: '5' } });
    await server.close();
    expect(run.exitCode).toBe(1);
    expect(run.counts.inconclusive).toBeGreaterThan(0);
  });

  test.each<[what: string, at: string, answer: ReturnType<Fault>, env: Record<string, string>]>([
    ['the first request', '/api/status', hang, {}],
    ['--wait', '/api/status', { status: 500 }, { CONTRACT_WAIT_SECONDS: '60' }],
    ['the login', '/api/v1/auth/universal-auth/login', hang, login],
    ['a throttled login', '/api/v1/auth/universal-auth/login', throttle, login],
    ['the download of the contract', '/api/docs/json', hang, { CONTRACT_SPEC: 'served' }],
    ['a throttled download', '/api/docs/json', throttle, { CONTRACT_SPEC: 'served' }],
  ])('bounds %s', async (_what, at, answer, env) => {
    const server = await startFaulty((_answer, { url }) => (url === at ? answer : undefined));
    const began = performance.now();
    const problem = await problemIn(
      judge(server.baseUrl, { env: { ...LONG_TIMEOUTS, ...env, CONTRACT_MAX_SECONDS: '0.5' } }),
    );
    await server.close();
    expect(performance.now() - began).toBeLessThan(SOON_MS);
    expect([problem.code, problem.exitCode, problem.where]).toEqual(['max-time', 3, 'environment']);
    expect(problem.message).toBe(
      'the time limit CONTRACT_MAX_SECONDS (0.5 s) was reached before the first case was sent',
    );
  });
});

test('--max-time sets CONTRACT_MAX_SECONDS, and the reports are written', async () => {
  const server = await startFaulty((_answer, { url }) => (url === '/api/v1/groups' ? hang : undefined));
  const env = { ...COORDINATES, ...LONG_TIMEOUTS, CONTRACT_BASE_URL: server.baseUrl };
  const ended = await contract(['--max-time', '3'], env);
  await server.close();
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 3, stderr: '' });
  expect(ended.stdout).toContain('no response within CONTRACT_MAX_SECONDS (3 s)');
  expect(ended.stdout).toContain('cells conforming');
});

test('requests that wait for their turn cause no message', async () => {
  const embedded = await startEmbedded();
  const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, CONTRACT_MAX_REQUESTS_PER_MINUTE: '20' };
  const ended = await contract(['--max-time', '5'], env);
  await embedded.close();
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 3, stderr: '' });
});
