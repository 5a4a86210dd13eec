import { expect, test } from '@jest/globals';
import { createJudge } from '../../../src/verdict/judge.ts';
import { judged, operationWith } from './judged.ts';

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'object', properties: { first: { type: 'string' } } }, names: { type: 'string' } },
};

test.each([
  ['at the same pointer', { name: { first: 7 } }, '/name/first', ['body-schema /name/first']],
  ['above it', { name: { first: 7 } }, '/name', ['body-schema /name/first']],
  ['below it', { name: 7 }, '/name/first', ['body-schema /name']],
  ['beside it', { name: 7, names: 'b' }, '/names', ['body-schema /name', 'expected-body /names']],
])('a finding of expected-body counts only beside those of other checks: %s', async (_place, body, pointer, found) => {
  const operation = await operationWith(SCHEMA);
  const { findings } = judged(operation, JSON.stringify(body), createJudge(), { [pointer]: 'a' });
  expect(findings.map((finding) => `${finding.check} ${finding.pointer}`)).toEqual(found);
});
