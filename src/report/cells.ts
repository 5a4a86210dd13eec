import pluralize from 'pluralize';
import { DESELECTED, EXCLUDED, isProvable, NO_CASE } from '../record/provable.ts';
import { NO_SUCH_PATH } from '../verdict/judged-case.ts';
import type { ContractJson } from './contract-json.ts';

type Cells = Pick<ContractJson, 'operations' | 'counts'>;

/** The cells that a request of the suite may provoke. */
export const provableCells = ({ operations }: Pick<ContractJson, 'operations'>) =>
  operations.flatMap(({ cells }) => cells.filter(isProvable));

/** How many cells are conforming of those that can be provoked. */
export function cellsSentence(report: Cells): string {
  const { cells, cellsConforming } = report.counts;
  const provable = provableCells(report).length;
  const what = provable < cells ? 'provable cell' : 'cell';
  return `${cellsConforming} of ${pluralize(what, provable, true)} conforming`;
}

/** The other cells, by reason; undefined if there are none. */
export function otherCells({ operations }: Cells): string | undefined {
  const others = operations.flatMap(({ cells }) => cells.filter((cell) => !isProvable(cell)));
  if (others.length === 0) return undefined;
  const counts = Object.entries(OTHERS).flatMap(([what, isOf]) => {
    const count = others.filter(({ reason }) => isOf(reason ?? '')).length;
    return count === 0 ? [] : [`${count} ${what}`];
  });
  return `${pluralize('further cell', others.length, true)} not counted: ${counts.join(', ')}`;
}

/** Why cells are not counted. */
const OTHERS: Readonly<Record<string, (reason: string) => boolean>> = {
  'that no case expects': (reason) => reason === NO_CASE,
  'of excluded operations': (reason) => reason.startsWith(EXCLUDED),
  'of deselected cases': (reason) => reason === DESELECTED,
  'of requests that the router rejects': (reason) => reason === NO_SUCH_PATH,
};
