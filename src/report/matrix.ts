import cliTruncate from 'cli-truncate';
import type { Colors } from 'picocolors/types.js';
import type { CellState, OperationCells } from '../record/cells.ts';
import { clean } from './clean.ts';
import { wrapped } from './wrapped.ts';

/** Glyphs of cell states. */
export const GLYPHS: Readonly<Record<CellState, string>> = {
  conforming: '✓',
  deviating: '✗',
  waived: '~',
  inconclusive: '?',
  'not-judged': '○',
  'not-provoked': '·',
};

/** The legend. `waived` is included only if there is such a cell. */
export const legend = (operations: readonly OperationCells[]): string[] =>
  Object.entries(GLYPHS)
    .filter(
      ([state]) => state !== 'waived' || operations.some(({ cells }) => cells.some((cell) => cell.state === state)),
    )
    .map(([state, glyph]) => `${glyph} ${state}`);

/** Maximum number of operations without a provoked cell that are shown. */
export const MAX_ROWS = 10;

/** Minimum width of operation names. */
const NARROWEST = 24;

/** The rows of a matrix. If many operations have no provoked cell, they are counted instead. */
export function shownRows(all: readonly OperationCells[]): { rows: readonly OperationCells[]; folded: number } {
  const shown = all.filter(({ cells }) => cells.some(({ state }) => state !== 'not-provoked'));
  const folded = all.length - shown.length;
  return folded > MAX_ROWS ? { rows: shown, folded } : { rows: all, folded: 0 };
}

/** Renders a row per operation and a column per status. On a narrow terminal, names are shortened in the middle. */
export function matrix(
  all: readonly OperationCells[],
  { colors, columns }: { colors: Colors; columns: number },
): string[] {
  const { rows: operations, folded } = shownRows(all);
  const statuses = [...new Set(operations.flatMap(({ cells }) => cells.map(({ status }) => status)))].sort();
  const titles = statuses.map((status) => `  ${status}`).join('');
  const widest = Math.max(0, ...operations.map(({ operation }) => operation.length));
  const width = Math.min(widest, Math.max(NARROWEST, columns - titles.length));
  const head = ' '.repeat(width) + titles;
  const rows = operations.map(({ operation, cells }) => {
    let row = cliTruncate(clean(operation), width, { position: 'middle' }).padEnd(width);
    let gap = 0;
    for (const status of statuses) {
      const left = 2 + Math.floor((status.length - 1) / 2);
      const cell = cells.find((each) => each.status === status);
      if (cell !== undefined) row += ' '.repeat(gap + left) + colored(cell.state, colors);
      gap = cell === undefined ? gap + 2 + status.length : 1 + status.length - left;
    }
    return row;
  });
  const more = folded > 0 ? [colors.dim(`${folded} more operations without a provoked cell`)] : [];
  return [colors.dim(head), ...rows, ...more, colors.dim(wrapped(legend(operations).join('   '), columns, 0))];
}

function colored(state: CellState, colors: Colors): string {
  const paint = { conforming: colors.green, deviating: colors.red, waived: colors.yellow, inconclusive: colors.yellow };
  return (state in paint ? paint[state as keyof typeof paint] : colors.dim)(GLYPHS[state]);
}
