import { Agent } from 'node:http';
import got from 'got';
import { connect } from '../../src/target/connection.ts';
import { readConfig } from '../../src/config/config.ts';
import { planRun } from '../../src/run/planner.ts';
import { openSession } from '../../src/run/session.ts';
import { temporaryFolder } from '../self/judge.ts';
import { knownId, STUB_TOKEN } from '../self/servers/stub.ts';

/** Requests under way at a time. */
export const CONCURRENCY = 16;

/** What a process took to get ready, and to ask. */
export interface Took {
  cases: number;
  requests: number;
  /** Since the process began, until the first request. */
  readyMs: number;
  /** From then on, until the record was weighed. */
  ms: number;
  /** Most memory until it was ready, and until its end, in MiB. */
  readyMib: number;
  peakMib: number;
}

/** Every case that nobody wrote, for the document that a server serves. */
async function run(baseUrl: string): Promise<Took> {
  const env = {
    CONTRACT_BASE_URL: baseUrl,
    CONTRACT_SPEC: 'served',
    CONTRACT_TOKEN: STUB_TOKEN,
    CONTRACT_CONCURRENCY: String(CONCURRENCY),
    CONTRACT_REPORT_DIR: temporaryFolder(),
  };
  const config = readConfig({ env, flags: {}, directory: '.' });
  const connection = await connect(config);
  const plan = await planRun(config, connection, { only: [], exclude: [] });
  const readyMib = mostMemory();
  const readyMs = performance.now();
  const session = await openSession(config, plan, connection);
  await session.finish();
  const ms = performance.now() - readyMs;
  const requests = Object.values(connection.client.requests).reduce((sum, count) => sum + count, 0);
  await session.close();
  return { cases: plan.cases.length, requests, readyMs, ms, readyMib, peakMib: mostMemory() };
}

/** In MiB. */
const mostMemory = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** As many requests, by got alone. */
async function bare(baseUrl: string, requests: number): Promise<Took> {
  const agent = { http: new Agent({ keepAlive: true }) };
  const headers = { authorization: `Bearer ${STUB_TOKEN}` };
  const url = `${baseUrl}/api/v1/things0/${knownId('/api/v1/things0/{id}')}`;
  let left = requests;
  const lane = async () => {
    while (left-- > 0) await got(url, { agent, headers, retry: { limit: 0 }, responseType: 'buffer' });
  };
  const readyMs = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const ms = performance.now() - readyMs;
  agent.http.destroy();
  return { cases: 0, requests, readyMs, ms, readyMib: 0, peakMib: mostMemory() };
}

/** A process of its own tells what it took. */
const [baseUrl = '', requests] = process.argv.slice(2);
if (process.send !== undefined) {
  process.send(await (requests === undefined ? run(baseUrl) : bare(baseUrl, Number(requests))));
  process.disconnect();
}
