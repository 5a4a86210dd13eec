import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Contract, loadContract } from '../../src/contract/contract.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { toSatisfyContract } from '../../src/matcher/matcher.ts';
import { clean } from '../../src/report/clean.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { createJudge } from '../../src/verdict/judge.ts';
import { NumberText, type Schema, type Variant, variants } from './score/mutations.ts';

const offline = () => Promise.reject(new Error('nothing is fetched here'));
const contracts = await Promise.all(
  ['specs', 'tests/self/score/keywords-3.0.yaml', 'tests/self/score/keywords-3.1.yaml'].map((spec) =>
    loadContract(spec, offline),
  ),
);
const judge = createJudge();

/** The text of a body, with its numbers digit by digit. */
function textOf({ body }: Variant): string {
  const numbers = new Map<string, string>();
  const text = JSON.stringify(body, (_, value: unknown) => {
    if (!(value instanceof NumberText)) return value;
    numbers.set(`"number ${numbers.size}"`, value.text);
    return `number ${numbers.size - 1}`;
  });
  return [...numbers].reduce((before, [mark, number]) => before.replace(mark, number), text);
}

/** Judges a body as an answer of the status, and says what was found. */
function found(operation: Operation, status: string, variant: Variant): Finding[] {
  const request = { method: 'GET', url: operation.path, auth: 'none', fault: undefined } as const;
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
    redact: (text) => text,
    reply: {
      ...{ kind: 'response', status: Number(status), headers: new Map([['content-type', ['application/json']]]) },
      ...{ body: Buffer.from(textOf(variant)), codingError: undefined, durationMs: 1 },
    },
  }).findings;
}

/** What the matcher says of it, as the response of a client; undefined: nothing against it. */
function said(contract: Contract, operation: Operation, status: string, variant: Variant): string | undefined {
  const headers = { 'content-type': 'application/json' };
  const response = { statusCode: Number(status), headers, rawBody: Buffer.from(textOf(variant)) };
  const result = toSatisfyContract(response, contract, operation.key);
  if (result instanceof Promise) throw new Error('a response of got needs no waiting');
  return result.pass ? undefined : result.message();
}

const rows = contracts
  .flatMap((contract) => [...contract.operations.values()].map((operation) => ({ contract, operation })))
  .flatMap(({ contract, operation }) =>
    [...operation.responses].flatMap(([status, { content }]) =>
      [...content.values()].map(({ schema }) => ({
        contract,
        operation,
        status,
        name: `${operation.key} ${status}`,
        ...variants(schema as Schema),
      })),
    ),
  );

const score = { faults: 0, found: 0, conforming: 0, alarms: 0 };

describe.each(rows)('$name', ({ contract, operation, status, faults, conforming }) => {
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

  test('gets the same verdicts from the matcher', () => {
    const others = [...faults, ...conforming].filter((variant) => {
      const [told, findings] = [said(contract, operation, status, variant), found(operation, status, variant)];
      const isTold = findings.every(({ check, message }) => told?.includes(`✗ ${check}  ${clean(message)}\n`));
      return !isTold || (told === undefined) !== (findings.length === 0);
    });
    expect(others).toEqual([]);
  });
});

test('the README shows the score', () => {
  const line = `${score.found} of ${score.faults} faults found, ${score.alarms} of ${score.conforming} false alarms`;
  process.stdout.write(`${line}\n`);
  expect(score.faults).toBeGreaterThan(500);
  expect(readFileSync('README.md', 'utf8')).toContain(line);
});
