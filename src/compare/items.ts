import { isObject } from '../contract/pointer.ts';

/** Two lists whose items belong together. */
export interface Aligned {
  /** Indices of the items that belong together. */
  pairs: readonly (readonly [a: number, b: number])[];
  /** True if they have the same key on both sides. */
  isByKey: boolean;
  /** True if they have the same ids, or are the same scalars, so that they are the same ones. */
  isById: boolean;
}

/** Properties by which items are recognized, the most reliable first. */
const IDS = ['id', '_id'];
const NAMES = ['slug', 'name', 'key', 'secretKey', 'username', 'email'];

/** Finds the items of two lists that belong together: by a key that both have, or by their positions. */
export function align(a: readonly unknown[], b: readonly unknown[]): Aligned {
  for (const key of [undefined, ...IDS, ...NAMES]) {
    const [inA, inB] = [a, b].map((list) => indicesBy(list, key));
    if (inA === undefined || inB === undefined) continue;
    const pairs = [...inA].flatMap(([value, index]) => {
      const other = inB.get(value);
      return other === undefined ? [] : [[index, other] as const];
    });
    if (pairs.length > 0) return { pairs, isByKey: true, isById: key === undefined || IDS.includes(key) };
  }
  const shorter = Math.min(a.length, b.length);
  return { pairs: Array.from({ length: shorter }, (_, at) => [at, at] as const), isByKey: false, isById: false };
}

/**
 * Indices of items by the value of a key, or by themselves if they are scalars; undefined if an item has none, or one
 * that another item has as well.
 */
function indicesBy(list: readonly unknown[], key: string | undefined): Map<unknown, number> | undefined {
  const indices = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    const value = key === undefined ? item : isObject(item) ? item[key] : undefined;
    if ((typeof value !== 'string' && typeof value !== 'number') || indices.has(value)) return undefined;
    indices.set(value, index);
  }
  return indices;
}
