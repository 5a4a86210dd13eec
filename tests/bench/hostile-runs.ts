import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { temporaryFolder } from '../self/judge.ts';
import { startServer } from '../self/servers/faulty.ts';
import { largeBody } from './hostile.ts';

/** Operations of the document, each of which is requested several times. */
const OPERATIONS = 2;
const MAX_SECONDS = 5;

/** Prints how long whole runs take against servers that can exhaust the suite. */
export async function hostileRuns(): Promise<void> {
  const body = largeBody();
  const parsing = await elapsed(() => JSON.parse(body) as unknown);
  let sent = 0;
  const server = await startServer(({ method, url = '' }, response) => {
    const isLarge = method === 'GET' && url.startsWith('/api/large');
    const text = url === '/api/docs/json' ? JSON.stringify(largeDocument()) : isLarge ? body : '{}';
    if (isLarge) sent++;
    response
      .writeHead(isLarge || url.startsWith('/api/') ? 200 : 404, { 'content-type': 'application/json' })
      .end(text);
  });
  const whole = await elapsed(() => run(server.baseUrl));
  const ratio = whole / sent / parsing;
  print(`${sent} bodies of ${body.length} bytes: a run takes ${ratio.toFixed(2)} times JSON.parse for each of them`);
  const limited = await elapsed(() => run(server.baseUrl, '--max-time', String(MAX_SECONDS)));
  print(`likewise with --max-time ${MAX_SECONDS}: ${(limited / 1000 / MAX_SECONDS).toFixed(2)} times that limit`);
  await server.close();
}

/** A document with operations whose response bodies are declared as lists. */
function largeDocument(): object {
  const content = { 'application/json': { schema: { type: 'array' } } };
  const get = { responses: { 200: { description: 'ok', content } } };
  const paths = Object.fromEntries(Array.from({ length: OPERATIONS }, (_, index) => [`/api/large${index}`, { get }]));
  return { openapi: '3.1.0', info: { title: 'large', version: '1' }, paths };
}

/** Runs the command on a server in a process of its own. */
async function run(baseUrl: string, ...words: string[]): Promise<void> {
  const args = [resolve('start.js'), '--spec', 'served', ...words];
  const env = { ...process.env, CONTRACT_BASE_URL: baseUrl, CONTRACT_REPORT_DIR: temporaryFolder() };
  await once(spawn(process.execPath, args, { env, stdio: 'ignore' }), 'exit');
}

async function elapsed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
