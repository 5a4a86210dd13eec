import { isObject, starred } from '../contract/pointer.ts';
import { timeOf } from '../verdict/same-value.ts';
import type { Difference } from './difference.ts';

/** Names of properties with the time at which an item was made. */
const MADE = /^(created(_?(at|on|time))?|timestamp)$/i;

/** When an item was made, in milliseconds since the epoch; undefined if it does not say so. */
export function madeAt(item: unknown): number | undefined {
  if (!isObject(item)) return undefined;
  for (const [name, value] of Object.entries(item)) {
    const time = MADE.test(name) ? timeOf(value) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

/** True for an item that was made at a time or later. */
const isSince = (item: unknown, since: number): boolean => (madeAt(item) ?? -Infinity) >= since;

/**
 * The time from which lists of both servers may have other items, in milliseconds since the epoch: the begin of the
 * comparison or, if both lists have items that are newer than all that the servers have in common, that of these. They
 * were made after the copy of a database. Undefined if the lists have no such items.
 *
 * @param startedAt when the comparison began
 * @param latestCommon when the latest item was made that both servers have; undefined if they have none
 */
export function growingSince(
  lists: readonly unknown[],
  { startedAt, latestCommon }: { startedAt: number; latestCommon: number | undefined },
): number | undefined {
  const has = (list: unknown, since: number) => Array.isArray(list) && list.some((item) => isSince(item, since));
  const copied = latestCommon === undefined ? startedAt : latestCommon + 1;
  if (copied < startedAt && lists.every((list) => has(list, copied))) return copied;
  return lists.some((list) => has(list, startedAt)) ? startedAt : undefined;
}

/** The items that were made before a time, in milliseconds since the epoch. */
export const oldItems = (list: readonly unknown[], since: number): unknown[] =>
  list.filter((item) => !isSince(item, since));

/** True for the name of a property with the length of a list beside it, such as `totalCount`. */
export const namesCount = (name: string): boolean => /count|total/i.test(name);

/**
 * The differences of items that may be unrelated: those that no data causes, and those of shape that all of several pairs
 * have.
 *
 * @param list pointer to the list
 * @param pairs number of pairs
 */
export function lasting(differences: readonly Difference[], list: string, pairs: number): Difference[] {
  const places = new Map<string, Set<string>>();
  const keyOf = ({ kind, pointer }: Difference): string => `${kind} ${starred(pointer)}`;
  for (const each of differences) {
    const item = each.pointer.slice(list.length + 1).split('/')[0] ?? '';
    places.set(keyOf(each), (places.get(keyOf(each)) ?? new Set()).add(item));
  }
  const isEverywhere = (each: Difference): boolean => pairs > 1 && places.get(keyOf(each))?.size === pairs;
  const isOfShape = ({ kind }: Difference): boolean => kind === 'property' || kind === 'type';
  return differences.filter((each) => each.isOfData !== true || (isOfShape(each) && isEverywhere(each)));
}
