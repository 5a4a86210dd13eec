import type { Cause } from '../causes.ts';

/**
 * The causes by their keys in the URL: the id of the first finding. Causes may have the same first finding, because
 * errors of the server are grouped by the change of the request. The later ones of them are numbered.
 */
export function causesByKey(causes: readonly Cause[]): ReadonlyMap<string, Cause> {
  const keyed = new Map<string, Cause>();
  for (const cause of causes) {
    let key = cause.finding.id;
    for (let number = 2; keyed.has(key); number += 1) key = `${cause.finding.id}-${number}`;
    keyed.set(key, cause);
  }
  return keyed;
}
