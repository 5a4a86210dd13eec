import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CONCURRENCY, type Measurement } from './client.ts';
import { SHAPE } from './real-shape.ts';

const LATENCY_MS = 50;

/** Latency of two servers that are compared. */
const COMPARED_MS = 20;

/** Number of operations that yields about 3,000 cases. */
const OPERATIONS = 115;

/** Prints the cost of whole runs. Servers and clients are separate processes, new for each run. */
export async function runs(): Promise<void> {
  const all = await withServer(SHAPE.operations, 0, measure);
  const ready = `ready to send ${all.cases} cases in ${Math.round(all.readyMs)} ms, ${all.readyMib} MiB`;
  print(`${SHAPE.operations} operations: a new process is ${ready}; peak memory ${all.peakMib} MiB`);

  const pairs = await withServer(OPERATIONS, 0, async (baseUrl) => {
    const compared: number[] = [];
    for (let pair = 0; pair < 5; pair++) {
      const { ms, requests } = await measure(baseUrl);
      compared.push((await measure(baseUrl, requests)).ms / ms);
    }
    return compared;
  });
  print(`about 3,000 cases: ${median(pairs).toFixed(2)} times the requests per second of a bare got loop`);

  const late = await withServer(OPERATIONS, LATENCY_MS, measure);
  const ideal = (late.requests * LATENCY_MS) / CONCURRENCY;
  print(`${late.cases} cases, ${LATENCY_MS} ms of latency: ${(late.ms / ideal).toFixed(2)} times the ideal`);

  const twice = await withServer(OPERATIONS, COMPARED_MS, (a) =>
    withServer(OPERATIONS, COMPARED_MS, async (b) => {
      const ratios: number[] = [];
      for (let pair = 0; pair < 5; pair++) {
        const { ms } = await measure(a);
        ratios.push((await measure(a, b)).ms / ms);
      }
      return ratios;
    }),
  );
  print(
    `about 3,000 cases, ${COMPARED_MS} ms of latency: two servers in ${median(twice).toFixed(2)} times that of one`,
  );

  const few = await withServer(20, 0, measure);
  const many = await withServer(400, 0, measure);
  const growth = many.ms / many.cases / (few.ms / few.cases);
  print(`${many.cases} cases: ${growth.toFixed(2)} times the cost per case of ${few.cases}`);
}

/** Measures a run, a comparison with another server, or the given number of requests sent with got only. */
async function measure(baseUrl: string, second?: number | string): Promise<Measurement> {
  const [measurement] = (await once(
    start('client', baseUrl, ...(second === undefined ? [] : [String(second)])),
    'message',
  )) as [Measurement];
  return measurement;
}

async function withServer<T>(operations: number, latencyMs: number, use: (baseUrl: string) => Promise<T>): Promise<T> {
  const server = start('server', String(operations), String(latencyMs));
  const [baseUrl] = (await once(server, 'message')) as [string];
  const result = await use(baseUrl);
  server.disconnect();
  return result;
}

/** Starts a script of this folder, which npm run bench has bundled. */
const start = (script: string, ...words: string[]): ChildProcess =>
  fork(fileURLToPath(new URL(`${script}.js`, import.meta.url)), words);

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
