import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { causeCount, causesOf } from '../../../src/report/causes.ts';
import { consoleReport } from '../../../src/report/console.ts';
import type { ReportedCase } from '../../../src/report/contract-json.ts';
import { summary } from '../../../src/report/summary.ts';
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
    ).toEqual(['a request as documented is answered with an error of the server (2)']);
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

  test('begins with the deviations in the summary, and that of few with the matrix', () => {
    const at = (text: string, heading: string) => text.indexOf(heading);
    const isFirst = (text: string) => at(text, '### Deviations') < at(text, '| operation');
    expect([isFirst(summary(long)), isFirst(summary(report))]).toEqual([true, false]);
  });
});
