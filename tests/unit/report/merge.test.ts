import { describe, expect, test } from '@jest/globals';
import type { ContractJson } from '../../../src/report/contract-json.ts';
import { merged } from '../../../src/report/merge.ts';
import { recomputed } from '../../../src/report/recompute.ts';
import { countsOf } from '../../../src/record/evaluation.ts';
import { NO_SECURED_SUCCESS, NO_SUCCESS } from '../../../src/record/success.ts';
import { problemOf } from '../problem-of.ts';
import { finding, line } from './example.ts';

/** The report of a shard with one operation, which by default proves one of its two cells. */
const part = (index: number, more: Partial<ContractJson> = {}): ContractJson => {
  const { cases = [line(`GET /${index}`, 200, [])], ...rest } = more;
  return recomputed({
    suite: { name: 's', version: '1' },
    target: { name: 't', baseUrl: `http://127.0.0.1:${index}` },
    contract: [],
    startedAt: `2026-01-0${index}T00:00:00.000Z`,
    durationMs: 100 * index,
    waitedMs: index,
    requests: { GET: 2 },
    exitCode: 0,
    outcome: 'conforming',
    reasons: [],
    counts: countsOf([], []),
    operations: [operation(`GET /${index}`)],
    waivers: [],
    deselected: [],
    excluded: [],
    contractFaults: ['a fault'],
    setAside: 0,
    seed: 7,
    warnings: [],
    doubt: null,
    disposable: null,
    leftovers: [],
    recorded: null,
    schemas: {},
    cases,
    shard: { index, count: 2 },
    ...rest,
  });
};

const operation = (key: string, secured = false): ContractJson['operations'][number] => ({
  operation: key,
  document: 'a',
  secured,
  reached: null,
  unreached: { code: 'not-sent', remedy: 'select its cases' },
  cells: ['200', '404'].map((status) => ({
    status,
    state: 'not-provoked',
    cases: [],
    reason: 'no case expects this status',
  })),
});

const merge = (reports: ContractJson[], requireCells = 0, requireReached = 0) =>
  merged(
    reports.map((report, at) => ({ file: `reports-${at}`, report })),
    { requireCells, requireReached },
  );

describe('the report of all shards', () => {
  test('has the sums of their counts', () => {
    expect(merge([part(2), part(1)])).toMatchObject({
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 200,
      waitedMs: 2,
      requests: { GET: 4 },
      exitCode: 0,
      outcome: 'conforming',
      reasons: [],
      contractFaults: ['a fault'],
      shard: null,
      counts: { cases: 2, conforming: 2, cells: 4, cellsConforming: 2, cellsNotProvoked: 2 },
    });
  });

  test('has the outages of all of them, each once', () => {
    const outage = (second: number, seconds: number) => ({
      from: `2026-01-01T00:00:0${second}.000Z`,
      seconds,
      ended: true,
    });
    const { outages } = merge([
      part(1, { outages: [outage(5, 2), outage(1, 2)] }),
      part(2, { outages: [outage(2, 2)] }),
    ]);
    expect(outages).toEqual([outage(1, 3), outage(5, 2)]);
    expect(merge([part(1), part(2)]).outages).toEqual([]);
  });

  const without: Partial<ContractJson> = { cases: [] };
  const broken = { cases: [line('GET /1', 404, [finding('body-schema', '/a')])] };
  const secured = { operations: [operation('GET /1'), operation('GET /b', true)] };
  test.each<[string, Partial<ContractJson>[], number, number, string[]]>([
    ['one deviates', [broken, {}], 0, 1, []],
    [
      'one is inconclusive without a reason',
      [{ exitCode: 3 }, {}],
      0,
      3,
      ['the report is inconclusive without a reason'],
    ],
    [
      'one was cut off',
      [{ reasons: ['the run was cut off before its end'] }, {}],
      0,
      3,
      ['the run was cut off before its end'],
    ],
    ['only one has no 2xx', [without, {}], 0, 0, []],
    ['none has a 2xx', [without, without], 0, 3, [NO_SUCCESS]],
    ['none has a 2xx with credentials', [secured, {}], 0, 3, [NO_SECURED_SUCCESS]],
    ['only one has no 2xx with credentials', [secured, { operations: [operation('GET /2', true)] }], 0, 0, []],
    ['all prove the required cells', [{}, {}], 2, 0, []],
    ['all prove too few cells', [{}, {}], 3, 3, ['2 cells proved, but CONTRACT_REQUIRE_CELLS requires 3']],
  ])(
    'has the exit code and the reasons of the whole run if %s',
    (_when, [first, second], requireCells, exitCode, reasons) => {
      const whole = merge([part(1, first), part(2, second)], requireCells);
      expect([whole.exitCode, whole.reasons]).toEqual([exitCode, reasons]);
    },
  );

  test('may come from servers with different URLs that serve the same contract', () => {
    const of = (index: number) => {
      const baseUrl = `http://127.0.0.1:${index}`;
      const document = `${baseUrl}/api/docs/json`;
      return part(index, { target: { name: `127.0.0.1:${index}`, baseUrl }, contract: [{ document, operations: 2 }] });
    };
    expect(merge([of(1), of(2)]).exitCode).toBe(0);
  });

  test.each([
    ['is not a shard of a run', [part(1), part(2, { shard: null })]],
    ['is shard 1/2, as is reports-0', [part(1), part(1)]],
    ['contains GET /1, as does reports-0', [part(1), { ...part(1), shard: { index: 2, count: 2 } }]],
    ['is from a different run than reports-0', [part(1), part(2, { seed: 8 })]],
    ['is from a different run than reports-0', [part(1), part(2, { target: { name: 'other', baseUrl: '' } })]],
    ['shard 2/2 is missing', [part(1)]],
  ])('is refused: %s', (message, reports) => {
    expect(problemOf(() => merge(reports))).toMatchObject({ code: 'merge', message });
  });
});

test('the merged report has no comparison, because each shard was compared with its own earlier run', () => {
  const since = { startedAt: '', new: [], fixed: [], remaining: 1, notTested: 0, notTestedBefore: 0 };
  expect(merge([part(1, { since }), part(2, { since })]).since).toBeUndefined();
});
