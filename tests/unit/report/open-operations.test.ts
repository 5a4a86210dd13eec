import { expect, test } from '@jest/globals';
import { openLines, openOperations } from '../../../src/report/open-operations.ts';
import { line, report } from './example.ts';

const request = { method: 'GET', url: 'http://127.0.0.1:8080/a', headers: {} };

const of = (...operations: [operation: string, secured: boolean][]) => ({
  operations: report.operations
    .slice(0, 1)
    .flatMap((one) => operations.map(([operation, secured]) => ({ ...one, operation, secured }))),
});

test('operations without declared security that answer 2xx without credentials', () => {
  const cases = [
    line('GET /open', 200, [], { request }),
    line('GET /secured', 200, [], { request }),
    line('GET /refusing', 401, [], { request }),
    line('GET /with-token', 200, []),
    line('POST /other', 200, [], { request }),
  ];
  const { operations } = of(
    ['GET /open', false],
    ['GET /secured', true],
    ['GET /refusing', false],
    ['GET /with-token', false],
    ['POST /other', false],
  );
  expect(openOperations({ operations, cases })).toEqual(['GET /open']);
  expect(openLines({ operations, cases, recorded: null })).toEqual([
    '2xx without credentials, and no security is declared: GET /open',
  ]);
  expect(openLines({ operations, cases: [], recorded: null })).toEqual([]);
});

test('at most ten of them are named', () => {
  const names = Array.from({ length: 12 }, (_, at) => `GET /a${at}`);
  const { operations } = of(...names.map((name): [string, boolean] => [name, false]));
  const cases = names.map((name) => line(name, 200, [], { request }));
  expect(openLines({ operations, cases, recorded: null })[0]).toMatch(/GET \/a9 and 2 more$/);
});
