import type { PhrasingContent, RootContent, TableRow } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import { type Cause, causesOf } from './causes.ts';
import { clean } from './clean.ts';
import type { ContractJson } from './contract-json.ts';
import { GLYPHS, shownRows } from './matrix.ts';
import { notProved } from './not-proved.ts';

/** Most causes that are told in full; contract.json has all. */
const MOST_CAUSES = 20;

/** Most rows of the matrix: a job's summary may hold a mebibyte. */
const MOST_ROWS = 100;

/** A run as Markdown (GitHub Flavored), for a job's summary or a comment. */
export function summary(report: ContractJson): string {
  const { outcome, suite, target, counts, durationMs, contractFaults, warnings } = report;
  const causes = causesOf(report.cases);
  const seconds = (durationMs / 1000).toFixed(1);
  const content: RootContent[] = [
    heading(2, [text(`${MARKS[outcome]} ${outcome}: `), code(target.name)]),
    paragraph(
      text(`${counts.cellsConforming} of ${counts.cells} cells conforming · ${counts.cases} cases · `),
      text(`${counts.deviating} deviating · ${counts.inconclusive} inconclusive · ${counts.notJudged} not judged · `),
      text(`${seconds} s · ${suite.name} ${suite.version} · `),
      code(target.baseUrl),
    ),
    ...matrixOf(report),
    ...(causes.length === 0 ? [] : [heading(3, [text('Deviations')]), ...causes.slice(0, MOST_CAUSES).flatMap(told)]),
    ...(causes.length > MOST_CAUSES ? [paragraph(text(`${causes.length - MOST_CAUSES} more in contract.json`))] : []),
    ...listed('Not proved', notProved(report)),
    ...listed('Faults of the contract', contractFaults.slice(0, MOST_CAUSES)),
    ...listed('Warnings', warnings.slice(0, MOST_CAUSES)),
  ];
  return toMarkdown({ type: 'root', children: content }, { extensions: [gfmTableToMarkdown()], bullet: '-' });
}

const MARKS: Readonly<Record<ContractJson['outcome'], string>> = {
  conforming: '✅',
  deviating: '❌',
  inconclusive: '⚠️',
};

function matrixOf({ operations }: ContractJson): RootContent[] {
  const { rows, folded } = shownRows(operations);
  const shown = rows.slice(0, MOST_ROWS);
  const statuses = [...new Set(shown.flatMap(({ cells }) => cells.map(({ status }) => status)))].sort();
  const head = row([text('operation')], ...statuses.map((status) => [text(status)]));
  const body = shown.map(({ operation, cells }) =>
    row(
      [code(operation)],
      ...statuses.map((status) => {
        const cell = cells.find((each) => each.status === status);
        return cell === undefined ? [] : [text(GLYPHS[cell.state])];
      }),
    ),
  );
  const more = folded + rows.length - shown.length;
  const legend = Object.entries(GLYPHS).map(([state, glyph]) => `${glyph} ${state}`);
  return [
    { type: 'table', align: [null, ...statuses.map(() => 'center' as const)], children: [head, ...body] },
    paragraph(text([...legend, ...(more > 0 ? [`${more} more operations`] : [])].join(' · '))),
  ];
}

function told({ finding, first, cases, operations }: Cause): RootContent[] {
  const { check, message, expected, received, where } = finding;
  const count = cases.length === 1 ? '' : ` in ${cases.length} cases of ${operations.length} operations`;
  const fact = (name: string, value: string): PhrasingContent[] => [text(`${name} `), code(value)];
  return [
    paragraph(strong(text(check)), text(' '), code(message), text(count)),
    list([
      fact('case', first.id),
      fact('expected', expected),
      fact('received', received),
      ...(where === null ? [] : [fact('where', `${where.document}:${where.line}`)]),
      ...(first.flaky ? [[text('flaky: it was not there when the case was asked once more')]] : []),
    ]),
    { type: 'code', lang: 'sh', value: clean(first.curl) },
  ];
}

const listed = (title: string, lines: readonly string[]): RootContent[] =>
  lines.length === 0 ? [] : [heading(3, [text(title)]), list(lines.map((line) => [text(line)]))];

const text = (value: string): PhrasingContent => ({ type: 'text', value: clean(value) });
const code = (value: string): PhrasingContent => ({ type: 'inlineCode', value: clean(value) });
const strong = (...children: PhrasingContent[]): PhrasingContent => ({ type: 'strong', children });
const paragraph = (...children: PhrasingContent[]): RootContent => ({ type: 'paragraph', children });
const heading = (depth: 2 | 3, children: PhrasingContent[]): RootContent => ({ type: 'heading', depth, children });
const row = (...cells: PhrasingContent[][]): TableRow => ({
  type: 'tableRow',
  children: cells.map((children) => ({ type: 'tableCell', children })),
});
const list = (items: PhrasingContent[][]): RootContent => ({
  type: 'list',
  spread: false,
  children: items.map((children) => ({ type: 'listItem', children: [{ type: 'paragraph', children }] })),
});
