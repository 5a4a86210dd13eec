import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCommandLine } from '../../../src/cli/command-line.ts';
import { waiveFindings } from '../../../src/cli/waive.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';
import { compared, comparisonOf, difference } from '../report/sides/example.ts';

const TERMS = { reason: 'known', owner: 'me', expires: '2999-12-31', flaky: false, cause: false };

/** A comparison with a difference of the status, and one of a property. */
const report = comparisonOf([
  compared('GET /a', 404, [
    difference('status00', { kind: 'status', isBreaking: true, pointer: '', a: '200', b: '404' }),
  ]),
  compared('GET /b', 200, [difference('property', { kind: 'property', isBreaking: true, pointer: '/0/name' })]),
]);

test('a waiver of a difference outside the body names what a has', () => {
  const file = join(files({}), 'waivers.yaml');
  waiveFindings(['status00', 'property'], TERMS, report, file);
  const [status, property] = readFileSync(file, 'utf8').split(/^- /m).slice(1);
  expect(status).toContain('status: 404\n  check: same-response\n  pointer: ""\n  expected: 200\n');
  expect(property).toContain('pointer: /*/name\n  reason:');
});

test('a finding that the file waives already is refused with the line of that waiver', () => {
  const file = join(files({}), 'waivers.yaml');
  waiveFindings(['property'], TERMS, report, file);
  const before = readFileSync(file, 'utf8');
  const problem = problemOf(() => waiveFindings(['status00', 'property'], TERMS, report, file));
  expect(problem).toMatchObject({ exitCode: 2, where: 'waivers.yaml:3' });
  expect(problem.message).toBe('already waives same-response /*/name of GET /b 200');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test.each([
  [[], 'waive needs --reason <text>, --owner <name>, --expires <day>', 'Add them'],
  [['--reason', 'x', '--owner', 'x'], 'waive needs --expires <day>', 'Add it'],
])('waive with %j needs the other options', (words, message, fix) => {
  const problem = problemOf(() => readCommandLine(['waive', 'id', ...words], {}));
  expect(problem).toMatchObject({ message, fix: expect.stringContaining(fix) });
});
