import { describe, expect, test } from '@jest/globals';
import type { ContractJson } from '../../../src/report/contract-json.ts';
import { merged } from '../../../src/report/merge.ts';
import { NO_SECURED_SUCCESS, NO_SUCCESS } from '../../../src/run/outcome.ts';
import { problemOf } from '../problem-of.ts';
import { line } from './example.ts';

const counts = (more: Partial<ContractJson['counts']> = {}): ContractJson['counts'] => ({
  ...{ cases: 3, conforming: 3, deviating: 0, inconclusive: 0, notJudged: 0, waived: 0 },
  ...{ cells: 4, cellsConforming: 2, cellsWaived: 0, cellsNotProvoked: 0 },
  ...more,
});

const part = (index: number, more: Partial<ContractJson> = {}): ContractJson => ({
  ...{ suite: { name: 's', version: '1' }, target: { name: 't', baseUrl: `http://127.0.0.1:${index}` } },
  ...{ contract: [], startedAt: `2026-01-0${index}T00:00:00.000Z`, durationMs: 100 * index, waitedMs: index },
  ...{ requests: { GET: 2 }, exitCode: 0, outcome: 'conforming', reasons: [], counts: counts(), operations: [] },
  ...{
    waivers: [],
    deselected: [],
    excluded: [],
    contractFaults: ['a fault'],
    setAside: 0,
    seed: 7,
    warnings: [],
    doubt: null,
    recorded: null,
    schemas: {},
    cases: [line('GET /a', 200, [])],
  },
  shard: { index, count: 2 },
  ...more,
});

const merge = (reports: ContractJson[], requireCells = 0) =>
  merged(
    reports.map((report, at) => ({ file: `reports-${at}`, report })),
    requireCells,
  );

const inconclusive = { exitCode: 3, outcome: 'inconclusive' as const };

describe('the report of all shards', () => {
  test('sums what they counted', () => {
    expect(merge([part(2), part(1)])).toMatchObject({
      ...{ startedAt: '2026-01-01T00:00:00.000Z', durationMs: 200, waitedMs: 2, requests: { GET: 4 } },
      ...{ exitCode: 0, outcome: 'conforming', reasons: [], contractFaults: ['a fault'], shard: null },
      counts: counts({ cases: 6, conforming: 6, cells: 8, cellsConforming: 4 }),
    });
  });

  const without: Partial<ContractJson> = { ...inconclusive, reasons: [NO_SUCCESS], cases: [] };
  const withPublic: Partial<ContractJson> = {
    ...{ ...inconclusive, reasons: [NO_SECURED_SUCCESS] },
    operations: [{ operation: 'GET /b', document: 'a', secured: true, cells: [] }],
  };
  test.each<[string, Partial<ContractJson>[], number, number, string[]]>([
    ['one deviates, whatever the other', [{ counts: counts({ deviating: 1 }) }, without], 0, 1, []],
    [
      'one was cut off',
      [{ reasons: ['the run was cut off before its end'] }, {}],
      0,
      3,
      ['the run was cut off before its end'],
    ],
    ['one alone has no 2xx', [without, {}], 0, 0, []],
    ['none has a 2xx', [without, without], 0, 3, [NO_SUCCESS]],
    ['none has a 2xx with credentials', [withPublic, {}], 0, 3, [NO_SECURED_SUCCESS]],
    ['one alone has none with credentials', [withPublic, { cases: [line('GET /b', 200, [])] }], 0, 0, []],
    ['all prove enough', [{}, {}], 4, 0, []],
    ['all prove too little', [{}, {}], 5, 3, ['4 cells were proved, CONTRACT_REQUIRE_CELLS asks for 5']],
  ])('where %s', (_when, [first, second], requireCells, exitCode, reasons) => {
    const whole = merge([part(1, first), part(2, second)], requireCells);
    expect([whole.exitCode, whole.reasons]).toEqual([exitCode, reasons]);
  });

  test('may be of servers of their own, each with its own address of the contract', () => {
    const of = (index: number) => {
      const baseUrl = `http://127.0.0.1:${index}`;
      const document = `${baseUrl}/api/docs/json`;
      return part(index, { target: { name: `127.0.0.1:${index}`, baseUrl }, contract: [{ document, operations: 2 }] });
    };
    expect(merge([of(1), of(2)]).exitCode).toBe(0);
  });

  test.each([
    ['is no part of a run', [part(1), part(2, { shard: null })]],
    ['is shard 1/2, as is reports-0', [part(1), part(1)]],
    ['is of another run than reports-0', [part(1), part(2, { seed: 8 })]],
    ['is of another run than reports-0', [part(1), part(2, { target: { name: 'other', baseUrl: '' } })]],
    ['shard 2/2 is missing', [part(1)]],
  ])('is refused: %s', (message, reports) => {
    expect(problemOf(() => merge(reports))).toMatchObject({ code: 'merge', message });
  });
});
