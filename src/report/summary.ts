import type { PhrasingContent, RootContent } from 'mdast';
import pluralize from 'pluralize';
import { accessLines } from './access.ts';
import { ADVICE_TITLE, adviceLines } from './advice.ts';
import { cellsSentence, otherCells } from './cells.ts';
import { type Cause, causeCount, causesOf, FLAKY, groupSentence, newCauses } from './causes.ts';
import type { ContractJson } from './contract-json.ts';
import { depthSentence } from './depth.ts';
import { fixedLines, newLines, sinceSentence } from './since.ts';
import { waiverLines } from './waiver-lines.ts';
import { code, heading, list, markdownOf, paragraph, shell, strong, table, text } from './markdown.ts';
import { MOST_GLANCED } from './glance.ts';
import { GLYPHS, legend, shownRows } from './matrix.ts';
import { outageLines } from './outages.ts';
import { openLines } from './open-operations.ts';
import { nextStep } from './next-step.ts';
import { bar, KINDS, reachByArea, reachRow, reachSentence } from './reach.ts';
import { isComparison } from './sides/classes.ts';
import { sidesSummary } from './sides/summary.ts';
import { unreachedGroups } from './unreached.ts';
import { writeLines } from './writes.ts';
import { unmatchedLines } from './recorded.ts';
import { notProved } from './not-proved.ts';

/** Maximum number of causes; contract.json contains all. */
const MAX_CAUSES = 20;

/** Maximum number of finding ids per cause. */
const MAX_IDS = 3;

/** Maximum number of matrix rows: a job summary is limited to 1 MiB. */
const MAX_ROWS = 100;

/** Renders a run as Markdown (GitHub Flavored), for a job summary or a comment. */
export function summary(report: ContractJson): string {
  if (isComparison(report)) return sidesSummary(report);
  const { outcome, suite, target, counts, durationMs } = report;
  const seconds = (durationMs / 1000).toFixed(1);
  const causes = causeCount(causesOf(report.cases), report.since);
  return markdownOf([
    heading(2, text(`${MARKS[outcome]} ${outcome}: `), code(target.name)),
    paragraph(
      text(`${cellsSentence(report)} · ${pluralize('case', counts.cases, true)} · `),
      text(
        `${counts.deviating} deviating${causes === undefined ? '' : ` (${causes})`} · ${counts.waived} waived · ${counts.inconclusive} inconclusive · ${counts.notJudged} not judged · `,
      ),
      text(`${seconds} s · ${suite.name} ${suite.version} · `),
      code(target.baseUrl),
    ),
    ...[
      report.operations.length > MOST_GLANCED ? reachSentence(report) : undefined,
      depthSentence(report),
      sinceSentence(report),
    ].flatMap((line) => (line === undefined ? [] : [paragraph(text(line))])),
    ...codes(newLines(report).slice(0, MAX_CAUSES)),
    ...cautions(report),
    ...details(report),
  ]);
}

function details(report: ContractJson): RootContent[] {
  const { contractFaults, warnings } = report;
  const causes = causesOf(report.cases);
  const count = causeCount(causes, report.since);
  const added = newCauses(causes, report.since);
  const deviations = [
    ...(causes.length === 0 ? [] : [heading(3, text('Deviations'))]),
    ...[count, groupSentence(causes, report.operations.length)].flatMap((line) =>
      line === undefined ? [] : [paragraph(text(line))],
    ),
    ...causes.slice(0, MAX_CAUSES).flatMap((cause) => causeOf(cause, added.has(cause))),
    ...(causes.length > MAX_CAUSES ? [paragraph(text(`${causes.length - MAX_CAUSES} more in contract.html`))] : []),
  ];
  const isGlanced = report.operations.length <= MOST_GLANCED;
  return [
    ...(isGlanced ? [...matrixOf(report), ...deviations] : [...deviations, ...reachOf(report), ...matrixOf(report)]),
    ...listed(
      'Waivers',
      waiverLines(report).map(({ line }) => line),
    ),
    ...listed('Fixed', fixedLines(report).slice(0, MAX_CAUSES)),
    ...listed('Not proved', [...notProved(report), ...[otherCells(report)].flatMap((line) => line ?? [])]),
    ...(isGlanced ? reachOf(report) : []),
    ...listed('Access', [...openLines(report), ...accessLines(report)]),
    ...listed(ADVICE_TITLE, adviceLines(report).slice(0, MAX_CAUSES)),
    ...listed('Recorded exchanges', unmatchedLines(report)),
    ...listed('Faults of the contract', contractFaults.slice(0, MAX_CAUSES)),
    ...listed('Warnings', warnings.slice(0, MAX_CAUSES)),
  ];
}

/** How many operations were reached, by area and kind, and what the others need. */
function reachOf(report: ContractJson): RootContent[] {
  const sentence = reachSentence(report);
  if (sentence === undefined) return [];
  const areas = reachByArea(report);
  const kinds = KINDS.filter((kind) => areas.some((area) => area.kinds.has(kind)));
  const rows = areas.map((one) => [
    [code(one.area)],
    [code(bar(one)), text(` ${one.reached} of ${one.all}`)],
    ...reachRow(one, kinds).map((cell) => [text(cell)]),
  ]);
  return [
    heading(3, text('Reach')),
    paragraph(text(sentence)),
    list(unreachedGroups(report).map(({ line }) => [code(line)])),
    ...(areas.length < 2
      ? []
      : [table([[text('area')], [text('reached')], ...kinds.map((kind) => [text(kind)])], rows)]),
  ];
}

/** The warning that the target may not be an Infisical server, and the next step. */
function cautions(report: ContractJson): RootContent[] {
  const next = nextStep(report);
  return [
    ...(report.doubt === null ? [] : [paragraph(code(report.doubt))]),
    ...[...writeLines(report), ...outageLines(report)].map((line) => paragraph(text(line))),
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
  const isDeviating = ({ cells }: ContractJson['operations'][number]) =>
    cells.some(({ state }) => state === 'deviating');
  const ordered =
    rows.length > MOST_GLANCED ? [...rows.filter(isDeviating), ...rows.filter((row) => !isDeviating(row))] : rows;
  const shown = ordered.slice(0, MAX_ROWS);
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
    paragraph(
      text([...legend(operations), ...(more > 0 ? [pluralize('more operation', more, true)] : [])].join(' · ')),
    ),
  ];
}

function causeOf({ finding, ids, title, first, cases, operations }: Cause, isNew: boolean): RootContent[] {
  const { check, expected, received, where } = finding;
  const count =
    cases.length === 1 ? '' : ` in ${cases.length} cases of ${pluralize('operation', operations.length, true)}`;
  const fact = (name: string, value: string): PhrasingContent[] => [text(`${name} `), code(value)];
  return [
    paragraph(strong(text(isNew ? `new: ${check}` : check)), text(' '), code(title), text(count)),
    list([
      fact(
        'finding',
        ids.length > MAX_IDS ? `${ids.slice(0, MAX_IDS).join(' ')} and ${ids.length - MAX_IDS} more` : ids.join(' '),
      ),
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

/** A list of lines that the server may control. */
const codes = (lines: readonly string[]): RootContent[] =>
  lines.length === 0 ? [] : [list(lines.map((line) => [code(line)]))];

const listed = (title: string, lines: readonly string[]): RootContent[] =>
  lines.length === 0 ? [] : [heading(3, text(title)), ...codes(lines)];
