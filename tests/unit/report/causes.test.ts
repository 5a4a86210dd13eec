import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { causeCount, causesOf, groupSentence, representativesFirst } from '../../../src/report/causes.ts';
import { consoleReport } from '../../../src/report/console.ts';
import type { ReportedCase } from '../../../src/report/contract-json.ts';
import { fixedLines, newLines, sinceSentence } from '../../../src/report/since.ts';
import { summary } from '../../../src/report/summary.ts';
import { ADVISORY } from '../../../src/verdict/checks/index.ts';
import { finding, line, report } from './example.ts';

/** A case with a finding, by its operation, name, check and status. */
function deviation(operation: string, name: string, check: string, status = 500): ReportedCase {
  const message = `${name}: received ${status}`;
  const found = finding(check, '', { message, expected: 'x', received: String(status), status: String(status) });
  const { type: _, ...one } = line(operation, status, [{ ...found, id: `${operation} ${name} ${check}` }]);
  return { ...one, id: `${operation} › any › ${name}` };
}

const causes = (...cases: ReportedCase[]) =>
  causesOf(cases).map(({ title, operations }) => `${title} (${operations.length})`);

describe('errors of the server are one cause', () => {
  test('if they differ only in the name of a parameter', () => {
    expect(
      causes(
        deviation('GET /a/{id}', 'path id unknown', 'no-server-error'),
        deviation('GET /a/{id}', 'path id with NUL', 'no-server-error'),
        deviation('GET /b/{key}', 'path key unknown', 'no-server-error'),
        deviation('GET /c/{key}', 'path key with NUL', 'no-server-error'),
      ),
    ).toEqual(['a path parameter unknown: received 500 (2)', 'path key with NUL: received 500 (1)']);
  });

  test('if the request as documented has the same result', () => {
    expect(
      causes(
        deviation('GET /a', 'as documented', 'no-server-error'),
        deviation('GET /a', 'query q with NUL', 'no-server-error'),
        deviation('GET /b', 'as documented, by a user', 'no-server-error'),
      ),
    ).toEqual(['the operation answers a request as documented with an error of the server (2)']);
  });
});

test('an undeclared status is one cause, whatever else operations declare', () => {
  const undeclared = (operation: string, expected: string) => {
    const one = deviation(operation, 'x', 'status-declared', 304);
    return { ...one, findings: one.findings.map((each) => ({ ...each, expected, message: 'status 304' })) };
  };
  expect(causes(undeclared('GET /a', '200'), undeclared('GET /b', '200, 404'))).toEqual(['status 304 (2)']);
});

test('the causes that matter most come first', () => {
  const all = causesOf([
    deviation('GET /a', 'query q breaks type', 'invalid-input-rejected', 200),
    deviation('GET /b', 'no change', 'no-server-error'),
    deviation('GET /b', 'again', 'no-server-error'),
    deviation('GET /c', 'x', 'status-declared', 418),
    deviation('GET /d', 'x', 'tenant-isolated', 200),
    deviation('GET /e', 'x', 'body-schema', 200),
  ]);
  expect(all.map(({ finding: { check } }) => check)).toEqual([
    ...['body-schema', 'tenant-isolated', 'status-declared', 'no-server-error', 'no-server-error'],
    'invalid-input-rejected',
  ]);
  expect([causeCount(all), causeCount(all.slice(0, 1))]).toEqual(['6 causes in 5 operations', undefined]);
  expect(representativesFirst(all).map(({ finding: { check } }) => check)).toEqual([
    ...['body-schema', 'tenant-isolated', 'status-declared', 'no-server-error', 'invalid-input-rejected'],
    'no-server-error',
  ]);
  expect([groupSentence(all, 13), groupSentence(all, 12)]).toEqual([
    'causes: wrong success 1 (1 case), access 1 (1 case), status or error body 1 (1 case), error of the server 2 (2 cases), invalid input 1 (1 case)',
    undefined,
  ]);
});

