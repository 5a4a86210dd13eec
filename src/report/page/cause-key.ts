import type { Cause } from '../causes.ts';
import type { DifferenceCause } from '../sides/sides.ts';

/** A cause that the list of cases can be filtered by. */
export type KeyedCause = Cause | DifferenceCause;

/** What is wrong, or what differs. */
export const titleOf = (cause: KeyedCause | undefined): string | undefined =>
  cause !== undefined && 'title' in cause ? cause.title : cause?.message;

/**
 * The causes by their keys in the URL: the id of the first finding. Causes may have the same first finding, because
 * errors of the server are grouped by the change of the request. The later ones of them are numbered.
 */
export function causesByKey<T extends KeyedCause>(causes: readonly T[]): ReadonlyMap<string, T> {
  const keyed = new Map<string, T>();
  for (const cause of causes) {
    const id = 'finding' in cause ? cause.finding.id : (cause.ids[0] ?? '');
    let key = id;
    for (let number = 2; keyed.has(key); number += 1) key = `${id}-${number}`;
    keyed.set(key, cause);
  }
  return keyed;
}
