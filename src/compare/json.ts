import { ownWords, phrase } from '../client/phrase.ts';
import { wholeName } from '../client/shape.ts';
import { isObject, escapeToken } from '../contract/pointer.ts';
import type { Difference } from './difference.ts';
import { isUuid, type JsonType, typeOf } from './form.ts';
import { growingSince, namesCount } from './growth.ts';
import { compareLists, ofItems, ofLength } from './lists.ts';
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
  else if (Array.isArray(a) && Array.isArray(b))
    compareLists(a, b, spot, context, { found, compareItems: (x, y, item) => compare(x, y, item, context, found) });
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
  const difference: Difference = { kind: 'type', ...at(spot), ...shapes(a, b), message, isBreaking };
  found.push(dependsOnData ? { ...difference, isOfData: true } : difference);
}

function compareObjects(a: Json, b: Json, spot: Spot, context: BodyContext, found: Difference[]): void {
  const identity = identityOf(a, b, spot.isSame, context);
  if (identity === 'other')
    found.push(ofItems(a, b, spot, ownWords('another resource'), spot.pointer.replace(/\/\d+$/, '')));
  const isSame = identity === 'same';
  const inside = (name: string, other = name): Spot => ({
    pointer: `${spot.pointer}/${escapeToken(name)}`,
    inB: `${spot.inB}/${escapeToken(other)}`,
    name,
    isSame,
  });
  const isGrowingBeside =
    context.comparesValues && Object.keys(a).some((name) => growingSince([a[name], b[name]], context) !== undefined);
  const added = new Set(Object.keys(b));
  const missing: string[] = [];
  for (const [name, value] of Object.entries(a)) {
    const other = Object.hasOwn(b, name) ? name : isUuid(name) ? String(context.counterparts.ofB(name)) : '';
    if (!added.delete(other)) missing.push(name);
    else if (!isGrowingBeside || !isCount(name, value, b[other]))
      compare(value, b[other], inside(name, other), context, found);
  }
  for (const name of missing.filter((each) => !isUuid(each))) {
    const message = phrase`the property ${wholeName(name)} is missing`;
    const isLostEverywhere = spot.lost?.has(name) === true;
    const isBreaking = isSame || isLostEverywhere;
    const difference = { ...at(inside(name)), ...shapes(a[name], undefined), message, isBreaking };
    found.push({ kind: 'property', ...difference, isLoss: true, ...(!isLostEverywhere && { isOfData: true }) });
  }
  for (const name of [...added].filter((each) => !isUuid(each))) {
    const message = phrase`the property ${wholeName(name)} is added`;
    found.push({
      ...{ kind: 'property', ...at(inside(name)), ...shapes(undefined, b[name]), message, isBreaking: false },
      isOfData: true,
    });
  }
  const [lost, more] = [missing.filter(isUuid).length, [...added].filter(isUuid).length];
  if (lost !== more && isSame && (context.isSharing || context.comparesValues))
    found.push(ofLength(Object.keys(a), Object.keys(b), spot, context));
}

/** True for the number of items of a list beside it, which only the list shows. */
const isCount = (name: string, a: unknown, b: unknown): boolean =>
  namesCount(name) && typeof a === 'number' && typeof b === 'number';

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether two objects are the same resource, or counterparts whose data may differ, or, if both servers have the same
 * data, another resource than the one that corresponds.
 */
function identityOf(
  { id: a }: Json,
  { id: b }: Json,
  isSame: boolean,
  { counterparts, comparesValues }: BodyContext,
): 'same' | 'counterpart' | 'other' {
  if (a === undefined || b === undefined || a === null || b === null) return isSame ? 'same' : 'counterpart';
  if (counterparts.areAlike(a, b)) return 'same';
  if (!comparesValues) return 'counterpart';
  return counterparts.areSame(a, b) ? 'same' : 'other';
}
