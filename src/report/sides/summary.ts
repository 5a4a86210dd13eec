import type { PhrasingContent, RootContent } from 'mdast';
import pluralize from 'pluralize';
import { newCauses } from '../causes.ts';
import { code, heading, list, markdownOf, paragraph, strong, table, text } from '../markdown.ts';
import { GLYPHS } from '../matrix.ts';
import { nextStep } from '../next-step.ts';
import { fixedLines, newLines, sinceSentence } from '../since.ts';
import { waiverLines } from '../waiver-lines.ts';
import { alikeSentence, type ComparisonReport, differing } from './classes.ts';
import { entryOf } from './entry.ts';
import {
  doubtsOfSides,
  exitReasons,
  notComparedLines,
  outcomeSentence,
  requestsOfSides,
  result,
  timeLines,
  writesOfSides,
} from './sentences.ts';
import type { DifferenceCause } from './sides.ts';

/** Maximum number of causes, of cells, and of lines of a list; contract.json contains all. */
const MAX_CAUSES = 30;
const MAX_CELLS = 50;
const MAX_LINES = 20;

const MARKS = { conforming: '✅', deviating: '❌', inconclusive: '⚠️' } as const;

/** Renders the comparison of two servers as Markdown (GitHub Flavored), for a job summary or a comment. */
export function sidesSummary(report: ComparisonReport): string {
  const { outcome, suite, sides, durationMs } = report;
  const next = nextStep(report);
  const alike = alikeSentence(sides);
  return markdownOf([
    heading(2, text(`${MARKS[outcome]} ${result(report)}: `), ...pair(sides.a.target.name, sides.b.target.name)),
    paragraph(text(outcomeSentence(report))),
    ...codes(exitReasons(report)),
    paragraph(
      ...pair(sides.a.target.baseUrl, sides.b.target.baseUrl),
      text(` · ${sides.values ? 'with' : 'without'} values · ${(durationMs / 1000).toFixed(1)} s`),
      text(` · ${suite.name} ${suite.version}`),
    ),
    ...[sinceSentence(report)].flatMap((line) => (line === undefined ? [] : [paragraph(text(line))])),
    ...codes([...newLines(report), ...fixedLines(report).map((line) => `fixed: ${line}`)].slice(0, MAX_LINES)),
    ...codes([...doubtsOfSides(report), ...writesOfSides(report)].slice(0, MAX_LINES)),
    ...(next === undefined ? [] : [paragraph(strong(text(next)))]),
    ...differencesOf(report),
    ...(alike === undefined ? [] : [paragraph(text(alike))]),
    ...cellsOf(report),
    ...rest(report),
  ]);
}

const pair = (a: string, b: string): PhrasingContent[] => [text('a '), code(a), text(' → b '), code(b)];

/** One row for each cause, and how to repeat and waive those that fail. */
function differencesOf(report: ComparisonReport): RootContent[] {
  const causes = differing(report.sides);
  if (causes.length === 0) return [];
  const added = newCauses(causes, report.since);
  const shown = causes.slice(0, MAX_CAUSES);
  const failing = shown.filter((cause) => cause.fails);
  return [
    heading(3, text('Differences')),
    table(
      ['difference', 'a', 'b', 'cases'].map((title) => [text(title)]),
      shown.map((cause) => rowOf(cause, added.has(cause))),
    ),
    ...(causes.length > shown.length
      ? [paragraph(text(`… ${causes.length - shown.length} more in contract.html`))]
      : []),
    ...(failing.length === 0
      ? []
      : [
          paragraph(text('Ids of the failing causes for '), code('waive'), text(', and their first cases:')),
          list(failing.map(entryOf).map(({ ids, only }) => [code(ids), text(' · '), code(only)])),
        ]),
  ];
}

function rowOf(cause: DifferenceCause, isNew: boolean): PhrasingContent[][] {
  const { label, message, place, a, b } = entryOf(cause);
  const mark = `${cause.fails ? '❌ ' : ''}${isNew ? 'new: ' : ''}${label}`;
  return [
    [strong(text(mark)), text(' '), code(message), text(' '), code(place)],
    [code(a)],
    [code(b)],
    [text(String(cause.cases.length))],
  ];
}

/** The cells whose states differ. */
function cellsOf({ sides: { cells } }: ComparisonReport): RootContent[] {
  const differing = cells.filter(({ a, b }) => a !== b);
  if (differing.length === 0) return [];
  const rows = differing
    .slice(0, MAX_CELLS)
    .map(({ operation, status, a, b }) => [
      [code(`${operation} ${status}`)],
      ...[a, b].map((state) => [text(`${GLYPHS[state]} ${state}`)]),
    ]);
  const more = differing.length - rows.length;
  return [
    heading(3, text('Cells whose states differ')),
    table(
      ['cell', 'a', 'b'].map((title) => [text(title)]),
      rows,
    ),
    ...(more > 0 ? [paragraph(text(`… ${pluralize('more cell', more, true)} in contract.html`))] : []),
  ];
}

const rest = (report: ComparisonReport): RootContent[] => [
  ...listed(
    'Waivers',
    waiverLines(report).map(({ line }) => line),
  ),
  ...listed('Not compared', notComparedLines(report)),
  ...listed('Response times', timeLines(report)),
  ...listed('Faults of the contract', report.contractFaults.slice(0, MAX_LINES)),
  ...listed('Warnings', report.warnings.slice(0, MAX_LINES)),
  ...listed('Requests', requestsOfSides(report)),
];

/** A list of lines that a server may control. */
const codes = (lines: readonly string[]): RootContent[] =>
  lines.length === 0 ? [] : [list(lines.map((line) => [code(line)]))];

const listed = (title: string, lines: readonly string[]): RootContent[] =>
  lines.length === 0 ? [] : [heading(3, text(title)), ...codes(lines)];
