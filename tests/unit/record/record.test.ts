import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cellsOf } from '../../../src/record/cells.ts';
import { evaluate } from '../../../src/record/evaluation.ts';
import { NO_SECURED_SUCCESS } from '../../../src/record/success.ts';
import { readRecord } from '../../../src/record/read-record.ts';
import { createRecord } from '../../../src/record/record-file.ts';
import type { CaseLine, EndLine, PlanLine, PlannedCase, RunRecord } from '../../../src/record/lines.ts';
import type { Waiver } from '../../../src/waivers/waiver.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

const plan: PlanLine = {
  type: 'plan',
  suite: { name: 's', version: '1' },
  target: { name: 't', baseUrl: 'http://127.0.0.1' },
  contract: [],
  startedAt: '2026-01-01T00:00:00.000Z',
  operations: [
    { operation: 'GET /x', document: 'x.yaml', statuses: ['200', '404', '4XX'], fault: null, secured: false },
  ],
  cases: [],
  deselected: [],
  leftOut: [],
  contractFaults: [],
  excluded: [],
  seed: null,
  shard: null,
  setAside: 0,
  requireCells: 0,
  requireReached: 0,
  origins: ['fixture'],
  waivers: [],
  warnings: [],
  doubt: null,
  disposable: null,
  recorded: null,
};
const end: EndLine = { type: 'end', durationMs: 1, waitedMs: 0, requests: {}, leftovers: [] };

const line = (
  id: string,
  expected: string,
  status: number | null,
  verdict: CaseLine['verdict'],
  reason: string | null = null,
): CaseLine => ({
  type: 'case',
  id,
  operation: 'GET /x',
  origin: 'fixture',
  expected: expected.split(' '),
  request: { method: 'GET', url: '', headers: {} },
  response: status === null ? null : { status, headers: {}, body: null, durationMs: 1 },
  verdict,
  reason,
  findings: [],
  notes: [],
  values: [],
  flaky: false,
  curl: '',
  recordedAt: '2026-01-01T00:00:00.000Z',
});
const recordOf = (cases: CaseLine[], more: Partial<PlanLine> = {}, last: EndLine | undefined = end): RunRecord => ({
  plan: {
    ...plan,
    cases: cases.map(({ id, operation, origin, expected }) => ({ id, operation, origin, expected, missing: [] })),
    ...more,
  },
  cases,
  schemas: {},
  coverage: [],
  advice: [],
  end: last,
});
const states = (cases: CaseLine[], more: Partial<PlanLine> = {}) =>
  cellsOf(recordOf(cases, more))[0]?.cells.map(({ status, state, reason }) => [status, state, reason]);

const withoutToken = { method: 'GET', url: '', headers: {} };
const withToken = { ...withoutToken, headers: { authorization: 'Bearer $CONTRACT_TOKEN' } };
const answer = (status: number) => ({ status, headers: {}, body: null, durationMs: 1 });

describe('a waiver after a run', () => {
  const waiver: Waiver = {
    operation: 'GET /x',
    status: '404',
    check: 'body-schema',
    pointer: null,
    expected: null,
    target: null,
    flaky: false,
    reason: '',
    owner: '',
    expires: '2026-12-31',
    place: 'waivers.yaml:1',
    lines: [1, 7],
  };
  const conforming = line('a', '404', 404, 'conforming');
  const state = (more: Partial<Waiver>, cases: CaseLine[], plan: Partial<PlanLine> = {}, last?: EndLine) =>
    evaluate(recordOf(cases, { waivers: [{ ...waiver, ...more }], ...plan }, last)).waivers[0]?.state;
  const left = (origin: PlannedCase['origin']) => ({ leftOut: [{ operation: 'GET /x', origin, expected: ['404'] }] });

  test.each<[what: string, state: string, Partial<Waiver>, CaseLine[], Partial<PlanLine>?]>([
    ['whose cell was judged without the finding', 'stale', {}, [conforming]],
    ['whose cell was judged by its range', 'stale', { status: '4XX' }, [line('a', '4XX', 418, 'conforming')]],
    ['of a status in a declared range', 'stale', { status: '418' }, [line('a', '4XX', 418, 'conforming')]],
    ['of an undeclared status, if any cell was judged', 'stale', { status: '302' }, [conforming]],
    ['of a kind of transport error, if any cell was judged', 'stale', { status: 'reset' }, [conforming]],
    ['of a flaky deviation', 'unused', { flaky: true }, [conforming]],
    ['whose cell was not provoked', 'unused', {}, [line('a', '200', 200, 'conforming')]],
    ['whose cell is inconclusive', 'unused', {}, [line('a', '404', null, 'inconclusive', 'r')]],
    [
      'of an operation with an inconclusive case',
      'unused',
      {},
      [conforming, line('b', '200', null, 'inconclusive', 'r')],
    ],
    ['of an operation with a deselected case', 'unused', {}, [conforming], left('fixture')],
    ['of an operation with deselected cases of an unselected origin only', 'stale', {}, [conforming], left('hostile')],
    [
      'of an expected status that was received',
      'stale',
      { check: 'status-expected', expected: '403' },
      [line('a', '403', 403, 'conforming')],
    ],
    [
      'of an expected status that no case expects, whatever its cell',
      'unused',
      { check: 'status-expected', expected: '403' },
      [conforming],
    ],
    [
      'of an expected status with a case that was not judged',
      'unused',
      { check: 'status-expected', expected: '403' },
      [line('a', '403', 403, 'conforming'), { ...line('b', '403', null, 'not-judged', 'r'), request: null }],
    ],
    ['that has expired', 'expired', { expires: '2025-12-31' }, [conforming]],
  ])('%s is %s', (_what, expected, more, cases, planned = {}) => {
    expect(state(more, cases, planned)).toBe(expected);
  });

  test('is not stale if the run was cut off or judged recorded traffic', () => {
    const cut = { ...recordOf([conforming], { waivers: [waiver] }), end: undefined };
    expect(evaluate(cut).waivers[0]?.state).toBe('unused');
    expect(state({}, [conforming], { recorded: { file: 'a.har', exchanges: 1, unmatched: [] } })).toBe('unused');
  });
});

