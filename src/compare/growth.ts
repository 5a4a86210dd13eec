import { isObject, starred } from '../contract/pointer.ts';
import { timeOf } from '../verdict/same-value.ts';
import type { Difference } from './difference.ts';

/** Names of properties with the time at which an item was made. */
const MADE = /^(created(_?(at|on|time))?|timestamp)$/i;

/** True for an item that was made after a time, in milliseconds since the epoch, such as a new entry of a log. */
const isNew = (item: unknown, since: number): boolean =>
  isObject(item) && Object.entries(item).some(([name, value]) => MADE.test(name) && (timeOf(value) ?? 0) >= since);

/** True for a list with an item that was made after a time, in milliseconds since the epoch. */
export const isGrowing = (list: unknown, since: number): boolean =>
  Array.isArray(list) && list.some((item) => isNew(item, since));

/** The items that were made before a time, in milliseconds since the epoch. */
export const oldItems = (list: readonly unknown[], since: number): unknown[] =>
  list.filter((item) => !isNew(item, since));

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
