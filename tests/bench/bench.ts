import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Bench } from 'tinybench';
import * as responseValidator from 'openapi-response-validator';
import { loadContract } from '../../src/contract/contract.ts';
import { redactor } from '../../src/client/redaction.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { startEmbedded } from '../../src/embedded/server.ts';
import { createJudge } from '../../src/verdict/judge.ts';
import { COORDINATES } from '../self/judge.ts';
import { hostile } from './hostile.ts';
import { hostileRuns } from './hostile-runs.ts';
import { opening } from './opening.ts';
import { realShape, SHAPE } from './real-shape.ts';
import { runs } from './runs.ts';
import { starting } from './starting.ts';
import { watching } from './watching.ts';

type Class = typeof responseValidator.default.default;
const unwrap = (module: object): unknown => ('default' in module ? unwrap(module.default as object) : module);
const ResponseValidator = unwrap(responseValidator) as Class;

/** One, as in a run. */
const redact = redactor([COORDINATES.CONTRACT_TOKEN ?? '']);

const offline = () => Promise.reject(new Error('the benchmark downloads nothing'));
const { operations } = await loadContract('specs', offline);

/** Responses of the embedded target. */
const target = await startEmbedded();
const bodyOf = async (path: string): Promise<Buffer> => {
  const headers = { authorization: `Bearer ${COORDINATES.CONTRACT_TOKEN}` };
  return Buffer.from(await (await fetch(target.baseUrl + path, { headers })).arrayBuffer());
};
const secret = await bodyOf(
  '/api/v1/dynamic-secrets/postgres-reader?projectSlug=contract-project&environmentSlug=dev&path=/databases',
);
const [group] = JSON.parse((await bodyOf('/api/v1/groups')).toString()) as unknown[];
await target.close();

await compare('the dynamic secret', 'GET /api/v1/dynamic-secrets/{name}', secret);
await compare('a list of 1,000 groups', 'GET /api/v1/groups', Buffer.from(JSON.stringify(Array(1000).fill(group))));
await readiness();
starting();
await hostile();
await hostileRuns();
await runs();
await watching();
await opening();

/** Prints how a whole verdict compares with bare validators; all of them parse the JSON. */
async function compare(label: string, key: string, body: Buffer): Promise<void> {
  const operation = operations.get(key);
  const media = operation?.responses.get('200')?.content.get('application/json');
  if (operation === undefined || media === undefined) throw new Error(`no operation ${key}`);
  const schema = media.schema as object;
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  addFormats.default(ajv);
  const raw = ajv.compile(
    JSON.parse(
      JSON.stringify(schema).replaceAll('"type":"string","nullable":true', '"type":["string","null"]'),
    ) as object,
  );
  const built = () =>
    new ResponseValidator({
      responses: { 200: { description: '', content: { 'application/json': { schema } } } },
    } as never);
  const once = built();
  const judge = createJudge();
  const parse = () => JSON.parse(body.toString('utf8')) as unknown;
  if (judge(exchange(operation, body)).verdict !== 'conforming' || !raw(parse()))
    throw new Error(`${label} does not conform`);

  const bench = new Bench({ time: 1000, warmupTime: 300 })
    .add('verdict', () => void judge(exchange(operation, body)))
    .add('raw Ajv', () => void raw(parse()))
    .add('built once', () => void once.validateResponse('200', parse()))
    .add('rebuilt per call', () => void built().validateResponse('200', parse()));
  await bench.run();
  const medians = new Map(
    bench.tasks.map(({ name, result }) => [name, 'latency' in result ? result.latency.p50 : NaN]),
  );
  const own = medians.get('verdict') ?? NaN;
  process.stdout.write(`${label} (${body.length} bytes), calls of this verdict per call of\n`);
  for (const [name, median] of medians) {
    if (name !== 'verdict') process.stdout.write(`  ${name.padEnd(18)}${(median / own).toFixed(2)}\n`);
  }
}

function exchange(operation: Operation, body: Buffer): Parameters<ReturnType<typeof createJudge>>[0] {
  const request = { method: 'GET', url: operation.path, auth: 'token', fault: undefined } as const;
  return {
    case: {
      id: 'x',
      operation: operation.key,
      origin: 'fixture',
      rule: 'status-expected',
      expected: ['200'],
      request,
      expect: {},
      missing: [],
    },
    operation,
    secrets: [COORDINATES.CONTRACT_TOKEN ?? ''],
    redact,
    reply: {
      kind: 'response',
      status: 200,
      headers: new Map([['content-type', ['application/json; charset=utf-8']]]),
      body,
      codingError: undefined,
      durationMs: 1,
    },
  };
}

/** Prints how long it takes to load a document of realistic size and to judge the first response of each operation. */
async function readiness(): Promise<void> {
  const path = join(mkdtempSync(join(tmpdir(), 'contract-')), 'openapi.json');
  writeFileSync(path, JSON.stringify(realShape()));
  const start = performance.now();
  const contract = await loadContract(path, offline);
  const loaded = performance.now();
  const judge = createJudge(contract.operations.values());
  const empty = Buffer.from('{}');
  for (const operation of contract.operations.values()) judge(exchange(operation, empty));
  const judged = performance.now();
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  process.stdout.write(
    `${SHAPE.operations} operations, ${SHAPE.responseSchemas} response schemas: read in ${ms(loaded - start)}, ` +
      `the first response of each judged in a further ${ms(judged - loaded)}, ${megabytes} MiB\n`,
  );
}

function ms(time: number): string {
  return `${Math.round(time)} ms`;
}
