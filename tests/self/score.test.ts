import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadContract } from '../../src/contract/contract.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { createJudge } from '../../src/verdict/judge.ts';
import { NumberText, type Schema, type Variant, variants } from './score/mutations.ts';

const offline = () => Promise.reject(new Error('nothing is fetched here'));
const contracts = await Promise.all(
  ['specs', 'tests/self/score/keywords-3.0.yaml', 'tests/self/score/keywords-3.1.yaml'].map((spec) =>
    loadContract(spec, offline),
  ),
);
const judge = createJudge();

/** Judges a body as an answer of the status, and says what was found. */
function found(operation: Operation, status: string, { body }: Variant): { check: string; pointer: string }[] {
  const request = { method: 'GET', url: operation.path, auth: 'none', fault: undefined } as const;
  const numbers = new Map<string, string>();
  const text = JSON.stringify(body, (_, value: unknown) => {
    if (!(value instanceof NumberText)) return value;
    numbers.set(`"number ${numbers.size}"`, value.text);
    return `number ${numbers.size - 1}`;
  });
  const exact = [...numbers].reduce((before, [mark, number]) => before.replace(mark, number), text);
  return judge({
    case: {
      id: 'x',
      operation: operation.key,
      origin: 'fixture',
      rule: 'status-expected',
      expected: ['default'],
      request,
      expect: {},
      missing: [],
    },
    operation,
    secrets: [],
    reply: {
      ...{ kind: 'response', status: Number(status), headers: new Map([['content-type', ['application/json']]]) },
      ...{ body: Buffer.from(exact), codingError: undefined, durationMs: 1 },
    },
  }).findings;
}

const rows = contracts
  .flatMap(({ operations }) => [...operations.values()])
  .flatMap((operation) =>
    [...operation.responses].flatMap(([status, { content }]) =>
      [...content.values()].map(({ schema }) => ({
        operation,
        status,
        name: `${operation.key} ${status}`,
        ...variants(schema as Schema),
      })),
    ),
  );

const score = { faults: 0, found: 0, conforming: 0, alarms: 0 };

describe.each(rows)('$name', ({ operation, status, faults, conforming }) => {
  test('finds every fault, at its place', () => {
    const missed = faults.filter(
      (fault) =>
        !found(operation, status, fault).some(
          ({ check, pointer }) => check === 'body-schema' && pointer === fault.pointer,
        ),
    );
    score.faults += faults.length;
    score.found += faults.length - missed.length;
    expect(missed).toEqual([]);
  });

  test('raises no false alarm', () => {
    const alarms = conforming
      .map((variant) => ({ ...variant, found: found(operation, status, variant) }))
      .filter((each) => each.found.length > 0);
    score.conforming += conforming.length;
    score.alarms += alarms.length;
    expect(alarms).toEqual([]);
  });
});

test('the README shows the score', () => {
  const line = `${score.found} of ${score.faults} faults found, ${score.alarms} of ${score.conforming} false alarms`;
  process.stdout.write(`${line}\n`);
  expect(score.faults).toBeGreaterThan(500);
  expect(readFileSync('README.md', 'utf8')).toContain(line);
});
