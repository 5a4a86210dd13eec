import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import got from 'got';
import { connect } from '../../src/run/connection.ts';
import { configure, prepare } from '../../src/run/prepare.ts';
import { openSession } from '../../src/run/session.ts';
import { temporaryFolder } from '../self/judge.ts';
import { knownId, STUB_TOKEN } from '../self/servers/stub.ts';
import { SHAPE } from './real-shape.ts';

const CONCURRENCY = 16;
const LATENCY_MS = 50;

/** What a run took, from its first request to its weighed record. */
interface Took {
  cases: number;
  requests: number;
  ms: number;
}

/** Prints what whole runs cost, of servers in processes of their own. */
export async function runs(): Promise<void> {
  await withServer(SHAPE.operations, 0, async (baseUrl) => {
    const { cases, ms, peakMib } = await told<{ cases: number; ms: number; peakMib: number }>('ready.ts', baseUrl);
    print(`${SHAPE.operations} operations: a new process is ready to ask ${cases} cases in ${ms} ms, ${peakMib} MiB`);
  });
  await withServer(115, 0, async (baseUrl) => {
    const run = await ask(baseUrl);
    const bare = await askBarely(baseUrl, run.requests);
    print(`${run.cases} cases: ${(bare / run.ms).toFixed(2)} times the requests per second of a bare got loop`);
  });
  await withServer(115, LATENCY_MS, async (baseUrl) => {
    const { cases, requests, ms } = await ask(baseUrl);
    const ideal = (requests * LATENCY_MS) / CONCURRENCY;
    print(`${cases} cases, ${LATENCY_MS} ms of latency: ${(ms / ideal).toFixed(2)} times the ideal`);
  });
  const few = await withServer(20, 0, ask);
  const many = await withServer(400, 0, ask);
  const growth = many.ms / many.cases / (few.ms / few.cases);
  print(`${many.cases} cases: ${growth.toFixed(2)} times the cost per case of ${few.cases}`);
}

/** Every case that nobody wrote, for the document that the server serves. */
async function ask(baseUrl: string): Promise<Took> {
  const env = {
    CONTRACT_BASE_URL: baseUrl,
    CONTRACT_SPEC: 'served',
    CONTRACT_TOKEN: STUB_TOKEN,
    CONTRACT_CONCURRENCY: String(CONCURRENCY),
    CONTRACT_REPORT_DIR: temporaryFolder(),
  };
  const config = configure({ env, flags: {}, directory: '.' });
  const connection = await connect(config);
  const plan = await prepare(config, connection, { only: [], exclude: [] });
  const session = await openSession(config, plan, connection);
  const start = performance.now();
  await session.finish();
  const ms = performance.now() - start;
  const requests = Object.values(connection.client.requests).reduce((sum, count) => sum + count, 0);
  await session.close();
  return { cases: plan.cases.length, requests, ms };
}

/** As many requests, by got alone. @returns milliseconds */
async function askBarely(baseUrl: string, requests: number): Promise<number> {
  const agent = { http: new Agent({ keepAlive: true }) };
  const headers = { authorization: `Bearer ${STUB_TOKEN}` };
  const url = `${baseUrl}/api/v1/things0/${knownId('/api/v1/things0/{id}')}`;
  let left = requests;
  const lane = async () => {
    while (left-- > 0) await got(url, { agent, headers, retry: { limit: 0 }, responseType: 'buffer' });
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  agent.http.destroy();
  return performance.now() - start;
}

async function withServer<T>(operations: number, latencyMs: number, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const server = start('server.ts', String(operations), String(latencyMs));
  const [baseUrl] = (await once(server, 'message')) as [string];
  const result = await use(baseUrl);
  server.disconnect();
  return result;
}

async function told<T>(script: string, ...words: string[]): Promise<T> {
  const [message] = (await once(start(script, ...words), 'message')) as [T];
  return message;
}

const start = (script: string, ...words: string[]): ChildProcess =>
  fork(fileURLToPath(new URL(script, import.meta.url)), words);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
