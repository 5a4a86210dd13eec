import type { DifferenceKind } from '../record/sides.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Compared } from './compared.ts';
import { type Difference, keyOf } from './difference.ts';

/** Kinds that depend on the data. They change together. */
export const SHIFTING: ReadonlySet<DifferenceKind> = new Set(['value', 'length', 'order', 'words']);

/** The differences that one between two replies of the same server takes away. */
const cancelled = (changing: Difference): string[] =>
  SHIFTING.has(changing.kind) ? [...SHIFTING].map((kind) => keyOf({ ...changing, kind })) : [keyOf(changing)];

/** True for a difference that the changing items of a list cause. */
const isInList = ({ pointer, isOfData }: Difference, list: string): boolean =>
  isOfData === true && (pointer === list || pointer.startsWith(`${list}/`));

/**
 * The differences of two pairs of replies, without what differs between two replies of the same server.
 *
 * @param changing the differences between two replies of the same server
 */
export function steadyOf(first: Compared, second: Compared, changing: readonly Difference[]): Compared {
  const unsteady = new Set(changing.flatMap(cancelled));
  const lists = changing.flatMap(({ list }) => list ?? []);
  const isSteady = (each: Difference) => !unsteady.has(keyOf(each)) && !lists.some((list) => isInList(each, list));
  return inBoth({ ...first, differences: first.differences.filter(isSteady) }, second, first.differences.length);
}

/** What two comparisons of the same case have in common. */
function inBoth(first: Compared, second: Compared, count = first.differences.length): Compared {
  const lasting = new Set(second.differences.map(keyOf));
  const differences = first.differences.filter((each) => lasting.has(keyOf(each)));
  const [ofA, ofB] = [common(first.ofA, second.ofA), common(first.ofB, second.ofB)];
  return { ...first, differences, ofA, ofB, unsteady: count - differences.length };
}

/** A comparison whose difference could not be repeated, which proves nothing. */
export const unrepeated = (first: Compared): Compared => ({
  ...first,
  differences: [],
  reason: 'the difference could not be repeated',
  isLost: true,
});

/**
 * The comparison of a case of a life cycle that was repeated. What differs only once is not steady. A case that could not
 * be repeated keeps its differences, unless the whole repetition was not possible.
 *
 * @param isRepeated false if nothing was repeated
 */
export function confirmed(first: Compared, second: Compared | undefined, isRepeated: boolean): Compared {
  if (!isRepeated) return unrepeated(first);
  if (second === undefined || second.reason !== undefined) return first;
  return inBoth(first, second);
}

/** A verdict with the findings of two replies. A deviation that occurs once is not steady. */
function common(first: Verdict, second: Verdict): Verdict {
  if (first.verdict !== 'deviating' && second.verdict !== 'deviating') return first;
  const ids = new Set(second.findings.map(({ id }) => id));
  const findings = first.findings.filter(({ id }) => ids.has(id));
  if (findings.length > 0) return { ...first, findings };
  return { ...first, verdict: 'conforming', reason: null, findings };
}
