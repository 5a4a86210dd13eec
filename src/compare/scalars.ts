import { ownWords, phrase } from '../client/phrase.ts';
import { isStamp } from '../verdict/same-value.ts';
import { canonical, toDecimal } from '../verdict/schema/decimal.ts';
import type { Difference } from './difference.ts';
import { type Format, formatOf, namesIdentifier, notationOf, shown, withoutIds, withoutRandom } from './form.ts';
import { at, type BodyContext, shapes, type Spot } from './spot.ts';

/** Compares two numbers or booleans. */
export function compareScalars(a: unknown, b: unknown, spot: Spot, context: BodyContext, found: Difference[]): void {
  if (isCompared(spot, context) && !isEqualScalar(a, b, spot, context)) found.push(ofValue(a, b, spot, context));
}

/** Compares two texts: their formats, how dates are written, and their values. */
export function compareTexts(a: string, b: string, spot: Spot, context: BodyContext, found: Difference[]): void {
  if (a === b) return;
  const [inA, inB] = [formatOf(a), formatOf(b)];
  if (inA !== inB && inA !== 'text' && !context.isError) {
    const message = phrase`${ownWords(inB)} instead of ${ownWords(inA)}`;
    const isBreaking = spot.isSame || isMadeByServer(spot.name, inA);
    found.push({ kind: 'format', ...at(spot), ...shapes(a, b), message, isBreaking });
    return;
  }
  if (inA === 'date-time' && inB === 'date-time' && notationOf(a) !== notationOf(b)) {
    const [a1, b1] = [ownWords(notationOf(a)), ownWords(notationOf(b))];
    const message = phrase`${b1} instead of ${a1}`;
    found.push({ kind: 'format', ...at(spot), a: a1, b: b1, message, isBreaking: false });
    return;
  }
  if (isCompared(spot, context) && !isEqualScalar(a, b, spot, context)) found.push(ofValue(a, b, spot, context));
}

/** True for a format that a server chooses: that of an identifier or a stamp. A text of a user may have any. */
const isMadeByServer = (name: string, format: Format): boolean =>
  format === 'uuid' ? namesIdentifier(name) : isStamp(name);

/** True for a place whose values are compared. Identifiers and times differ between any two servers. */
const isCompared = ({ name, isSame }: Spot, { comparesValues, isError }: BodyContext): boolean =>
  (comparesValues || isError) && isSame && !namesIdentifier(name) && !isStamp(name) && !USES.test(name);

/** Names of counters of uses, which every login raises. */
const USES = /uses$/i;

function isEqualScalar(a: unknown, b: unknown, spot: Spot, context: BodyContext): boolean {
  const { counterparts, numbers } = context;
  if (typeof a === 'number' && typeof b === 'number') {
    const [inA, inB] = [numbers[0].get(spot.pointer) ?? String(a), numbers[1].get(spot.inB) ?? String(b)];
    return canonical(toDecimal(inA)) === canonical(toDecimal(inB));
  }
  if (typeof a !== 'string' || typeof b !== 'string') return a === b;
  const masked = context.isError ? withoutIds : withoutRandom;
  return masked(a) === masked(counterparts.inWordsOfA(b));
}

function ofValue(a: unknown, b: unknown, spot: Spot, { isError }: BodyContext): Difference {
  const areWords = isError && typeof a === 'string';
  const message = ownWords(areWords ? 'the words of the error differ' : 'the value differs');
  const [left, right] = [shown(a), shown(b)];
  const isAlike = left.words.join() === right.words.join();
  return {
    ...{ kind: areWords ? 'words' : 'value', ...at(spot), a: left, b: isAlike ? phrase`another ${right}` : right },
    message,
    isBreaking: !areWords,
    isOfData: true,
  };
}
