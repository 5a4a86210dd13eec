import { Agent } from 'node:http';
import got from 'got';
import { openComparison } from '../../src/compare/session.ts';
import { connect } from '../../src/target/connection.ts';
import { readConfig } from '../../src/config/config.ts';
import { readSides } from '../../src/config/sides.ts';
import { planRun } from '../../src/run/planner.ts';
import { openSession } from '../../src/run/session.ts';
import { temporaryFolder } from '../self/judge.ts';
import { knownId, STUB_TOKEN } from '../self/servers/stub.ts';

/** Concurrent requests. */
export const CONCURRENCY = 16;

/** Time and memory that a process used to prepare a run and to send its requests. */
export interface Measurement {
  cases: number;
  requests: number;
  /** From the start of the process to the first request. */
  readyMs: number;
  /** From the first request to the evaluation of the record. */
  ms: number;
  /** Peak memory before the first request, and at the end, in MiB. */
  readyMib: number;
  peakMib: number;
}

/** Runs all derived cases of the document that a server serves. */
async function run(baseUrl: string): Promise<Measurement> {
  const env = {
    CONTRACT_BASE_URL: baseUrl,
    CONTRACT_SPEC: 'served',
    CONTRACT_TOKEN: STUB_TOKEN,
    CONTRACT_CONCURRENCY: String(CONCURRENCY),
    CONTRACT_REPORT_DIR: temporaryFolder(),
  };
  const config = readConfig({ env, flags: {}, directory: temporaryFolder() });
  const connection = await connect(config);
  const plan = await planRun(config, connection, { only: [], exclude: [] });
  const readyMib = peakMemory();
  const readyMs = performance.now();
  const session = await openSession(config, plan, connection);
  await session.finish();
  const ms = performance.now() - readyMs;
  const requests = Object.values(connection.client.requests).reduce((sum, count) => sum + count, 0);
  await session.close();
  return { cases: plan.cases.length, requests, readyMs, ms, readyMib, peakMib: peakMemory() };
}

/** Sends the same cases to a second server as well, and compares the responses. */
async function comparison(baseUrl: string, other: string): Promise<Measurement> {
  const env = {
    CONTRACT_SPEC: 'served',
    CONTRACT_TOKEN: STUB_TOKEN,
    CONTRACT_CONCURRENCY: String(CONCURRENCY),
    CONTRACT_REPORT_DIR: temporaryFolder(),
  };
  const sides = [baseUrl, other] as const;
  const configs = readSides({ env, flags: {}, directory: temporaryFolder(), sides, disposable: [] });
  const [a, b] = [
    { config: configs.a, connection: await connect(configs.a) },
    { config: configs.b, connection: await connect(configs.b) },
  ];
  const plan = await planRun(a.config, a.connection, { only: [], exclude: [] }, undefined, ['a', 'b']);
  const [readyMib, readyMs] = [peakMemory(), performance.now()];
  const how = { failOn: 'any', values: false, isForced: false, onVerdict: () => undefined } as const;
  const session = await openComparison(a, b, plan, how);
  const { evaluation } = await session.run();
  const ms = performance.now() - readyMs;
  if (evaluation.counts.deviating > 0) throw new Error('two equal servers differ');
  await session.close();
  return { cases: plan.cases.length, requests: 0, readyMs, ms, readyMib, peakMib: peakMemory() };
}

/** Peak memory of this process in MiB. */
const peakMemory = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Sends the same number of requests with got only. */
async function bare(baseUrl: string, requests: number): Promise<Measurement> {
  const agent = { http: new Agent({ keepAlive: true }) };
  const headers = { authorization: `Bearer ${STUB_TOKEN}` };
  const url = `${baseUrl}/api/v1/things0/${knownId('/api/v1/things0/{id}')}`;
  let left = requests;
  const worker = async () => {
    while (left-- > 0) await got(url, { agent, headers, retry: { limit: 0 }, responseType: 'buffer' });
  };
  const readyMs = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const ms = performance.now() - readyMs;
  agent.http.destroy();
  return { cases: 0, requests, readyMs, ms, readyMib: 0, peakMib: peakMemory() };
}

/** As a child process: sends its measurement to the parent. */
const [baseUrl = '', second] = process.argv.slice(2);
if (process.send !== undefined) {
  const measured =
    second === undefined
      ? run(baseUrl)
      : second.startsWith('http')
        ? comparison(baseUrl, second)
        : bare(baseUrl, Number(second));
  process.send(await measured);
  process.disconnect();
}
