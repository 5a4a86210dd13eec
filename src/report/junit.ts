import XMLBuilder from 'fast-xml-builder';
import { byOperation } from '../record/cells.ts';
import { clean } from './clean.ts';
import { failuresOf } from './causes.ts';
import { isOpen, waiverLines } from './waiver-lines.ts';
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
 * Renders a run as JUnit XML: a test suite per operation, a test case per case, and one per cell that was not
 * provoked. Inconclusive cases are errors; waived, unsent and unjudged cases are skipped. The run itself is a test
 * case too, so that a run that proved too little is not green.
 */
export function junit(report: ContractJson): string {
  const cases = byOperation(report.cases);
  const suites = [
    suite('run', report, [runCase(report)]),
    ...report.operations.map(({ operation, cells }) =>
      suite(operation, report, [
        ...(cases.get(operation) ?? []).map(testCase),
        ...cells
          .filter(({ state }) => state === 'not-provoked')
          .map(({ status, reason }) => skipped(operation, `${status} not provoked`, reason)),
      ]),
    ),
  ];
  const { suite: tool, target } = report;
  const root = { '@name': clean(`${tool.name} ${target.name}`), ...sums(suites), '@time': seconds(report.durationMs) };
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
  const { outcome, reasons } = report;
  const named = { '@name': 'outcome', '@classname': 'run' };
  const failing = waiverLines(report).filter((waiver) => waiver.isFailing);
  if (failing.length > 0)
    return {
      ...named,
      failure: failure(
        'waiver',
        failing.map(({ line }) => line),
      ),
    };
  return outcome === 'inconclusive' ? { ...named, error: failure('inconclusive', reasons) } : named;
}

function testCase(one: ReportedCase): Element {
  const time = one.response === null ? {} : { '@time': seconds(one.response.durationMs) };
  const named = { '@name': clean(one.id), '@classname': clean(one.operation), ...time };
  const open = one.findings.filter(isOpen);
  switch (one.verdict) {
    case 'deviating':
      return {
        ...named,
        failure: failure(open[0]?.check ?? 'deviating', [
          ...failuresOf(one),
          ...open.flatMap(({ where }) =>
            where === null ? [] : [`declared in ${where.document}:${where.line} ${where.pointer}`],
          ),
          `repeat: ${one.curl}`,
        ]),
      };
    case 'inconclusive':
      return { ...named, error: failure('inconclusive', [one.reason ?? '']) };
    case 'waived':
    case 'not-judged':
      return skipped(one.operation, one.id, one.reason);
    default:
      return named;
  }
}

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
