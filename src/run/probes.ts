import type { Case } from '../cases/case.ts';
import { openOf } from '../cases/open-parameters.ts';
import { nounBefore, nounOf, partsOf } from '../cases/pool/nouns.ts';
import { isProbe } from '../target/credential-refusals.ts';

/**
 * The cases that are sent although they are not selected: those whose responses may have values for selected cases, which
 * may be any for a life cycle, and probes of credentials that no selected probe covers.
 */
export function unselectedProbes(selected: readonly Case[], all: readonly Case[]): Case[] {
  const chosen = new Set(selected);
  const covered = new Set(selected.filter(isProbe).map(({ request }) => request.auth));
  const uncovered = new Set(selected.map(({ request }) => request.auth).filter((auth) => !covered.has(auth)));
  const reads = all.filter((one) => one.provesRoute === true && !chosen.has(one));
  const writes = selected.some(({ origin }) => origin === 'lifecycle');
  const sources = writes ? new Set(reads) : sourcesOf(selected, reads);
  return all.filter((one) => sources.has(one) || (!chosen.has(one) && isProbe(one) && uncovered.has(one.request.auth)));
}

/**
 * Reads whose responses may contain values for the open parameters of cases: those that need no values, those of the
 * same operation, those whose path ends with the noun of such a parameter, and in turn the reads that these need.
 */
function sourcesOf(cases: readonly Case[], reads: readonly Case[]): Set<Case> {
  const found = new Set<Case>();
  if (reads.length === 0 || cases.every((one) => openOf(one).length === 0)) return found;
  const ends = new Map(reads.map((read) => [read, lastNoun(pathOf(read))]));
  const asked = new Set<string>();
  const queue = [...cases];
  for (const read of reads) if (openOf(read).length === 0) found.add(read);
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const parameters = openOf(one);
    const key = `${one.operation} ${parameters.map(({ name }) => name).join()}`;
    if (parameters.length === 0 || asked.has(key)) continue;
    asked.add(key);
    const { operation } = one;
    const path = pathOf(one);
    const nouns = new Set(parameters.flatMap(({ name }) => [partsOf(name).noun, nounBefore(path, name)]));
    const wanted = reads.filter((read) => read.operation === operation || nouns.has(ends.get(read) ?? ''));
    for (const read of wanted.filter((each) => !found.has(each))) {
      found.add(read);
      queue.push(read);
    }
  }
  return found;
}

/** The last noun of a path, even if it names a resource by a parameter. */
const lastNoun = (path: string): string =>
  nounOf(path.split('/').findLast((segment) => !segment.startsWith('{')) ?? '');

const pathOf = ({ operation }: Case): string => operation.replace(/^\S+ /, '');
