import { expect, test } from '@jest/globals';
import type { Case } from '../../../src/cases/case.ts';
import type { Operation } from '../../../src/contract/operations.ts';
import { createJudge } from '../../../src/verdict/judge.ts';
import { operationWith } from './judged.ts';

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'object', properties: { first: { type: 'string' } } }, names: { type: 'string' } },
};

/** The checks and pointers of the findings in a body with values that a fixture expects. */
function findingsIn(operation: Operation, body: object, expect: Case['expect']): string[] {
  const one: Case = {
    id: 'x',
    operation: operation.key,
    origin: 'fixture',
    rule: 'status-expected',
    expected: ['200'],
    request: { method: 'GET', url: '/x', auth: 'none', fault: undefined },
    expect,
    missing: [],
  };
  const reply = {
    kind: 'response',
    status: 200,
    headers: new Map([['content-type', ['application/json']]]),
    body: Buffer.from(JSON.stringify(body)),
    codingError: undefined,
    durationMs: 1,
  } as const;
  const { findings } = createJudge()({ case: one, operation, reply, secrets: [], redact: (same) => same });
  return findings.map(({ check, pointer }) => `${check} ${pointer}`);
}

test.each([
  ['at the same pointer', { name: { first: 7 } }, '/name/first', ['body-schema /name/first']],
  ['above it', { name: { first: 7 } }, '/name', ['body-schema /name/first']],
  ['below it', { name: 7 }, '/name/first', ['body-schema /name']],
  ['beside it', { name: 7, names: 'b' }, '/names', ['body-schema /name', 'expected-body /names']],
])('a finding of expected-body counts only beside those of other checks: %s', async (_place, body, pointer, found) => {
  expect(findingsIn(await operationWith(SCHEMA), body, { [pointer]: 'a' })).toEqual(found);
});
