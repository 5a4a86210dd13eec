import pluralize from 'pluralize';
import type { Verdict } from '../verdict/verdict.ts';
import { FLAKY, failuresOf } from './causes.ts';
import { clean, cleaned } from './clean.ts';
import { type ContractJson, jsonText, type ReportedCase } from './contract-json.ts';
import { runFailure } from './run-failure.ts';
import { isComparison, targetOf } from './sides/classes.ts';
import { exitReasons } from './sides/sentences.ts';
import { FURTHER, isOpen } from './waiver-lines.ts';

/** Version of the specification of CTRF. */
const SPEC_VERSION = '0.0.0';

/** A test of the Common Test Report Format, as far as the suite uses it. */
interface Test {
  name: string;
  status: (typeof STATUSES)[number];
  /** In milliseconds. */
  duration: number;
  suite: string[];
  message?: string;
  trace?: string;
  rawStatus: string;
  tags?: string[];
  filePath?: string;
  line?: number;
}

const STATUSES = ['passed', 'failed', 'skipped', 'pending', 'other'] as const;

/** As in junit.xml, a waived case is skipped. An inconclusive one does not fail, but the test of its run does. */
const STATUS_OF: Readonly<Record<Verdict['verdict'], Test['status']>> = {
  conforming: 'passed',
  deviating: 'failed',
  waived: 'skipped',
  'not-judged': 'skipped',
  inconclusive: 'other',
};

/**
 * Renders a run in the Common Test Report Format (CTRF, https://ctrf.io): a test for each case, with the same name in
 * every run, and one for the outcome of the run, so that a run that proved too little fails. Each test is one line.
 */
export function ctrf(report: ContractJson): string {
  const { suite, target, sides, startedAt, durationMs, shard, outcome, exitCode, counts } = report;
  const documents = new Map(report.operations.map(({ operation, document }) => [operation, document]));
  const tests = [outcomeTest(report), ...report.cases.map((one) => caseTest(one, documents.get(one.operation)))];
  const start = Date.parse(startedAt);
  const results = {
    tool: suite,
    summary: { tests: tests.length, ...totals(tests), start, stop: start + durationMs },
    environment: {
      reportName: `${suite.name} ${targetOf(report)}`,
      testEnvironment: targetOf(report),
      ...(shard !== null && { shardId: `${shard.index}/${shard.count}` }),
      extra: {
        [`${suite.name}.baseUrl`]: target.baseUrl,
        ...(sides !== undefined && { [`${suite.name}.comparedWith`]: sides.a.target.baseUrl }),
      },
    },
    extra: { [`${suite.name}.run`]: { outcome, exitCode, counts } },
  };
  const head = jsonText(cleaned({ reportFormat: 'CTRF', specVersion: SPEC_VERSION, results }), 2);
  const lines = tests.map((test) => `      ${jsonText(test)}`);
  return `${head.slice(0, -END.length)},\n    "tests": [\n${lines.join(',\n')}\n    ]${END}\n`;
}

/** The end of the document, after the last property of the results. */
const END = '\n  }\n}';

const totals = (tests: readonly Test[]): Record<string, number> =>
  Object.fromEntries(STATUSES.map((status) => [status, tests.filter((test) => test.status === status).length]));

/** The test of the run. It passes only if the exit code is 0. */
function outcomeTest(report: ContractJson): Test {
  const { outcome, counts } = report;
  const lines = isComparison(report)
    ? exitReasons(report)
    : (runFailure(report)?.lines ?? [pluralize('deviating case', counts.deviating, true)]);
  return {
    name: 'outcome',
    status: outcome === 'conforming' ? 'passed' : 'failed',
    duration: 0,
    suite: ['run'],
    ...(outcome !== 'conforming' && { message: textOf(lines) }),
    rawStatus: outcome,
  };
}

/** @param document the document that declares the operation of the case: a path or a URL */
function caseTest(one: ReportedCase, document = ''): Test {
  const { id, operation, origin, expected, response, verdict, flaky } = one;
  const [status, ...others] = expected;
  return {
    // The name must be unique: programs that compare runs find a test by its name alone.
    name: clean(id),
    status: STATUS_OF[verdict],
    duration: response?.durationMs ?? 0,
    suite: [operation, others.length > 0 || status === undefined ? 'any' : status].map(clean),
    ...diagnosis(one),
    rawStatus: verdict,
    // The specification reserves the property `flaky` for tests that passed in the end.
    tags: [origin, ...(flaky ? ['flaky'] : [])],
    ...(document !== '' && !URL.canParse(document) && placeOf(one, document)),
  };
}

/** The file of the operation and, if a finding names one in it, the line. */
function placeOf({ findings }: ReportedCase, document: string): Pick<Test, 'filePath' | 'line'> {
  const where = findings.find(isOpen)?.where;
  return { filePath: clean(document), ...(where?.document === document && { line: where.line }) };
}

/** The findings of a case, or the reason why it was not judged. */
function diagnosis(one: ReportedCase): Pick<Test, 'message' | 'trace'> {
  const { verdict, reason, findings, notes, flaky, curl } = one;
  if (verdict !== 'deviating') return reason === null ? {} : { message: clean(reason) };
  const failures = failuresOf(one);
  const places = findings
    .filter(isOpen)
    .flatMap(({ where }) => (where === null ? [] : [`declared in ${where.document}:${where.line} ${where.pointer}`]));
  return {
    message: textOf(failures.length === 0 ? [FURTHER] : failures),
    trace: textOf([...new Set(places), ...(flaky ? [FLAKY] : []), ...notes, `repeat: ${curl}`]),
  };
}

const textOf = (lines: readonly string[]): string => lines.map(clean).join('\n');
