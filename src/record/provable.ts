import { NO_SUCH_PATH } from '../verdict/judged-case.ts';

/** The reasons of cells that no request of the suite provokes. The reason of an exclusion follows the last one. */
export const NO_CASE = 'no case expects this status';
export const DESELECTED = 'deselected';
export const EXCLUDED = 'excluded: ';

/** True for a cell that a request may provoke: one was sent to it, or would be if a value were set. */
export function isProvable({ state, reason }: { state: string; reason: string | null }): boolean {
  if (state === 'not-judged') return reason !== NO_SUCH_PATH;
  return (
    state !== 'not-provoked' || !(reason === NO_CASE || reason === DESELECTED || reason?.startsWith(EXCLUDED) === true)
  );
}
