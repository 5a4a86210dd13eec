import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { schema } from 'ctrf';
import { contractJson } from '../../../src/report/contract-json.ts';
import { ctrf } from '../../../src/report/ctrf.ts';
import { evaluate } from '../../../src/record/evaluation.ts';
import type { CaseLine, RunRecord } from '../../../src/record/lines.ts';
import type { Waiver } from '../../../src/waivers/waiver.ts';
import { cases, finding, HARMLESS, hostileRecord, line, record, report } from './example.ts';
import { wholeApi } from './whole-api.ts';

interface Test {
  name: string;
  status: string;
  message?: string;
  trace?: string;
}

interface Document {
  results: { summary: Record<string, number>; environment: object; extra: object; tests: Test[] };
}

const parsed = (one = report) => (JSON.parse(ctrf(one)) as Document).results;

/** The report of a run with these cases. */
const reportOf = (own: CaseLine[], plan: Partial<RunRecord['plan']> = {}) => {
  const one: RunRecord = { ...record, plan: { ...record.plan, cases: [], ...plan }, cases: own };
  return contractJson(one, evaluate(one));
};

/** The test of a case, and that of its run. */
const testsOf = (one: CaseLine) => {
  const [ofRun, ofCase] = parsed(reportOf([one])).tests;
  return { ofRun, ofCase };
};

const hostile = contractJson(hostileRecord, evaluate(hostileRecord));
const waived = finding('body-schema', '/reqId', { waiver: 'waivers.yaml:1' });
const EVERY_VERDICT = [
  ...cases,
  line('GET /a', 404, [waived], { verdict: 'waived', reason: 'waived until 2027-01-31 by platform: fixed soon' }),
  line('GET /b', 401, [], { response: null, request: null, expected: ['2XX', '4XX'] }),
];