describe('the report of many operations', () => {
  const operations = report.operations
    .slice(0, 1)
    .flatMap((one) => Array.from({ length: 60 }, (_, at) => ({ ...one, operation: `GET /api/v1/things-${at}` })));
  const cases = operations.map(({ operation }, at) => deviation(operation, `x${at}`, 'body-schema', 200));
  const many = cases.map((one, at) => ({
    ...one,
    findings: one.findings.map((each) => ({ ...each, pointer: `/a${at}` })),
  }));
  const long = { ...report, operations, cases: many, warnings: Array.from({ length: 20 }, (_, at) => `warning ${at}`) };
  const terminal = { colors: pc.createColors(false), columns: 100 };

  test('has at most 60 lines on a terminal, unless all are wanted', () => {
    const shown = consoleReport(long, terminal).trimEnd().split('\n');
    expect(shown.length).toBeLessThanOrEqual(60);
    expect(shown).toContain('60 operations; the matrix is in contract.html, and here with --verbose');
    expect(shown.join('\n')).toContain('(60 causes in 60 operations)');
    expect(consoleReport(long, terminal, true).split('\n').length).toBeGreaterThan(200);
  });

  test('has at most 60 lines on a narrow terminal as well, with many steps and notes', () => {
    const remarks = Array.from({ length: 40 }, (_, at) => `remark ${at} ${'of many words '.repeat(4)}`);
    const wordy = many.map((one) => ({ ...one, steps: remarks, notes: remarks }));
    const shown = consoleReport({ ...long, cases: wordy }, { ...terminal, columns: 30 });
    expect(shown.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
    expect(shown).toContain('(60 causes in');
  });

  test('begins with the deviations in the summary, and that of few with the matrix', () => {
    const at = (text: string, heading: string) => text.indexOf(heading);
    const isFirst = (text: string) => at(text, '### Deviations') < at(text, '| operation');
    expect([isFirst(summary(long)), isFirst(summary(report))]).toEqual([true, false]);
  });
});

test('advice of a strict run comes last, and operations that fail as documented first among the errors', () => {
  const all = causesOf([
    deviation('GET /a', 'x', 'challenge-present', 401),
    deviation('GET /b', 'query q with NUL', 'no-server-error'),
    deviation('GET /c', 'query q with NUL', 'no-server-error'),
    deviation('GET /d', 'as documented', 'no-server-error'),
    deviation('GET /e', 'x', 'invalid-input-rejected', 200),
  ]);
  expect(all.map(({ finding: { check }, operations }) => `${check} ${operations.join(' ')}`)).toEqual([
    'no-server-error GET /d',
    'no-server-error GET /b GET /c',
    'invalid-input-rejected GET /e',
    'challenge-present GET /a',
  ]);
});

test('what is new is named with its operations, also if its cause is old', () => {
  const cases = ['GET /a', 'GET /b'].map((operation) => deviation(operation, 'x', 'body-schema', 200));
  const added = cases.flatMap(({ operation, findings }) => (operation === 'GET /b' ? findings : []));
  const since = { startedAt: '2026-01-01T00:00:00.000Z', new: added.map(({ id }) => id) };
  const changes = { ...since, fixed: [], remaining: 1, notTested: 0, notTestedBefore: 0 };
  expect(newLines({ cases, since: changes })).toEqual(['new: body-schema x: received 200 (GET /b)']);
  expect(sinceSentence({ cases, since: changes })).toBe(
    'since 2026-01-01 00:00 UTC: 1 new finding, 0 fixed, 1 still there',
  );
});

test('what was fixed is one line for each kind', () => {
  const fixed = ['/a', '/b', '/c', '/d'].map((path) => ({
    ...{ id: path, check: 'body-schema', status: '400', message: '/code is not declared' },
    operation: `GET ${path}`,
  }));
  const since = { startedAt: '', new: [], fixed, remaining: 0, notTested: 0, notTestedBefore: 0 };
  expect(fixedLines({ since })).toEqual(['body-schema /code is not declared (GET /a, GET /b, GET /c and 1 more)']);
});

test('every advisory check is in the last group', () => {
  const all = causesOf([
    ...ADVISORY.map(({ id }) => deviation(`GET /${id}`, 'x', id, 200)),
    deviation('GET /a', 'x', 'invalid-input-rejected', 200),
  ]);
  expect(all[0]?.finding.check).toBe('invalid-input-rejected');
});
