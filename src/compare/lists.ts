import { ownWords, phrase } from '../client/phrase.ts';
import { isObject } from '../contract/pointer.ts';
import type { Difference } from './difference.ts';
import { growingSince, lasting, oldItems } from './growth.ts';
import { align, type Aligned } from './items.ts';
import { at, type BodyContext, shapes, type Spot } from './spot.ts';

/** Where the differences of lists are collected, and how two items are compared. */
export interface Comparing {
  found: Difference[];
  compareItems: (a: unknown, b: unknown, spot: Spot) => void;
}

/**
 * Compares two lists: their items in pairs, their lengths and their order. If the requests of the comparison add items to
 * one of them, such as entries of a log, lengths and order are those of the older items.
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
  const { counterparts, comparesValues } = context;
  const aligned = align(a, b, counterparts.alikeOf);
  const { pairs, others, by } = aligned;
  const isSame = spot.isSame && (by === 'id' || !hasIdentifiers(a) || comparesValues);
  const lost = lostIn(a, b);
  const compareEach = ([i, j]: readonly [number, number]): void =>
    compareItems(a[i], b[j], {
      pointer: `${spot.pointer}/${i}`,
      inB: `${spot.inB}/${j}`,
      name: spot.name,
      isSame,
      lost,
    });
  pairs.forEach(compareEach);
  const recognized = found.length;
  others.forEach(compareEach);
  const since = growingSince([a, b], context);
  if (since === undefined) found.push(...membersOf(a, b, aligned, spot, context));
  else {
    found.push(...lasting(found.splice(recognized), spot.pointer, others.length));
    found.push(...oldMembersOf(a, b, since, spot, context));
  }
}

/** The differences between the older items of two lists, of which a page may be cut. */
function oldMembersOf(
  a: readonly unknown[],
  b: readonly unknown[],
  since: number,
  spot: Spot,
  context: BodyContext,
): Difference[] {
  const [oldOfA, oldOfB] = [oldItems(a, since), oldItems(b, since)];
  const isCut = oldOfA.length > oldOfB.length ? b.length >= a.length : a.length >= b.length;
  const shorter = Math.min(oldOfA.length, oldOfB.length);
  const [left, right] = isCut ? [oldOfA, oldOfB].map((list) => list.slice(0, shorter)) : [oldOfA, oldOfB];
  const aligned = align(left ?? [], right ?? []);
  const areOthers = aligned.others.length > 0 && spot.isSame && context.comparesValues && hasIdentifiers(a);
  if (areOthers) return [ofItems(a, b, spot, OTHER_ITEMS)];
  return membersOf(left ?? [], right ?? [], aligned, spot, context);
}

/** The differences between the lengths, the members and the order of two lists. */
function membersOf(
  a: readonly unknown[],
  b: readonly unknown[],
  { pairs, by }: Aligned,
  spot: Spot,
  context: BodyContext,
): Difference[] {
  const hasSameItems = context.isSharing || context.comparesValues || context.isError;
  const isByKey = by === 'id' || by === 'name';
  const isOrdered = !isByKey || pairs.every(([, j], index) => index === 0 || j > (pairs[index - 1]?.[1] ?? 0));
  const order = isOrdered ? [] : [reordered(a, b, spot)];
  if (!spot.isSame) return order;
  if (a.length !== b.length && hasSameItems) return [ofLength(a, b, spot, context), ...order];
  if (pairs.length === a.length || !isByKey || !context.comparesValues) return order;
  return [ofItems(a, b, spot, OTHER_ITEMS), ...order];
}

const OTHER_ITEMS = ownWords('the list has other items');

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
