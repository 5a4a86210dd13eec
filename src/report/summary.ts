import type { PhrasingContent, RootContent } from 'mdast';
import pluralize from 'pluralize';
import { accessLines } from './access.ts';
import { type Cause, causeCount, causesOf, FLAKY } from './causes.ts';
import type { ContractJson } from './contract-json.ts';
import { waiverLines } from './waiver-lines.ts';
import { code, heading, list, markdownOf, paragraph, shell, strong, table, text } from './markdown.ts';
import { GLYPHS, legend, MOST_GLANCED, shownRows } from './matrix.ts';
import { openLines } from './open-operations.ts';
import { nextStep } from './next-step.ts';
import { KINDS, reachByArea, reachRow, reachSentence } from './reach.ts';
import { writeLines } from './writes.ts';
import { unmatchedLines } from './recorded.ts';
import { notProved } from './not-proved.ts';

/** Maximum number of causes; contract.json contains all. */
const MAX_CAUSES = 20;

/** Maximum number of matrix rows: a job summary is limited to 1 MiB. */
const MAX_ROWS = 100;

/** Renders a run as Markdown (GitHub Flavored), for a job summary or a comment. */
export function summary(report: ContractJson): string {
  const { outcome, suite, target, counts, durationMs } = report;
  const seconds = (durationMs / 1000).toFixed(1);
  return markdownOf([
    heading(2, text(`${MARKS[outcome]} ${outcome}: `), code(target.name)),
    paragraph(
      text(`${counts.cellsConforming} of ${counts.cells} cells conforming · ${counts.cases} cases · `),
      text(
        `${counts.deviating} deviating · ${counts.waived} waived · ${counts.inconclusive} inconclusive · ${counts.notJudged} not judged · `,
      ),
      text(`${seconds} s · ${suite.name} ${suite.version} · `),
      code(target.baseUrl),
    ),
    ...cautions(report),
    ...details(report),
  ]);
}

function details(report: ContractJson): RootContent[] {
  const { contractFaults, warnings } = report;
  const causes = causesOf(report.cases);
  const count = causeCount(causes);
  const deviations = [
    ...(causes.length === 0 ? [] : [heading(3, text('Deviations'))]),
    ...(count === undefined ? [] : [paragraph(text(count))]),
    ...causes.slice(0, MAX_CAUSES).flatMap(causeOf),
    ...(causes.length > MAX_CAUSES ? [paragraph(text(`${causes.length - MAX_CAUSES} more in contract.html`))] : []),
  ];
  const isGlanced = report.operations.length <= MOST_GLANCED;
  return [
    ...(isGlanced ? [...matrixOf(report), ...deviations] : [...deviations, ...reachOf(report), ...matrixOf(report)]),
    ...listed(
      'Waivers',
      waiverLines(report).map(({ line }) => line),
    ),
    ...listed('Not proved', notProved(report)),
    ...(isGlanced ? reachOf(report) : []),
    ...listed('Access', [...openLines(report), ...accessLines(report)]),
    ...listed('Recorded exchanges', unmatchedLines(report)),
    ...listed('Faults of the contract', contractFaults.slice(0, MAX_CAUSES)),
    ...listed('Warnings', warnings.slice(0, MAX_CAUSES)),
  ];
}

/** How many operations of each kind were reached, by area, on a disposable target. */
function reachOf(report: ContractJson): RootContent[] {
  const areas = reachByArea(report);
  const sentence = reachSentence(report);
  if (areas.length === 0 || sentence === undefined) return [];
  const rows = areas.map((one) => [[code(one.area)], ...reachRow(one).map((cell) => [text(cell)])]);
  return [
    heading(3, text('Reach')),
    paragraph(text(sentence)),
    table([[text('area')], ...KINDS.map((kind) => [text(kind)])], rows),
  ];
}

/** The warning that the target may not be an Infisical server, and the next step. */
function cautions(report: ContractJson): RootContent[] {
  const next = nextStep(report);
  return [
    ...(report.doubt === null ? [] : [paragraph(code(report.doubt))]),
    ...writeLines(report).map((line) => paragraph(text(line))),
    ...(next === undefined ? [] : [paragraph(strong(text(next)))]),
  ];
}

const MARKS: Readonly<Record<ContractJson['outcome'], string>> = {
  conforming: '✅',
  deviating: '❌',
  inconclusive: '⚠️',
};

function matrixOf({ operations }: ContractJson): RootContent[] {
  const { rows, folded } = shownRows(operations);
  const shown = rows.slice(0, MAX_ROWS);
  const statuses = [...new Set(shown.flatMap(({ cells }) => cells.map(({ status }) => status)))].sort();
  const body = shown.map(({ operation, cells }) => [
    [code(operation)],
    ...statuses.map((status) => {
      const cell = cells.find((each) => each.status === status);
      return cell === undefined ? [] : [text(GLYPHS[cell.state])];
    }),
  ]);
  const more = folded + rows.length - shown.length;
  return [
    table([[text('operation')], ...statuses.map((status) => [text(status)])], body),
    paragraph(text([...legend(operations), ...(more > 0 ? [`${more} more operations`] : [])].join(' · '))),
  ];
}

function causeOf({ finding, title, first, cases, operations }: Cause): RootContent[] {
  const { check, expected, received, where } = finding;
  const count =
    cases.length === 1 ? '' : ` in ${cases.length} cases of ${pluralize('operation', operations.length, true)}`;
  const fact = (name: string, value: string): PhrasingContent[] => [text(`${name} `), code(value)];
  return [
    paragraph(strong(text(check)), text(' '), code(title), text(count)),
    list([
      fact('case', first.id),
      fact('expected', expected),
      fact('received', received),
      ...(where === null ? [] : [fact('where', `${where.document}:${where.line}`)]),
      ...(first.steps ?? []).map((step) => fact('step', step)),
      ...(first.flaky ? [[text(FLAKY)]] : []),
    ]),
    shell(first.curl),
  ];
}

/** Lines that the server may control. */
const listed = (title: string, lines: readonly string[]): RootContent[] =>
  lines.length === 0 ? [] : [heading(3, text(title)), list(lines.map((line) => [code(line)]))];
