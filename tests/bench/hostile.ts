import { loadContract } from '../../src/contract/contract.ts';
import { createJudge, type Exchange } from '../../src/verdict/judge.ts';
import { parseMediaType } from '../../src/verdict/media-type.ts';
import { createValidators } from '../../src/verdict/schema/validators.ts';

const KEYS = 1_000_000;

/** Prints the cost of responses and schemas that try to exhaust the suite, each as a ratio within this process. */
export async function hostile(): Promise<void> {
  const ordinary = perCall(() => parseMediaType(`application/json; charset=utf-8; n=${Math.random()}`));
  const backtracking = perCall(() => parseMediaType(`application/json${';aa'.repeat(40)}${Math.random()}"`));
  print(
    `a hostile Content-Type of 137 bytes: ${(backtracking / ordinary).toFixed(2)} times the time of an ordinary one`,
  );

  const [few, many] = [20_000, 200_000].map((values) => once(() => judgeByEnum(values)));
  print(`an enum of 200,000 values: ${((many ?? 0) / (few ?? 1)).toFixed(1)} times the time of one of 20,000`);

  const text = `{${Array.from({ length: KEYS }, (_, index) => `"key${index}":${index}`).join(',')}}`;
  const exchange = await exchangeOf(Buffer.from(text));
  const judge = createJudge();
  const parsed = once(() => JSON.parse(text));
  const judged = once(() => judge(exchange));
  print(`a body of ${KEYS} names, ${text.length} bytes: judged in ${(judged / parsed).toFixed(2)} times JSON.parse`);
}

async function exchangeOf(body: Buffer): Promise<Exchange> {
  const { operations } = await loadContract('specs', () =>
    Promise.reject(new Error('the benchmark downloads nothing')),
  );
  const operation = operations.get('GET /api/v1/groups');
  if (operation === undefined) throw new Error('no operation');
  const request = { method: 'GET', url: operation.path, auth: 'none', fault: undefined } as const;
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
    reply: {
      kind: 'response',
      status: 200,
      headers: new Map([['content-type', ['application/json']]]),
      body,
      codingError: undefined,
      durationMs: 1,
    },
    secrets: [],
    redact: (value) => value,
  };
}

function judgeByEnum(values: number): void {
  const schema = { type: 'string', enum: Array.from({ length: values }, (_, index) => `v${index}`) };
  const judged = { value: 'none of them', numbers: new Map<string, string>(), length: 14 };
  createValidators().judge({ schema, pointer: '' }, '3.0', judged, []);
}

function once(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const perCall = (work: () => unknown): number => once(() => Array.from({ length: 5000 }, work)) / 5000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
