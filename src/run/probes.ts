import type { Case } from '../cases/case.ts';
import { partsOf, nounBefore, nounOf } from '../cases/pool/nouns.ts';
import { isProbe } from '../target/credential-refusals.ts';

/**
 * The cases that are sent although they are not selected: those whose responses may have values for selected cases, and
 * probes of credentials that no selected probe covers.
 */
export function unselectedProbes(selected: readonly Case[], all: readonly Case[]): Case[] {
  const chosen = new Set(selected);
  const covered = new Set(selected.filter(isProbe).map(({ request }) => request.auth));
  const uncovered = new Set(selected.map(({ request }) => request.auth).filter((auth) => !covered.has(auth)));
  const sources = sourcesOf(selected, all);
  return all.filter(
    (one) => !chosen.has(one) && (sources.has(one) || (isProbe(one) && uncovered.has(one.request.auth))),
  );
}

/**
 * Reads whose responses may contain values for the open parameters of cases: those that need no values, those of the
 * same operation, those whose path ends with the noun of such a parameter, and in turn the reads that these need.
 */
function sourcesOf(cases: readonly Case[], all: readonly Case[]): Set<Case> {
  const reads = all.filter(({ provesRoute }) => provesRoute);
  const found = new Set<Case>();
  const queue = cases.filter(({ open }) => open !== undefined);
  const free = queue.length === 0 ? [] : reads.filter(({ open }) => open === undefined);
  for (const one of free) found.add(one);
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const path = pathOf(one);
    const nouns = new Set(
      (one.open?.parameters ?? []).flatMap(({ name }) => [partsOf(name).noun, nounBefore(path, name)]),
    );
    for (const read of reads) {
      const ends = nouns.has(
        nounOf(
          pathOf(read)
            .split('/')
            .findLast((segment) => !segment.startsWith('{')) ?? '',
        ),
      );
      if (found.has(read) || (!ends && read.operation !== one.operation)) continue;
      found.add(read);
      queue.push(read);
    }
  }
  return found;
}

const pathOf = ({ operation }: Case): string => operation.replace(/^\S+ /, '');
