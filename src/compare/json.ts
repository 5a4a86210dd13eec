import { ownWords, phrase, type Phrase } from '../client/phrase.ts';
import { wholeName } from '../client/shape.ts';
import { isObject, escapeToken } from '../contract/pointer.ts';
import { canonical, toDecimal } from '../verdict/schema/decimal.ts';
import { isStamp } from '../verdict/same-value.ts';
import type { Counterparts } from './counterparts.ts';
import type { Difference } from './difference.ts';
import { formatOf, isIdentifier, type JsonType, namesIdentifier, notationOf, shown, typeOf } from './form.ts';
import { align } from './items.ts';

/** How two bodies are compared. */
export interface BodyContext {
  /** True: values are compared, too. */
  comparesValues: boolean;
  /** True for the body of an error, whose texts are words for people. */
  isError: boolean;
  /** True if both servers have the same data, so that lists have the same items. */
  isSharing: boolean;
  counterparts: Pick<Counterparts, 'areSame' | 'areAlike' | 'ofA' | 'inWordsOfB'>;
  /** The texts of numbers that a double may not represent exactly, by pointer (RFC 8259, section 6). */
  numbers: readonly [a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>];
}

/** A place in both bodies. */
interface Spot {
  pointer: string;
  /** Its pointer in the body of b, whose items may have another order. */
  inB: string;
  /** Name of the property. */
  name: string;
  /** True if both describe the same resource, or two that were made alike. Others may differ in their data. */
  isSame: boolean;
}

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
  else if (isCompared(spot, context) && !isEqualScalar(a, b, spot, context)) found.push(ofValue(a, b, spot));
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
  const { pairs, isByKey } = align(a, b);
  const isSame = spot.isSame && (isByKey || !hasIdentifiers(a));
  for (const [i, j] of pairs) {
    const item = { pointer: `${spot.pointer}/${i}`, inB: `${spot.inB}/${j}`, name: spot.name, isSame };
    compare(a[i], b[j], item, context, found);
  }
  const hasSameItems = context.isSharing || context.comparesValues || context.isError;
  if (a.length !== b.length && hasSameItems && spot.isSame) {
    const message = phrase`a list of ${b.length} instead of ${a.length}`;
    found.push({ kind: 'length', ...at(spot), ...shapes(a, b), message, isBreaking: b.length < a.length });
  }
  if (isByKey && pairs.some(([, j], at) => at > 0 && j < (pairs[at - 1]?.[1] ?? 0))) {
    const message = ownWords('the items have another order');
    found.push({ kind: 'order', ...at(spot), ...shapes(a, b), message, isBreaking: false });
  }
}

const hasIdentifiers = (list: readonly unknown[]): boolean => list.some((item) => isObject(item) && 'id' in item);

function compareTexts(a: string, b: string, spot: Spot, context: BodyContext, found: Difference[]): void {
  if (a === b) return;
  const [inA, inB] = [formatOf(a), formatOf(b)];
  if (inA !== inB && (inA !== 'text' || spot.isSame) && !context.isError) {
    const message = phrase`${ownWords(inB)} instead of ${ownWords(inA)}`;
    const isBreaking = spot.isSame && inA !== 'text';
    if (isBreaking || isCompared(spot, context)) {
      found.push({ kind: 'format', ...at(spot), ...shapes(a, b), message, isBreaking });
      return;
    }
  }
  if (inA === 'date-time' && inB === 'date-time' && notationOf(a) !== notationOf(b)) {
    const [a1, b1] = [ownWords(notationOf(a)), ownWords(notationOf(b))];
    const message = phrase`${b1} instead of ${a1}`;
    found.push({ kind: 'format', ...at(spot), a: a1, b: b1, message, isBreaking: false });
    return;
  }
  if (isCompared(spot, context) && !isEqualScalar(a, b, spot, context)) found.push(ofValue(a, b, spot, context));
}

/** True for a place whose values are compared. Identifiers and times differ between any two servers. */
const isCompared = ({ name, isSame }: Spot, { comparesValues, isError }: BodyContext): boolean =>
  (comparesValues || isError) && isSame && !namesIdentifier(name) && !isStamp(name);

function isEqualScalar(a: unknown, b: unknown, spot: Spot, context: BodyContext): boolean {
  const { counterparts, numbers } = context;
  if (typeof a === 'number' && typeof b === 'number') {
    const [inA, inB] = [numbers[0].get(spot.pointer) ?? String(a), numbers[1].get(spot.inB) ?? String(b)];
    return canonical(toDecimal(inA)) === canonical(toDecimal(inB));
  }
  if (typeof a !== 'string' || typeof b !== 'string') return a === b;
  if (isIdentifier(a) && isIdentifier(b)) return true;
  return counterparts.areSame(a, b) || withoutIdentifiers(a) === withoutIdentifiers(String(counterparts.ofA(b)));
}

/** A text with a mark in place of identifiers and times, which differ between two answers. */
const withoutIdentifiers = (text: string): string =>
  text
    .replace(/[\w.~-]{16,}/g, (word) => (isIdentifier(word) ? '*' : word))
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, '*');

function ofValue(
  a: unknown,
  b: unknown,
  spot: Spot,
  { isError, comparesValues }: Partial<BodyContext> = {},
): Difference {
  const areWords = isError === true && typeof a === 'string';
  const message = ownWords(areWords ? 'the words of the error differ' : 'the value differs');
  const [left, right] = [shown(a), shown(b)];
  const isAlike = left.words.join() === right.words.join();
  return {
    ...{ kind: areWords ? 'words' : 'value', ...at(spot), a: left, b: isAlike ? phrase`another ${right}` : right },
    message,
    isBreaking: !areWords || comparesValues === undefined,
  };
}

const at = ({ pointer }: Spot) => ({ pointer, field: '' });

const shapes = (a: unknown, b: unknown): { a: Phrase; b: Phrase } => ({ a: shown(a), b: shown(b) });
