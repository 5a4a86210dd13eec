import { evaluate } from '../../../../src/record/evaluation.ts';
import type { CaseLine, RunRecord } from '../../../../src/record/lines.ts';
import {
  type FailOn,
  fails,
  type PlannedComparison,
  type RecordedDifference,
  SAME_RESPONSE,
  type SideEnd,
} from '../../../../src/record/sides.ts';
import { contractJson } from '../../../../src/report/contract-json.ts';
import { type ComparisonReport, isComparison } from '../../../../src/report/sides/classes.ts';
import type { Finding } from '../../../../src/verdict/finding.ts';
import { finding, line, record } from '../example.ts';

const planned: PlannedComparison = {
  a: { target: { name: 'old', baseUrl: 'http://127.0.0.1:8080' }, doubt: null, disposable: null },
  b: { target: { name: 'new', baseUrl: 'http://127.0.0.1:8081' }, doubt: null, disposable: null },
  failOn: 'breaking',
  values: false,
};

const ended: SideEnd = { requests: { GET: 9 }, waitedMs: 0, leftovers: [], outages: [] };

/** A difference of the example. */
export const difference = (id: string, more: Partial<RecordedDifference> = {}): RecordedDifference => ({
  ...{ id, kind: 'property', referee: 'allowed', isBreaking: false, pointer: `/${id}` },
  ...{ a: 'nothing', b: 'string of length 3', message: `the property ${id} is added`, waiver: null },
  ...more,
});

/** A compared case. As in a comparison, its findings are the differences that fail. */
export function compared(
  operation: string,
  status: number,
  differences: RecordedDifference[],
  {
    a = [],
    b = [],
    failOn = 'breaking',
    ...more
  }: Partial<CaseLine> & { a?: Finding[]; b?: Finding[]; failOn?: FailOn } = {},
): CaseLine {
  const findings = differences
    .filter((each) => fails(each, failOn))
    .map(
      (each) =>
        b.find(({ id }) => id === each.id) ??
        finding(SAME_RESPONSE, each.pointer, {
          ...{ id: each.id, status: String(status), where: null, message: each.message, waiver: each.waiver },
          ...{ expected: each.a, received: each.b },
        }),
    );
  const one = line(operation, status, findings, more);
  const isWaived = findings.length > 0 && findings.every(({ waiver }) => waiver !== null);
  const verdictOn = (own: Finding[]): CaseLine['verdict'] => (own.length > 0 ? 'deviating' : 'conforming');
  const { response } = one;
  return {
    ...one,
    verdict: more.verdict ?? (isWaived ? 'waived' : one.verdict),
    reason: more.reason ?? (isWaived ? 'waived until 2027-01-31 by platform: fixed soon' : null),
    sides: {
      a: { response: response && { ...response, durationMs: 60 }, verdict: verdictOn(a), findings: a },
      b: { verdict: verdictOn(b), findings: b },
      ...{ differences, notCompared: null },
    },
  };
}

const missing = finding('body-schema', '/reqId', { id: 'aaaaaaaaaa', status: '404' });
const REFUSED = 'b refuses its CONTRACT_TOKEN';
const BOTH = { verdict: 'not-judged', reason: 'both servers deviate from the contract' } as const;

const found = (id: string, pointer: string, status: string) => finding('body-schema', pointer, { id, status });
const alike = found('ffffffffff', '/reqId', '403');

/** Cases with a difference of every class. */
const cases: CaseLine[] = [
  compared('GET /a', 200, []),
  compared(
    'GET /b',
    404,
    [
      difference('aaaaaaaaaa', {
        ...{ referee: 'regression', isBreaking: true, pointer: '/reqId', a: 'string of length 9', b: 'nothing' },
        message: `body-schema: ${missing.message}`,
      }),
    ],
    { b: [missing] },
  ),
  compared('GET /b', 200, [
    difference('bbbbbbbbbb', {
      ...{ isBreaking: true, pointer: '/0/name', a: 'string of length 4', b: 'nothing' },
      message: 'the property name is missing',
    }),
    difference('cccccccccc', { pointer: '/1/kind', message: 'the property kind is added' }),
  ]),
  compared(
    'GET /a',
    404,
    [
      difference('dddddddddd', {
        ...{ referee: 'improvement', kind: 'contract', pointer: '/message' },
        ...{ a: 'null', b: 'conforms' },
        message: 'body-schema: /message: expected string',
      }),
    ],
    { a: [found('dddddddddd', '/message', '404')] },
  ),
  compared(
    'GET /a',
    403,
    [
      difference('eeeeeeeeee', {
        ...{ referee: 'both-deviate-differently', isBreaking: true, kind: 'type', pointer: '/error' },
        ...{ a: 'null', b: 'integer' },
        message: 'body-schema: /error: expected string',
      }),
      difference('ffffffffff', {
        ...{ referee: 'both-deviate-alike', kind: 'contract', pointer: '/reqId' },
        ...{ a: 'nothing', b: 'nothing' },
        message: 'body-schema: /reqId: expected property reqId',
      }),
    ],
    {
      ...BOTH,
      a: [found('2222222222', '/error', '403'), alike],
      b: [found('eeeeeeeeee', '/error', '403'), alike],
    },
  ),
  compared('GET /b', 401, [
    difference('1111111111', {
      ...{ kind: 'status', isBreaking: true, pointer: '' },
      ...{ a: '400', b: '401', message: 'status 401 instead of 400', waiver: 'waivers.yaml:1' },
    }),
  ]),
];

const lost = line('GET /b', 403, [], { verdict: 'inconclusive', reason: REFUSED });
const notCompared: CaseLine = {
  ...lost,
  sides: {
    a: { response: lost.response, verdict: 'conforming', findings: [] },
    b: { verdict: 'inconclusive', findings: [] },
    ...{ differences: [], notCompared: REFUSED },
  },
};

/** The record of a comparison with these cases. */
export const comparisonRecord = (all: CaseLine[], more: Partial<PlannedComparison> = {}): RunRecord => ({
  ...record,
  plan: {
    ...record.plan,
    target: planned.b.target,
    sides: { ...planned, ...more },
    cases: all.map(({ id, operation, origin, expected }) => ({ id, operation, origin, expected, missing: [] })),
    waivers: [
      {
        ...{ operation: 'GET /b', status: '401', check: SAME_RESPONSE, pointer: null, expected: null, target: null },
        ...{ flaky: false, reason: 'fixed soon', owner: 'platform', expires: '2027-01-31' },
        ...{ place: 'waivers.yaml:1', lines: [1, 8] as const },
      },
    ],
  },
  cases: all,
  end: record.end && {
    ...record.end,
    sides: {
      a: ended,
      b: { ...ended, outages: [{ from: '2026-01-01T12:03:05.678Z', seconds: 14.2, ended: true }] },
    },
  },
});

/** The report of a comparison with these cases. */
export function comparisonOf(all: CaseLine[], more: Partial<PlannedComparison> = {}): ComparisonReport {
  const whole = comparisonRecord(all, more);
  const report = contractJson(whole, evaluate(whole));
  if (isComparison(report)) return report;
  throw new Error('The record has no sides');
}

/** The cases of the example. */
export const comparedCases = [...cases, notCompared];

/** A comparison with a difference of every class, a waived one, and a case that was not compared. */
export const comparison = comparisonOf(comparedCases);