describe('a cell', () => {
  test('counts a response for the received status, by its declared key', () => {
    expect(
      states([
        line('a', '404', 404, 'conforming'),
        line('b', '404', 418, 'deviating'),
        line('c', '404', 200, 'deviating'),
      ]),
    ).toEqual([
      ['200', 'deviating', null],
      ['404', 'conforming', null],
      ['4XX', 'deviating', null],
    ]);
  });

  test('counts an undeclared or missing status for the expected statuses', () => {
    expect(
      states([line('a', '200 404', 503, 'deviating'), line('b', '200', null, 'inconclusive', 'gone')])?.map(
        ([, state]) => state,
      ),
    ).toEqual(['deviating', 'deviating', 'not-provoked']);
  });

  test('that was not provoked has a reason', () => {
    const planned = [
      { id: 'm', operation: 'GET /x', origin: 'fixture' as const, expected: ['404'], missing: ['CONTRACT_A'] },
    ];
    const answered = line('a', '4XX', 200, 'conforming');
    expect(
      states([answered], {
        cases: [...planned, { id: 'a', operation: 'GET /x', origin: 'fixture', expected: ['4XX'], missing: [] }],
      }),
    ).toEqual([
      ['200', 'conforming', null],
      ['404', 'not-provoked', 'CONTRACT_A is not set'],
      ['4XX', 'not-provoked', 'the cases that expect this status received 200'],
    ]);
    expect(states([])?.[0]).toEqual(['200', 'not-provoked', 'no case expects this status']);
  });

  test('is deviating with one deviation, and otherwise conforming with one proof', () => {
    const [proof, unjudged] = [line('a', '200', 200, 'conforming'), line('b', '200', 200, 'not-judged', 'no schema')];
    expect(states([proof, unjudged])?.[0]).toEqual(['200', 'conforming', null]);
    expect(states([proof, line('c', '200', 200, 'deviating')])?.[0]?.[1]).toBe('deviating');
    expect(states([unjudged])?.[0]).toEqual(['200', 'not-judged', 'no schema']);
  });
});

