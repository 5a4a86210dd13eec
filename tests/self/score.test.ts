import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Contract, loadContract } from '../../src/contract/contract.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { toSatisfyContract } from '../../src/matcher/matcher.ts';
import { clean } from '../../src/report/clean.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { createJudge } from '../../src/verdict/judge.ts';
import { NumberText, type Schema, type Variant, variants } from './score/mutations.ts';

const offline = () => Promise.reject(new Error('the tests download nothing'));
const contracts = await Promise.all(
  ['specs', 'tests/self/score/keywords-3.0.yaml', 'tests/self/score/keywords-3.1.yaml'].map((spec) =>
    loadContract(spec, offline),
  ),
);
const judge = createJudge();

/** The JSON text of a body, with each NumberText written literally. */
function textOf({ body }: Variant): string {
  const numbers = new Map<string, string>();
  const text = JSON.stringify(body, (_, value: unknown) => {
    if (!(value instanceof NumberText)) return value;
    numbers.set(`"number ${numbers.size}"`, value.text);
    return `number ${numbers.size - 1}`;
  });
  return [...numbers].reduce((before, [mark, number]) => before.replace(mark, number), text);
}

/** Findings of a response with the status and the body. */
function findingsOf(operation: Operation, status: string, variant: Variant): Finding[] {
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
      kind: 'response',
      status: Number(status),
      headers: new Map([['content-type', ['application/json']]]),
      body: Buffer.from(textOf(variant)),
      codingError: undefined,
      durationMs: 1,
    },
  }).findings;
}

/** The failure message of the matcher for the same response, or `undefined` if it passes. */
function messageOf(contract: Contract, operation: Operation, status: string, variant: Variant): string | undefined {
  const headers = { 'content-type': 'application/json' };
  const response = { statusCode: Number(status), headers, rawBody: Buffer.from(textOf(variant)) };
  const result = toSatisfyContract(response, contract, operation.key);
  if (result instanceof Promise) throw new Error('the matcher is synchronous for a response of got');
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
  test('yields a finding for every fault, with its pointer', () => {
    const missed = faults.filter(
      (fault) =>
        !findingsOf(operation, status, fault).some(
          ({ check, pointer }) => check === 'body-schema' && pointer === fault.pointer,
        ),
    );
    score.faults += faults.length;
    score.found += faults.length - missed.length;
    expect(missed).toEqual([]);
  });

  test('yields no finding for a conforming body', () => {
    const alarms = conforming
      .map((variant) => ({ ...variant, found: findingsOf(operation, status, variant) }))
      .filter((each) => each.found.length > 0);
    score.conforming += conforming.length;
    score.alarms += alarms.length;
    expect(alarms).toEqual([]);
  });

  test('has the same findings in the matcher', () => {
    const different = [...faults, ...conforming].filter((variant) => {
      const shown = messageOf(contract, operation, status, variant);
      const findings = findingsOf(operation, status, variant);
      const showsAll = findings.every(({ check, message }) => shown?.includes(`✗ ${check}  ${clean(message)}\n`));
      return !showsAll || (shown === undefined) !== (findings.length === 0);
    });
    expect(different).toEqual([]);
  });
});

test('the README shows the score', () => {
  const line = `${score.found} of ${score.faults} faults found, ${score.alarms} false alarms in ${score.conforming} valid bodies`;
  process.stdout.write(`${line}\n`);
  expect(score.faults).toBeGreaterThan(500);
  expect(readFileSync('README.md', 'utf8')).toContain(line);
});
