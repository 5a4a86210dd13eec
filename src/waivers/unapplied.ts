import pluralize from 'pluralize';
import { nearest } from '../config/nearest.ts';
import type { Waiver } from './waiver.ts';

/** Largest edit distance of a typo: operations of other contracts are similar too. */
const TYPO = 2;

/** Maximum number of operations in one line. */
const MAX_NAMED = 3;

/**
 * Warns about waivers of operations that the contract does not have: a line for each probable typo, and one line for
 * all others.
 *
 * @param name file of the waivers
 */
export function unappliedWaivers(name: string, waivers: readonly Waiver[], operations: ReadonlySet<string>): string[] {
  const unapplied = waivers.filter(({ operation }) => !operations.has(operation));
  const candidates = unapplied.length === 0 ? [] : [...operations];
  const suggestions = unapplied.map(({ operation }) => nearest(operation, candidates, TYPO));
  const typos = unapplied.flatMap(({ place, operation }, index) => {
    const found = suggestions[index];
    const line = `${place}: the waiver was not applied: this contract does not have ${operation}`;
    return found === undefined ? [] : [`${line}. Did you mean "${found}"?`];
  });
  const others = unapplied.filter((_, index) => suggestions[index] === undefined);
  if (others.length === 0) return typos;
  const missing = [...new Set(others.map(({ operation }) => operation))];
  const named = missing.slice(0, MAX_NAMED).join(', ');
  const more = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : '';
  const count = `${pluralize('waiver', others.length, true)} ${others.length === 1 ? 'was' : 'were'}`;
  return [...typos, `${name}: ${count} not applied: this contract does not have ${named}${more}`];
}
