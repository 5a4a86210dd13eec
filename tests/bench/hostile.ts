import { createJudge } from '../../src/verdict/judge.ts';
import { parseMediaType } from '../../src/verdict/media-type.ts';
import { createValidators } from '../../src/verdict/schema/validators.ts';
import { judged, operationWith } from '../unit/verdict/judged.ts';

const NAMES = 1_000_000;
const LIMIT_MS = 500;

/** The text of an object with a million names, 14 MB. */
export const largeBody = (): string =>
  `{${Array.from({ length: NAMES }, (_, index) => `"key${index}":${index}`).join(',')}}`;

/** Prints the cost of responses and schemas that can exhaust the suite, each as a ratio within this process. */
export async function hostile(): Promise<void> {
  const ordinary = perCall(() => parseMediaType(`application/json; charset=utf-8; n=${Math.random()}`));
  const backtracking = perCall(() => parseMediaType(`application/json${';aa'.repeat(40)}${Math.random()}"`));
  print(
    `a hostile Content-Type of 137 bytes: ${(backtracking / ordinary).toFixed(2)} times the time of an ordinary one`,
  );

  const [few, many] = [20_000, 200_000].map((values) => once(() => judgeByEnum(values)));
  print(`an enum of 200,000 values: ${((many ?? 0) / (few ?? 1)).toFixed(1)} times the time of one of 20,000`);

  const endless = {
    'a pattern that backtracks exponentially': [{ Level0: { pattern: '^(a+)+$' } }, `"${'a'.repeat(60)}!"`],
    'a oneOf nested thirty times': [nested(30), '[]'],
  } as const;
  for (const [what, [schemas, text]] of Object.entries(endless)) {
    const operation = await operationWith(referenceTo(0), { components: { schemas } });
    const took = once(() => judged(operation, text, createJudge([operation], LIMIT_MS)));
    print(`${what}: ended after ${(took / LIMIT_MS).toFixed(2)} times the time limit of a judgement`);
  }

  const text = largeBody();
  const operation = await operationWith({ type: 'array' });
  const parsed = once(() => JSON.parse(text));
  const took = once(() => judged(operation, text));
  print(`a body of ${NAMES} names, ${text.length} bytes: judged in ${(took / parsed).toFixed(2)} times JSON.parse`);
}

const referenceTo = (level: number) => ({ $ref: `#/components/schemas/Level${level}` });

/** Schemas that each refer twice to the next one, so that the number of branches doubles with each level. */
function nested(levels: number): Record<string, object> {
  const branching = Array.from({ length: levels }, (_, level): [string, object] => {
    const next = referenceTo(level + 1);
    return [`Level${level}`, { oneOf: [next, { allOf: [next] }] }];
  });
  return Object.fromEntries([...branching, [`Level${levels}`, { type: 'string' }]]);
}

function judgeByEnum(values: number): void {
  const schema = { type: 'string', enum: Array.from({ length: values }, (_, index) => `v${index}`) };
  const value = { value: 'none of them', numbers: new Map<string, string>(), length: 14 };
  createValidators().judge({ schema, pointer: '' }, '3.0', value, []);
}

function once(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const perCall = (work: () => unknown): number => once(() => Array.from({ length: 5000 }, work)) / 5000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