describe('a run', () => {
  const success = line('a', '200', 200, 'conforming');
  test.each([
    [0, 'that proved a 2xx without deviations', recordOf([success]), []],
    [1, 'with a deviation', recordOf([success, line('b', '404', 200, 'deviating')]), []],
    [1, 'with a deviation, though it was cut off', recordOf([line('b', '404', 200, 'deviating')], {}, undefined), null],
    [3, 'that was cut off', { ...recordOf([success]), end: undefined }, ['the run was cut off before its end']],
    [3, 'without cases', recordOf([]), ['no conforming 2xx was received']],
    [
      3,
      'that proved only error responses',
      recordOf([line('a', '404', 404, 'conforming')]),
      ['no conforming 2xx was received'],
    ],
    [
      3,
      'whose 2xx was not judged',
      recordOf([line('a', '200', 200, 'not-judged', 'no schema')]),
      ['no conforming 2xx was received', 'GET /x returned no conforming 2xx'],
    ],
    [
      3,
      'with an inconclusive case',
      recordOf([success, line('b', '404', null, 'inconclusive', 'throttled')]),
      ['throttled'],
    ],
    [
      3,
      'that proved fewer cells than required',
      recordOf([success], { requireCells: 2 }),
      ['1 cell proved, but CONTRACT_REQUIRE_CELLS requires 2'],
    ],
    [
      3,
      'with a case that has no verdict',
      recordOf([success], {
        cases: [
          { ...success, missing: [] },
          { ...success, id: 'b', missing: [] },
        ],
      }),
      ['1 planned case has no verdict'],
    ],
  ])('ends with %i: %s', (exitCode, _what, record, reasons) => {
    const evaluation = evaluate(record);
    expect(evaluation.exitCode).toBe(exitCode);
    if (reasons !== null) expect(evaluation.reasons).toEqual(reasons);
  });

  test('with an unknown verdict is an error of the suite, not a run without deviations', () => {
    const verdict = '[redacted]' as CaseLine['verdict'];
    const problem = problemOf(() => evaluate(recordOf([success, line('b', '404', 200, verdict)])));
    expect(problem).toMatchObject({
      code: 'internal',
      exitCode: 2,
      message: expect.stringMatching(/unknown verdict for b$/),
    });
  });

  test.each([
    ['needs a 2xx of a secured operation if the contract has one', 'GET /public', true, NO_SECURED_SUCCESS],
    ['needs only one 2xx of a secured operation', 'GET /secret', true, undefined],
    ['needs a 2xx of any operation if no operation is secured', 'GET /public', false, undefined],
  ])('%s', (_name, proved, secured, reason) => {
    const one = { ...line('a', '200', 200, 'conforming'), operation: proved };
    const described = { document: 'x.yaml', statuses: ['200'], fault: null };
    const operations = [
      { ...described, operation: 'GET /public', secured: false },
      { ...described, operation: 'GET /secret', secured },
    ];
    const { exitCode, reasons } = evaluate(recordOf([one], { operations }));
    expect({ exitCode, reasons }).toEqual(
      reason === undefined ? { exitCode: 0, reasons: [] } : { exitCode: 3, reasons: [reason] },
    );
  });

  test.each<[string, Partial<CaseLine>[], string[]]>([
    ['if no request was refused', [{ request: withoutToken }], []],
    [
      'with a token if a request without one was refused',
      [{ request: withToken }, { request: withoutToken, response: answer(401) }],
      [],
    ],
    [
      'without a token if another operation refused a request',
      [{ request: withoutToken }, { operation: 'GET /y', request: withoutToken, response: answer(401) }],
      [NO_SECURED_SUCCESS],
    ],
    [
      'without a token if another request without one was refused',
      [{ request: withoutToken }, { request: withoutToken, response: answer(401) }],
      [NO_SECURED_SUCCESS],
    ],
    [
      'if only a wrong token was refused',
      [{ request: withoutToken }, { operation: 'GET /y', request: withToken, response: answer(401) }],
      [],
    ],
    [
      'if only a hostile case was refused',
      [
        { request: withoutToken },
        { operation: 'GET /y', origin: 'hostile', request: withoutToken, response: answer(403) },
      ],
      [],
    ],
  ])('with a 2xx %s has the expected reasons', (_name, lines, reasons) => {
    const cases = lines.map((more, at) => ({ ...line(`c${at}`, '200', 200, 'conforming'), ...more }));
    expect(evaluate(recordOf(cases)).reasons.filter((reason) => reason === NO_SECURED_SUCCESS)).toEqual(reasons);
  });

  test('needs no 2xx of an operation whose variables are not set', () => {
    const missing: PlannedCase = {
      origin: 'fixture',
      id: 'm',
      operation: 'GET /y',
      expected: ['200'],
      missing: ['CONTRACT_A'],
    };
    const unsent = {
      ...line('m', '200', null, 'not-judged', 'CONTRACT_A is not set'),
      operation: 'GET /y',
      request: null,
    };
    const record = recordOf([success, unsent]);
    expect(
      evaluate({ ...record, plan: { ...record.plan, cases: [...record.plan.cases.slice(0, 1), missing] } }).exitCode,
    ).toBe(0);
  });
});

describe('a record', () => {
  test('is read back without an incomplete last line', () => {
    const folder = files({});
    const writer = createRecord(folder);
    writer.write(plan);
    writer.write({ type: 'schema', at: 'specs/a.yaml#/a', schema: { type: 'string' } });
    writer.write(line('shown', '200', 200, 'conforming'));
    writer.close();
    appendFileSync(join(folder, 'contract.ndjson'), '{"type":"case","id":"to');
    expect(readRecord(folder)).toEqual({
      plan,
      schemas: { 'specs/a.yaml#/a': { type: 'string' } },
      cases: [line('shown', '200', 200, 'conforming')],
      coverage: [],
      advice: [],
      end: undefined,
    });
  });

  test('with an invalid line before the last is rejected', () => {
    const folder = files({});
    const writer = createRecord(folder);
    writer.write(plan);
    writer.write(null as unknown as EndLine);
    writer.write(end);
    writer.close();
    const where = join(folder, 'contract.ndjson:2');
    expect(problemOf(() => readRecord(folder))).toMatchObject({ code: 'record', where });
  });

  test('is read in the order of the plan, whatever the order of the verdicts', () => {
    const folder = files({});
    const writer = createRecord(folder);
    const [a, b] = [line('a', '200', 200, 'conforming'), line('b', '404', 404, 'conforming')];
    writer.write(recordOf([a, b]).plan);
    writer.write(b);
    writer.write(a);
    writer.close();
    expect(readRecord(folder)?.cases).toEqual([a, b]);
  });

  test('starts empty with each run, and does not change other files of its folder', () => {
    const folder = files({ 'contract.ndjson': '{"type":"end"}\n', 'mine.txt': 'x' });
    createRecord(folder).close();
    expect(readRecord(folder)).toBeUndefined();
    expect(problemOf(() => createRecord(join(folder, 'mine.txt'))).code).toBe('report-dir');
  });
});
