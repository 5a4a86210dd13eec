import { COMMAND } from '../../config/packed.ts';
import type { Cause } from '../causes.ts';

/** The terms of a waiver, which the reader completes. Without a date, the command is refused. */
export const TERMS = "--reason '…' --owner '…' --expires YYYY-MM-DD";

/** The command that waives all findings of a cause. */
export function waiveCommand(cause: Cause, causes: Iterable<Cause>): string {
  const flaky = cause.first.flaky ? ' --flaky' : '';
  return `${COMMAND} waive ${waived(cause, [...causes])}${flaky} ${TERMS}`;
}

/** One finding stands for its cause with `--cause`, unless an earlier cause has the same finding. */
function waived(cause: Cause, causes: readonly Cause[]): string {
  const { ids } = cause;
  if (ids.length === 1) return ids.join('');
  const own = ids.find((id) => causes.find((each) => each.ids.includes(id)) === cause);
  return own === undefined ? ids.join(' ') : `${own} --cause`;
}
