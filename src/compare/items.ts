import { isObject } from '../contract/pointer.ts';
import { isStamp, timeOf } from '../verdict/same-value.ts';

/** Two lists whose items belong together. */
export interface Aligned {
  /** Indices of the items that belong together. */
  pairs: readonly (readonly [a: number, b: number])[];
  /**
   * How they were recognized. `id`: the same ids or scalars, so they are the same ones. `name`: the same names.
   * `counterpart`: ids or names that belong together. `position`: not at all.
   */
  by: 'id' | 'name' | 'counterpart' | 'position';
}

/** Properties by which items are recognized, the most reliable first. */
const IDS = ['id', '_id'];
const NAMES = ['slug', 'name', 'key', 'secretKey', 'username', 'email'];

/**
 * Finds the items of two lists that belong together: by a key that both have, by one that corresponds, or by their
 * positions.
 *
 * @param ofB the counterpart of a key of a
 */
export function align(a: readonly unknown[], b: readonly unknown[], ofB?: (key: Key) => unknown): Aligned {
  for (const key of [undefined, ...IDS, ...NAMES]) {
    const pairs = pairsBy(key, a, b);
    if (pairs.length > 0) return { pairs, by: key === undefined || IDS.includes(key) ? 'id' : 'name' };
  }
  for (const key of ofB === undefined ? [] : [...IDS, ...NAMES]) {
    const pairs = pairsBy(key, a, b, ofB);
    if (pairs.length > 0) return { pairs, by: 'counterpart' };
  }
  const shorter = Math.min(a.length, b.length);
  return { pairs: Array.from({ length: shorter }, (_, at) => [at, at] as const), by: 'position' };
}

/** The value of a key. */
type Key = string | number;

/** Indices of the items whose keys belong together. */
function pairsBy(
  key: string | undefined,
  a: readonly unknown[],
  b: readonly unknown[],
  ofB: (key: Key) => unknown = (same) => same,
): (readonly [a: number, b: number])[] {
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

/** How far the clock of a server may be ahead, in milliseconds. A later time is in the future, such as an expiry. */
const CLOCK_MS = 60_000;

/**
 * True for a list with an item that was made or changed after a time.
 *
 * @param since milliseconds since the epoch
 */
export function hasNewItem(list: readonly unknown[], since: number): boolean {
  const latest = Date.now() + CLOCK_MS;
  return list.some(
    (item) =>
      isObject(item) &&
      Object.entries(item).some(([name, value]) => {
        const time = isStamp(name) ? timeOf(value) : undefined;
        return time !== undefined && time >= since && time <= latest;
      }),
  );
}
