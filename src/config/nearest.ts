import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped name most likely means.
 *
 * @param within the largest edit distance that still counts; by default a third of the name's length, at least 2
 */
export function nearest(
  name: string,
  candidates: readonly string[],
  within = Math.max(2, Math.floor(name.length / 3)),
): string | undefined {
  if (candidates.length === 0) return undefined;
  const found = closest(name, [...candidates]);
  return distance(name, found) <= within ? found : undefined;
}

/** `Did you mean "x"?` for a near candidate, otherwise the list of candidates. */
export function suggest(name: string, candidates: readonly string[]): string {
  const found = nearest(name, candidates);
  if (found !== undefined) return `Did you mean "${found}"?`;
  return candidates.length === 0 ? 'No name is allowed here' : `Choose one of: ${candidates.join(', ')}`;
}
