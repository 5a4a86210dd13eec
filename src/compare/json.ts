import { ownWords, phrase } from '../client/phrase.ts';
import { wholeName } from '../client/shape.ts';
import { isObject, escapeToken } from '../contract/pointer.ts';
import type { Difference } from './difference.ts';
import { isIdentifier, type JsonType, typeOf } from './form.ts';
import { align } from './items.ts';
import { compareScalars, compareTexts } from './scalars.ts';
import { at, type BodyContext, shapes, type Spot } from './spot.ts';

/** The differences between two JSON values: names, types, nulls, formats, lengths and order of lists, and values. */
export function compareJson(a: unknown, b: unknown, context: BodyContext): Difference[] {
  const found: Difference[] = [];
  compare(a, b, { pointer: '', inB: '', name: '', isSame: true }, context, found);
  return found;
}

function compare(a: unknown, b: unknown, spot: Spot, context: BodyContext, found: Difference[]): void {
  const [inA, inB] = [typeOf(a), typeOf(b)];
  if (inA !== inB) compareTypes(a, b, [inA, inB], spot, found);
  else if (Array.isArray(a) && Array.isArray(b)) compareLists(a, b, spot, context, found);
  else if (isObject(a) && isObject(b)) compareObjects(a, b, spot, context, found);
  else if (typeof a === 'string' && typeof b === 'string') compareTexts(a, b, spot, context, found);
  else compareScalars(a, b, spot, context, found);
}

/** A number without a fraction may be written for any number, and null for any value that a schema makes nullable. */
function compareTypes(a: unknown, b: unknown, types: readonly [JsonType, JsonType], spot: Spot, found: Difference[]) {
  const isNumber = types.every((type) => type === 'integer' || type === 'number');
  if (isNumber && !spot.isSame) return;
  const dependsOnData = isNumber || types.includes('null');
  const isBreaking = !dependsOnData || (spot.isSame && types[0] !== 'null' && types[0] !== 'number');
  const message = phrase`${ownWords(types[1])} instead of ${ownWords(types[0])}`;
  found.push({ kind: 'type', ...at(spot), ...shapes(a, b), message, isBreaking });
}

function compareObjects(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  spot: Spot,
  context: BodyContext,
  found: Difference[],
): void {
  const isSame = isSameResource(a, b, spot.isSame, context);
  const inside = (name: string, other = name): Spot => ({
    pointer: `${spot.pointer}/${escapeToken(name)}`,
    inB: `${spot.inB}/${escapeToken(other)}`,
    name,
    isSame,
  });
  const left = new Set(Object.keys(b));
  for (const [name, value] of Object.entries(a)) {
    const other = Object.hasOwn(b, name) ? name : counterpartOf(name, b, context);
    if (other !== undefined) {
      left.delete(other);
      compare(value, b[other], inside(name, other), context, found);
    } else if (!isIdentifier(name)) {
      const message = phrase`the property ${wholeName(name)} is missing`;
      found.push({ kind: 'property', ...at(inside(name)), ...shapes(value, undefined), message, isBreaking: isSame });
    }
  }
  for (const name of left) {
    if (isIdentifier(name)) continue;
    const message = phrase`the property ${wholeName(name)} is added`;
    found.push({ kind: 'property', ...at(inside(name)), ...shapes(undefined, b[name]), message, isBreaking: false });
  }
}

/** The name in b of a property that is named by an identifier. */
const counterpartOf = (name: string, b: object, { counterparts }: BodyContext): string | undefined =>
  isIdentifier(name) ? Object.keys(b).find((other) => counterparts.areSame(name, other)) : undefined;

/** True unless two objects show that they are different resources. */
function isSameResource(
  { id: idOfA }: Readonly<Record<string, unknown>>,
  { id: idOfB }: Readonly<Record<string, unknown>>,
  isSame: boolean,
  { counterparts }: BodyContext,
): boolean {
  if (idOfA === undefined || idOfB === undefined || idOfA === null || idOfB === null) return isSame;
  return counterparts.areAlike(idOfA, idOfB);
}

function compareLists(
  a: readonly unknown[],
  b: readonly unknown[],
  spot: Spot,
  context: BodyContext,
  found: Difference[],
): void {
  if (context.isError && isReordered(a, b)) {
    found.push(reordered(a, b, spot));
    return;
  }
  const { pairs, isByKey } = align(a, b);
  const isSame = spot.isSame && (isByKey || !hasIdentifiers(a));
  for (const [i, j] of pairs) {
    const item = { pointer: `${spot.pointer}/${i}`, inB: `${spot.inB}/${j}`, name: spot.name, isSame };
    compare(a[i], b[j], item, context, found);
  }
  const hasSameItems = context.isSharing || context.comparesValues || context.isError;
  if (a.length !== b.length && hasSameItems && spot.isSame) {
    const message = phrase`a list of ${b.length} instead of ${a.length}`;
    const isBreaking = b.length < a.length && !context.isError;
    found.push({ kind: 'length', ...at(spot), ...shapes(a, b), message, isBreaking });
  } else if (pairs.length < a.length && isByKey && context.comparesValues && spot.isSame) {
    const message = ownWords('the list has other items');
    found.push({ kind: 'value', ...at(spot), ...shapes(a, b), message, isBreaking: true });
  }
  if (isByKey && pairs.some(([, j], at) => at > 0 && j < (pairs[at - 1]?.[1] ?? 0))) found.push(reordered(a, b, spot));
}

const reordered = (a: unknown, b: unknown, spot: Spot): Difference => ({
  ...{ kind: 'order', ...at(spot), ...shapes(a, b), message: ownWords('the items have another order') },
  isBreaking: false,
});

/** True for two lists with the same items in another order, such as the issues of a validation. */
function isReordered(a: readonly unknown[], b: readonly unknown[]): boolean {
  const [inA, inB] = [a, b].map((list) => list.map((item) => JSON.stringify(item)));
  return String(inA) !== String(inB) && String(inA?.sort()) === String(inB?.sort());
}

const hasIdentifiers = (list: readonly unknown[]): boolean => list.some((item) => isObject(item) && 'id' in item);
