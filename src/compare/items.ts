import { isObject } from '../contract/pointer.ts';

/** Two lists whose items belong together. */
export interface Aligned {
  /** Indices of the items that were recognized. */
  pairs: readonly Pair[];
  /** Indices of other items, by their positions among these. */
  others: readonly Pair[];
  /**
   * The key of the pairs. `id`: the same ids or scalars, so they are the same items. `name`: the same names.
   * `counterpart`: ids or names that correspond. `none`: there are no pairs.
   */
  by: 'id' | 'name' | 'counterpart' | 'none';
}

/** Indices of two items. */
type Pair = readonly [a: number, b: number];

/** Properties by which items are recognized, the most reliable first. */
const IDS = ['id', '_id'];
const NAMES = ['slug', 'name', 'key', 'secretKey', 'username', 'email'];

/**
 * Finds the items of two lists that belong together: by a key that both have, or by one that corresponds.
 *
 * @param ofB the counterpart of a key of a
 */
export function align(a: readonly unknown[], b: readonly unknown[], ofB?: (key: Key) => unknown): Aligned {
  for (const key of [undefined, ...IDS, ...NAMES]) {
    const pairs = pairsBy(key, a, b);
    if (pairs.length > 0) return { pairs, others: [], by: key === undefined || IDS.includes(key) ? 'id' : 'name' };
  }
  for (const key of ofB === undefined ? [] : [...IDS, ...NAMES]) {
    const pairs = pairsBy(key, a, b, ofB);
    if (pairs.length > 0) return { pairs, others: inOrder(a, b, pairs), by: 'counterpart' };
  }
  return { pairs: [], others: inOrder(a, b, []), by: 'none' };
}

/** The items without a partner, by their positions. */
function inOrder(a: readonly unknown[], b: readonly unknown[], pairs: readonly Pair[]): Pair[] {
  const rest = (list: readonly unknown[], side: 0 | 1): number[] => {
    const taken = new Set(pairs.map((pair) => pair[side]));
    return [...list.keys()].filter((index) => !taken.has(index));
  };
  const restOfB = rest(b, 1);
  return rest(a, 0)
    .slice(0, restOfB.length)
    .map((index, at) => [index, restOfB[at] ?? 0]);
}

/** The value of a key. */
type Key = string | number;

/** Indices of the items whose keys belong together. */
function pairsBy(
  key: string | undefined,
  a: readonly unknown[],
  b: readonly unknown[],
  ofB: (key: Key) => unknown = (same) => same,
): Pair[] {
  const [inA, inB] = [a, b].map((list) => indicesBy(list, key));
  if (inA === undefined || inB === undefined) return [];
  return [...inA].flatMap(([value, index]) => {
    const other = inB.get(ofB(value) as Key);
    return other === undefined ? [] : [[index, other] as const];
  });
}

/**
 * Indices of items by the value of a key, or by themselves if they are scalars; undefined if an item has none, or one
 * that another item has as well.
 */
function indicesBy(list: readonly unknown[], key: string | undefined): ReadonlyMap<Key, number> | undefined {
  const indices = new Map<Key, number>();
  for (const [index, item] of list.entries()) {
    const value = key === undefined ? item : isObject(item) ? item[key] : undefined;
    if ((typeof value !== 'string' && typeof value !== 'number') || indices.has(value)) return undefined;
    indices.set(value, index);
  }
  return indices;
}
