import type { Colors } from 'picocolors/types.js';
import type { CellState, OperationCells } from '../run/cells.ts';
import type { Outcome } from '../run/outcome.ts';
import type { RunRecord } from '../run/record.ts';
import { type Cause, causesOf } from './causes.ts';

/** Most causes that are shown; contract.json has all. */
const MOST_CAUSES = 25;

const GLYPHS: Readonly<Record<CellState, string>> = {
  conforming: '✓',
  deviating: '✗',
  inconclusive: '?',
  'not-judged': '○',
  'not-provoked': '·',
};

/** What a person reads at the end of a run: the matrix, the deviations, and one line that sums up. */
export function consoleReport(record: RunRecord, outcome: Outcome, colors: Colors): string {
  const { plan, cases } = record;
  const causes = causesOf(cases);
  const shown = causes.slice(0, MOST_CAUSES).map((cause) => causeText(cause, colors));
  const more = causes.length - shown.length;
  return [
    colors.bold(`${plan.suite.name} ${plan.suite.version}`) + ` · target ${plan.target.name} (${plan.target.baseUrl})`,
    ...plan.warnings.map((warning) => colors.yellow(`warning: ${clean(warning)}`)),
    '',
    ...matrix(outcome.operations, colors),
    ...aside(record, colors),
    ...shown.flatMap((text) => ['', text]),
    ...(more > 0 ? ['', `… ${more} more deviations in contract.json`] : []),
    '',
    ...notProved(outcome, colors),
    summary(record, outcome, colors),
    '',
  ].join('\n');
}

/** Operations that are shown though nothing of them was provoked. */
const MOST_ROWS = 10;

/** A row per operation; of many that nothing was asked of, only their number. */
function matrix(all: readonly OperationCells[], colors: Colors): string[] {
  const silent = all.filter(({ cells }) => cells.every(({ state }) => state === 'not-provoked'));
  const operations = silent.length > MOST_ROWS ? all.filter((each) => !silent.includes(each)) : all;
  const folded = all.length - operations.length;
  const statuses = [...new Set(operations.flatMap(({ cells }) => cells.map(({ status }) => status)))].sort();
  const width = Math.max(0, ...operations.map(({ operation }) => operation.length));
  const head = ' '.repeat(width) + statuses.map((status) => `  ${status}`).join('');
  const rows = operations.map(({ operation, cells }) => {
    let row = clean(operation).padEnd(width);
    let gap = 0;
    for (const status of statuses) {
      const left = 2 + Math.floor((status.length - 1) / 2);
      const cell = cells.find((each) => each.status === status);
      if (cell !== undefined) row += ' '.repeat(gap + left) + colored(cell.state, colors);
      gap = cell === undefined ? gap + 2 + status.length : 1 + status.length - left;
    }
    return row;
  });
  const legend = Object.entries(GLYPHS).map(([state, glyph]) => `${glyph} ${state}`);
  const more = folded > 0 ? [colors.dim(`${folded} more operations of which nothing was provoked`)] : [];
  return [colors.dim(head), ...rows, ...more, colors.dim(legend.join('   '))];
}

function colored(state: CellState, colors: Colors): string {
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow };
  return (state in paint ? paint[state as keyof typeof paint] : colors.dim)(GLYPHS[state]);
}

/** What was left out on purpose. */
function aside({ plan }: RunRecord, colors: Colors): string[] {
  return [
    ...plan.deselected.slice(0, MOST_ROWS).map((operation) => colors.dim(`${clean(operation)}  deselected`)),
    ...(plan.deselected.length > MOST_ROWS
      ? [colors.dim(`… ${plan.deselected.length - MOST_ROWS} more deselected`)]
      : []),
    ...(plan.setAside > 0 ? [colors.dim(`${plan.setAside} cases of fixtures/ set aside: not in this contract`)] : []),
  ];
}

function causeText({ finding, first, cases, operations }: Cause, colors: Colors): string {
  const { check, message, expected, received, where } = finding;
  const many = operations.length > 1 ? ` of ${operations.length} operations` : '';
  const count = cases.length > 1 ? colors.dim(`  in ${cases.length} cases${many}`) : '';
  const place = where === null ? [] : [row('where', `${where.document}:${where.line} ${where.pointer}`, colors)];
  return [
    `${colors.red(`✗ ${check}`)}  ${clean(message)}${count}`,
    row('case', first.id, colors),
    row('expected', expected, colors),
    row('received', received, colors),
    ...place,
    row('repeat', first.curl, colors),
  ].join('\n');
}

const row = (name: string, text: string, colors: Colors): string => `  ${colors.dim(name.padEnd(8))}  ${clean(text)}`;

/** What keeps cells from being proved, with the variables that would change it first. */
function notProved({ operations, reasons }: Outcome, colors: Colors): string[] {
  const counts = new Map<string, number>();
  for (const { state, reason } of operations.flatMap(({ cells }) => cells)) {
    if (state === 'conforming' || state === 'deviating' || reason === null) continue;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const causes = [...counts].sort(([, a], [, b]) => b - a);
  const lines = causes
    .slice(0, 8)
    .map(([reason, count]) => `${count} ${count === 1 ? 'cell' : 'cells'} not proved: ${reason}`);
  const more = causes.length > 8 ? [`… ${causes.length - 8} more reasons in contract.json`] : [];
  const doubts = reasons.filter((reason) => !counts.has(reason)).slice(0, 8);
  return [...lines, ...more, ...doubts].map((line) => colors.yellow(clean(line)));
}

function summary({ end }: RunRecord, { outcome, counts }: Outcome, colors: Colors): string {
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow }[outcome];
  const seconds = end === undefined ? '' : ` · ${(end.durationMs / 1000).toFixed(1)} s`;
  const verdicts = [
    `${counts.cases} cases`,
    ...(counts.deviating > 0 ? [`${counts.deviating} deviating`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} inconclusive`] : []),
    ...(counts.notJudged > 0 ? [`${counts.notJudged} not judged`] : []),
  ].join(' · ');
  return `${paint(colors.bold(outcome))} · ${counts.cellsConforming} of ${counts.cells} cells conforming · ${verdicts}${seconds}`;
}

/** A text without control and formatting characters, which a terminal could take for commands. */
const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
