import type { Case } from '../cases/case.ts';
import { isProbe } from '../target/credential-refusals.ts';

/**
 * The cases that are sent although they are not selected: those whose answers have values for selected cases, and
 * probes of credentials that no selected probe covers.
 */
export function unselectedProbes(selected: readonly Case[], all: readonly Case[]): Case[] {
  const chosen = new Set(selected);
  const covered = new Set(selected.filter(isProbe).map(({ request }) => request.auth));
  const uncovered = new Set(selected.map(({ request }) => request.auth).filter((auth) => !covered.has(auth)));
  const sources = sourcesOf(selected, all);
  return all.filter(
    (one) => !chosen.has(one) && (sources.has(one.id) || (isProbe(one) && uncovered.has(one.request.auth))),
  );
}

/** Ids of all cases that the given ones take values from, directly or indirectly. */
function sourcesOf(cases: readonly Case[], all: readonly Case[]): Set<string> {
  const byId = new Map(all.map((one) => [one.id, one]));
  const found = new Set<string>();
  const open = [...cases];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const { from } of one.discover?.values ?? []) {
      const source = byId.get(from);
      if (found.has(from) || source === undefined) continue;
      found.add(from);
      open.push(source);
    }
  }
  return found;
}
