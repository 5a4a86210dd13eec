import { ownWords, phrase } from '../client/phrase.ts';
import { isObject } from '../contract/pointer.ts';
import type { Difference } from './difference.ts';
import { align, type Aligned, hasNewItem } from './items.ts';
import { at, type BodyContext, shapes, type Spot } from './spot.ts';

/** Where the differences of lists are collected, and how two items are compared. */
export interface Comparing {
  found: Difference[];
  compareItems: (a: unknown, b: unknown, spot: Spot) => void;
}

/**
 * Compares two lists: their items in pairs, their lengths and their order. If the requests of the comparison add items to
 * one of them, such as entries of a log, it is not compared which items it has.
 */
export function compareLists(
  a: readonly unknown[],
  b: readonly unknown[],
  spot: Spot,
  context: BodyContext,
  { found, compareItems }: Comparing,
): void {
  if ((context.isError || context.comparesValues) && isReordered(a, b)) {
    found.push(reordered(a, b, spot));
    return;
  }
  const aligned = align(a, b, context.counterparts.alikeOf);
  const { pairs, by } = aligned;
  const isGrowing = [a, b].some((list) => hasNewItem(list, context.startedAt));
  const isSame = spot.isSame && (by === 'id' || !hasIdentifiers(a) || context.comparesValues);
  const [lost, before] = [lostIn(a, b), found.length];
  for (const [i, j] of pairs) {
    const item = { pointer: `${spot.pointer}/${i}`, inB: `${spot.inB}/${j}`, name: spot.name, isSame, lost };
    compareItems(a[i], b[j], item);
  }
  if (isGrowing && by === 'position') found.push(...found.splice(before).filter(({ isOfData }) => isOfData !== true));
  if (spot.isSame && !(isGrowing && context.comparesValues)) found.push(...membersOf(a, b, aligned, spot, context));
  if (!isGrowing && isReorderedBy(aligned)) found.push(reordered(a, b, spot));
}

/** The difference between the numbers of items, or between the items that two lists of the same resource have. */
function membersOf(
  a: readonly unknown[],
  b: readonly unknown[],
  { pairs, by }: Aligned,
  spot: Spot,
  context: BodyContext,
): Difference[] {
  const hasSameItems = context.isSharing || context.comparesValues || context.isError;
  if (a.length !== b.length && hasSameItems) return [ofLength(a, b, spot, context)];
  if (pairs.length === a.length || !isByKey(by) || !context.comparesValues) return [];
  return [ofItems(a, b, spot, ownWords('the list has other items'))];
}

/** True if the items that two lists have in common are in another order. */
const isReorderedBy = ({ pairs, by }: Aligned): boolean =>
  isByKey(by) && pairs.some(([, j], at) => at > 0 && j < (pairs[at - 1]?.[1] ?? 0));

const isByKey = (by: Aligned['by']): boolean => by === 'id' || by === 'name';

/** Properties that all of several items of a have, and no item of b, which the data hardly causes. */
function lostIn(a: readonly unknown[], b: readonly unknown[]): ReadonlySet<string> {
  const [first, ...others] = a;
  if (others.length === 0 || b.length < 2 || !isObject(first)) return new Set();
  const has = (name: string) => (item: unknown) => isObject(item) && Object.hasOwn(item, name);
  return new Set(Object.keys(first).filter((name) => others.every(has(name)) && !b.some(has(name))));
}

/** Another number of items. */
export const ofLength = (
  a: readonly unknown[],
  b: readonly unknown[],
  spot: Spot,
  { isError }: BodyContext,
): Difference => ({
  ...{ kind: 'length', ...at(spot), ...shapes(a, b), message: phrase`a list of ${b.length} instead of ${a.length}` },
  isBreaking: b.length < a.length && !isError,
  isOfData: true,
  list: spot.pointer,
});

/** Other items, or another resource in a list. */
export const ofItems = (
  a: unknown,
  b: unknown,
  spot: Spot,
  message: Difference['message'],
  list = spot.pointer,
): Difference => ({
  ...{ kind: 'value', ...at(spot), ...shapes(a, b), message, isBreaking: true, isOfData: true, list },
});

const reordered = (a: unknown, b: unknown, spot: Spot): Difference => ({
  ...{ kind: 'order', ...at(spot), ...shapes(a, b), message: ownWords('the items have another order') },
  isBreaking: false,
  isOfData: true,
  list: spot.pointer,
});

/** True for two lists with the same items in another order, such as the issues of a validation. */
function isReordered(a: readonly unknown[], b: readonly unknown[]): boolean {
  const [inA, inB] = [a, b].map((list) => list.map((item) => JSON.stringify(item)));
  return String(inA) !== String(inB) && String(inA?.sort()) === String(inB?.sort());
}

const hasIdentifiers = (list: readonly unknown[]): boolean => list.some((item) => isObject(item) && 'id' in item);