describe('ctrf-report.json', () => {
  const validate = new Ajv({ formats: { uuid: true, 'date-time': true, uri: true } }).compile(schema);

  test.each([
    ['a run', report],
    ['a run with every verdict', reportOf(EVERY_VERDICT)],
    ['a shard', reportOf(cases, { shard: { index: 2, count: 4 } })],
    ['a run with hostile text', hostile],
    ['a run of 489 operations', wholeApi()],
    ['a run that could not start', reportOf([])],
  ])('of %s satisfies the schema of CTRF, and its totals are the numbers of its tests', (_name, one) => {
    expect([validate(JSON.parse(ctrf(one))), validate.errors]).toEqual([true, null]);
    const { summary, tests } = parsed(one);
    const { counts, outcome } = one;
    expect(summary).toEqual({
      tests: counts.cases + 1,
      passed: counts.conforming + Number(outcome === 'conforming'),
      failed: counts.deviating + Number(outcome !== 'conforming'),
      skipped: counts.waived + counts.notJudged,
      pending: 0,
      other: counts.inconclusive,
      start: Date.parse(one.startedAt),
      stop: Date.parse(one.startedAt) + one.durationMs,
    });
    for (const status of ['passed', 'failed', 'skipped', 'pending', 'other']) {
      expect([status, tests.filter((each) => each.status === status).length]).toEqual([status, summary[status]]);
    }
  });

  test('has a test for each case, whose name is the id of the case', () => {
    const names = parsed(wholeApi()).tests.map(({ name }) => name);
    expect(names).toEqual(['outcome', ...wholeApi().cases.map(({ id }) => id)]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has the findings of a case, their places, and the command that repeats it', () => {
    const where = { document: 'specs/a.yaml', pointer: '/paths', line: 7 };
    const { ofCase } = testsOf(
      line('GET /a', 404, [finding('body-schema', '/x', { where }), finding('headers', '', { where }), waived]),
    );
    expect(ofCase).toEqual({
      name: 'a › 404 › one',
      status: 'failed',
      duration: 3,
      suite: ['GET /a', '404'],
      message:
        'body-schema: /x: expected property reqId (received nothing; expected property reqId)\n' +
        'headers: : expected property reqId (received nothing; expected property reqId)',
      trace: "declared in specs/a.yaml:7 /paths\nrepeat: curl -sS -i 'http://127.0.0.1:8080/a'",
      rawStatus: 'deviating',
      tags: ['fixture'],
      filePath: 'specs/a.yaml',
      line: 7,
    });
  });

  test('names no line of another document, and no file for a contract that was fetched', () => {
    const { ofCase } = testsOf(line('GET /a', 404, [finding('body-schema', '/x')]));
    expect(ofCase).toMatchObject({ filePath: 'specs/a.yaml' });
    expect(ofCase).not.toHaveProperty('line');
    const [, fetched] = parsed(wholeApi()).tests;
    expect(fetched).not.toHaveProperty('filePath');
  });

  test.each<[what: string, one: CaseLine, expected: object]>([
    [
      'a waived case is skipped, and its message names the owner',
      line('GET /a', 404, [waived], { verdict: 'waived', reason: 'waived by platform' }),
      { status: 'skipped', rawStatus: 'waived', message: 'waived by platform' },
    ],
    [
      'an unjudged case is skipped',
      line('GET /a', 404, [], { verdict: 'not-judged', reason: 'CONTRACT_TOKEN is not set', response: null }),
      { status: 'skipped', rawStatus: 'not-judged', message: 'CONTRACT_TOKEN is not set', duration: 0 },
    ],
    [
      'an inconclusive case is neither passed nor failed',
      line('GET /a', 404, [], { verdict: 'inconclusive', reason: 'throttled' }),
      { status: 'other', rawStatus: 'inconclusive', message: 'throttled' },
    ],
    [
      'a flaky deviation is failed and has a tag, because `flaky` is reserved for tests that passed in the end',
      line('GET /a', 404, [finding('headers', '')], { flaky: true }),
      { status: 'failed', tags: ['fixture', 'flaky'], trace: expect.stringContaining('\nflaky: it did not occur') },
    ],
    [
      'a deviating case whose shown findings are all waived has a message',
      line('GET /a', 404, [waived], { verdict: 'deviating', notes: ['3 more findings are not shown'] }),
      {
        message: 'the case deviates by further findings, which are not shown',
        trace: expect.stringMatching(/^3 more findings are not shown\nrepeat: /),
      },
    ],
    [
      'a case with several expected statuses is not in the suite of one of them',
      line('GET /a', 404, [], { expected: ['2XX', '4XX'] }),
      { suite: ['GET /a', 'any'] },
    ],
  ])('%s', (_what, one, expected) => {
    const { ofCase } = testsOf(one);
    expect(ofCase).toMatchObject(expected);
    expect(ofCase).not.toHaveProperty('flaky');
  });

  test('keeps hostile text as text', () => {
    const { tests } = parsed(hostile);
    expect(tests[1]).toMatchObject({
      name: `a › 200 › ${HARMLESS}`,
      message: `content-type: ${HARMLESS} (received ${HARMLESS}; expected property reqId)`,
    });
    expect(tests[1]?.trace?.split('\n')).toEqual([
      expect.stringContaining('declared in'),
      HARMLESS,
      `repeat: curl '${HARMLESS}'`,
    ]);
    expect(
      ctrf(hostile)
        .split('\n')
        .filter((each) => each.startsWith('      {')),
    ).toHaveLength(tests.length);
  });
});

describe('the test of the outcome', () => {
  const waiver: Waiver = {
    operation: 'GET /a',
    check: 'body-schema',
    status: '200',
    expected: null,
    pointer: null,
    target: null,
    flaky: false,
    reason: 'fixed soon',
    owner: 'platform',
    expires: '2027-01-31',
    place: 'waivers.yaml:9',
    lines: [9, 9],
  };
  const conforming = [line('GET /a', 200, [])];

  test('passes if the run conforms', () => {
    const one = reportOf(conforming);
    expect(one.exitCode).toBe(0);
    expect(parsed(one).tests[0]).toEqual({
      ...{ name: 'outcome', status: 'passed', duration: 0, suite: ['run'], rawStatus: 'conforming' },
    });
  });

  test.each([
    ['a waiver is stale', reportOf(conforming, { waivers: [waiver] }), 'GET /a 200 was judged and no longer occurs'],
    ['the run proved too little', reportOf(conforming, { requireCells: 9 }), 'CONTRACT_REQUIRE_CELLS requires 9'],
    ['the run could not start', reportOf([]), 'no conforming 2xx was received'],
    ['cases deviate', report, '2 deviating cases'],
  ])('fails if %s', (_what, one, message) => {
    const [ofRun] = parsed(one).tests;
    expect(one.exitCode).not.toBe(0);
    expect(ofRun).toMatchObject({
      status: 'failed',
      rawStatus: one.outcome,
      message: expect.stringContaining(message),
    });
  });

  test('is beside the counts and the exit code of the run', () => {
    const { extra, environment } = parsed(reportOf(cases, { shard: { index: 2, count: 4 } }));
    expect(extra).toMatchObject({
      'infisical-contract.run': { outcome: 'deviating', exitCode: 1, counts: { cells: 8 } },
    });
    expect(environment).toEqual({
      reportName: 'infisical-contract local',
      testEnvironment: 'local',
      shardId: '2/4',
      extra: { 'infisical-contract.baseUrl': 'http://127.0.0.1:8080' },
    });
  });
});
