import XMLBuilder from 'fast-xml-builder';
import { starred } from '../contract/pointer.ts';
import { byOperation } from '../record/cells.ts';
import { clean } from './clean.ts';
import { causesOf, failuresOf } from './causes.ts';
import { runFailure } from './run-failure.ts';
import { type ComparisonReport, isComparison, targetOf } from './sides/classes.ts';
import { failuresOfSides } from './sides/failures.ts';
import { FURTHER, isOpen } from './waiver-lines.ts';
import type { ContractJson, ReportedCase } from './contract-json.ts';

/** An XML element. Names of attributes begin with `@`; `#text` is its text. */
interface Element {
  [name: string]: string | number | Element | Element[];
}

const builder = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/**
 * Renders a run as JUnit XML: a test suite per operation. Its conforming cases are passed tests, and each cause of its
 * deviations is a failed test with all cases of the operation that have it. Each reason of inconclusive cases is an
 * error. The run itself is a test case too, so that a run that proved too little fails.
 *
 * @param withSkipped true: waived, unsent and unjudged cases, and cells that were not provoked, are skipped tests
 */
export function junit(report: ContractJson, withSkipped = false): string {
  const cases = byOperation(report.cases);
  const suites = [
    suite('run', report, [runCase(report)]),
    ...report.operations.map(({ operation, cells }) => {
      const own = cases.get(operation) ?? [];
      const broken = isComparison(report) ? failedOfSides(report, own) : failed(own);
      const all = [...own.filter(isPassed).map(passed), ...broken, ...cut(own), ...inconclusive(own)];
      return suite(operation, report, withSkipped ? [...all, ...skippedOf(operation, own, cells)] : all);
    }),
  ];
  const root = {
    '@name': clean(`${report.suite.name} ${targetOf(report)}`),
    ...sums(suites),
    '@time': seconds(report.durationMs),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: { ...root, testsuite: suites } })}`;
}

function suite(name: string, { startedAt }: ContractJson, all: Element[]): Element {
  const count = (kind: string) => all.filter((one) => kind in one).length;
  const time = all.reduce((sum, one) => sum + Number(one['@time'] ?? 0), 0);
  return {
    '@name': clean(name),
    '@tests': all.length,
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped'),
    '@time': time.toFixed(3),
    '@timestamp': startedAt.replace(/\.\d+Z$/, ''),
    testcase: all,
  };
}

const sums = (suites: readonly Element[]): Element =>
  Object.fromEntries(
    ['@tests', '@failures', '@errors', '@skipped'].map((name) => [
      name,
      suites.reduce((sum, one) => sum + Number(one[name]), 0),
    ]),
  );

function runCase(report: ContractJson): Element {
  const named = { '@name': 'outcome', '@classname': 'run' };
  const reason = runFailure(report);
  if (reason === undefined) return named;
  const { kind, lines } = reason;
  return { ...named, [kind === 'waiver' ? 'failure' : 'error']: failure(kind, lines) };
}

const isPassed = ({ verdict }: ReportedCase): boolean => verdict === 'conforming';

const passed = (one: ReportedCase): Element => ({
  '@name': clean(one.id),
  '@classname': clean(one.operation),
  ...(one.response !== null && { '@time': seconds(one.response.durationMs) }),
});

/** A failed test for each cause. Its name does not contain values of one run, so that it is the same in every run. */
const failed = (cases: readonly ReportedCase[]): Element[] =>
  causesOf(cases).map(({ finding, first, cases: ids, title }) => {
    const { check, pointer, where } = finding;
    const name = [check, starred(pointer)].filter((part) => part !== '').join(' ');
    const own = { ...first, findings: first.findings.filter((each) => each === finding) };
    return {
      '@name': clean(`${name}: ${title}`),
      '@classname': clean(first.operation),
      failure: failure(check, [
        ...failuresOf(own),
        ...(where === null ? [] : [`declared in ${where.document}:${where.line} ${where.pointer}`]),
        ...ids.map((id) => `case: ${id}`),
        `repeat: ${first.curl}`,
      ]),
    };
  });

/** A failed test for each cause of differences that fails. */
const failedOfSides = (report: ComparisonReport, cases: readonly ReportedCase[]): Element[] =>
  failuresOfSides(report, cases).map(({ name, type, first, lines }) => ({
    '@name': clean(name),
    '@classname': clean(first?.operation ?? ''),
    failure: failure(type, lines),
  }));

/** A failed test for each deviating case whose shown findings are all waived: further ones are not shown. */
const cut = (cases: readonly ReportedCase[]): Element[] =>
  cases
    .filter(({ verdict, findings }) => verdict === 'deviating' && !findings.some(isOpen))
    .map(({ id, operation, notes }) => ({
      '@name': clean(id),
      '@classname': clean(operation),
      failure: failure('deviating', [FURTHER, ...notes]),
    }));

/** An error for each reason. */
function inconclusive(cases: readonly ReportedCase[]): Element[] {
  const reasons = new Map<string, ReportedCase[]>();
  for (const one of cases) {
    if (one.verdict !== 'inconclusive') continue;
    const reason = one.reason ?? '';
    reasons.set(reason, [...(reasons.get(reason) ?? []), one]);
  }
  return [...reasons].map(([reason, all]) => ({
    '@name': clean(`inconclusive: ${reason}`),
    '@classname': clean(all[0]?.operation ?? ''),
    error: failure('inconclusive', [reason, ...all.map(({ id }) => `case: ${id}`)]),
  }));
}

type Cells = ContractJson['operations'][number]['cells'];

const skippedOf = (operation: string, cases: readonly ReportedCase[], cells: Cells): Element[] => [
  ...cases
    .filter(({ verdict }) => verdict === 'waived' || verdict === 'not-judged')
    .map(({ id, reason }) => skipped(operation, id, reason)),
  ...cells
    .filter(({ state }) => state === 'not-provoked')
    .map(({ status, reason }) => skipped(operation, `${status} not provoked`, reason)),
];

const skipped = (operation: string, name: string, reason: string | null): Element => ({
  '@name': clean(name),
  '@classname': clean(operation),
  skipped: { '@message': clean(reason ?? '') },
});

const failure = (type: string, lines: readonly string[]): Element => ({
  '@type': type,
  '@message': clean(lines[0] ?? ''),
  '#text': lines.map(clean).join('\n'),
});

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
