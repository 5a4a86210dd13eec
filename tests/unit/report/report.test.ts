import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { causesOf } from '../../../src/report/causes.ts';
import { complaints } from '../../../src/report/complaints.ts';
import { consoleReport } from '../../../src/report/console.ts';
import { contractJson } from '../../../src/report/contract-json.ts';
import { weigh } from '../../../src/run/outcome.ts';
import type { CaseLine, RunRecord } from '../../../src/run/record.ts';
import type { Finding } from '../../../src/verdict/finding.ts';

const golden = (name: string) => readFileSync(`tests/unit/report/golden/${name}`, 'utf8');
const plain = pc.createColors(false);

const finding = (check: string, pointer: string, more: Partial<Finding> = {}): Finding => ({
  id: '0123456789',
  check,
  pointer,
  expected: 'property reqId',
  received: 'nothing',
  where: { document: 'specs/groups/get.yaml', pointer: '/paths/~1api~1v1~1groups/get', line: 42 },
  message: `${pointer}: property reqId is due`,
  ...more,
});

const line = (operation: string, status: number, findings: Finding[], more: Partial<CaseLine> = {}): CaseLine => ({
  type: 'case',
  id: `${operation.slice(5)} › ${status} › one`,
  operation,
  origin: 'fixture',
  expected: [String(status)],
  request: { method: 'GET', url: 'http://127.0.0.1:8080/a', headers: { authorization: 'Bearer $CONTRACT_TOKEN' } },
  response: {
    status,
    headers: { 'content-type': 'application/json' },
    body: { message: 'string of 9' },
    durationMs: 3,
  },
  verdict: findings.length > 0 ? 'deviating' : 'conforming',
  reason: null,
  flaky: false,
  findings,
  notes: [],
  curl: "curl -sS -i 'http://127.0.0.1:8080/a'",
  ...more,
});

const cases = [
  line('GET /b', 404, [finding('body-schema', '/reqId')]),
  line('GET /a', 401, [
    finding('body-schema', '/reqId'),
    finding('headers', '', { where: null, message: 'header x: due' }),
  ]),
  line('GET /a', 200, []),
  line('GET /a', 403, [], {
    verdict: 'inconclusive',
    reason: 'throttled beyond CONTRACT_PATIENCE_SECONDS',
    response: null,
  }),
  line('GET /b', 200, [], {
    verdict: 'not-judged',
    reason: 'CONTRACT_TOKEN is not set',
    request: null,
    response: null,
  }),
];

const record: RunRecord = {
  plan: {
    type: 'plan',
    suite: { name: 'infisical-contract', version: '1.2.3' },
    target: { name: 'local', baseUrl: 'http://127.0.0.1:8080' },
    contract: [{ document: 'specs/a.yaml', operations: 2 }],
    startedAt: '2026-01-01T00:00:00.000Z',
    operations: ['GET /a', 'GET /b'].map((operation) => ({
      operation,
      document: 'specs/a.yaml',
      statuses: ['200', '401', '403', '404'],
      fault: null,
    })),
    cases: [cases[1], cases[2], cases[3], cases[0], cases[4]].flatMap((each) =>
      each === undefined
        ? []
        : [
            {
              id: each.id,
              operation: each.operation,
              origin: each.origin,
              expected: each.expected,
              missing: each.request ? [] : ['CONTRACT_TOKEN'],
            },
          ],
    ),
    deselected: ['GET /c'],
    leftOut: [],
    contractFaults: ['specs/a.yaml:9: $ref leads nowhere. Mend it. [dangling-ref]'],
    excluded: [{ operation: 'GET /d/unlock', reason: 'it acts' }],
    seed: 42,
    shard: null,
    setAside: 2,
    requireCells: 0,
    warnings: ['CONTRACT_FAVOURITE_COLOUR (environment) is not used by any option or fixture'],
  },
  cases,
  end: { type: 'end', durationMs: 1234, waitedMs: 0, requests: { GET: 5 } },
};

describe('the console', () => {
  test('shows the matrix, the deviations by cause, and what was not proved', () => {
    expect(consoleReport(record, weigh(record), plain)).toBe(golden('console.txt'));
  });

  test('says the same in colour', () => {
    const coloured = consoleReport(record, weigh(record), pc.createColors(true));
    expect(coloured).toContain('\u001b[32m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(golden('console.txt'));
  });

  test('lets no control character of a server through', () => {
    const hostile = finding('content-type', '', {
      received: 'a\u001b]0;owned\u0007\u009b31m\u202e',
      message: 'm\r\nfake',
    });
    const spoiled = { ...record, cases: [line('GET /a', 200, [hostile])] };
    const shown = consoleReport(spoiled, weigh(spoiled), plain);
    expect(shown).toContain('a\ufffd]0;owned\ufffd\ufffd31m\ufffd');
    expect(shown).not.toMatch(/[^\n\P{C}]/u);
  });
});

describe('contract.json', () => {
  test('is the same for the same record, and JSON', () => {
    const text = contractJson(record, weigh(record));
    expect(text).toBe(golden('contract.json'));
    expect(JSON.parse(text)).toMatchObject({ exitCode: 1, counts: { cells: 8, deviating: 2 }, setAside: 2 });
  });
});

test('findings of one cause are one entry, across cases, operations and list items', () => {
  const items = [0, 1, 2].map((index) => finding('body-schema', `/${index}/name`));
  const causes = causesOf([...cases, line('GET /a', 200, items)]);
  expect(
    causes.map(({ finding: { check }, cases: ids, operations }) => [check, ids.length, operations.length]),
  ).toEqual([
    ['body-schema', 2, 2],
    ['headers', 1, 1],
    ['body-schema', 1, 1],
  ]);
});

test('undeclared statuses are causes of their own', () => {
  const status = (received: string) => finding('status-declared', '', { received });
  expect(causesOf([line('GET /a', 502, [status('502')]), line('GET /a', 418, [status('418')])])).toHaveLength(2);
});

test('Jest is told of what is inconclusive as of what deviates', () => {
  expect(cases.map((each) => complaints(each).length)).toEqual([1, 2, 0, 1, 0]);
});
