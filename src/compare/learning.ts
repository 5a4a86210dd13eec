import { isObject } from '../contract/pointer.ts';
import type { Counterparts, Relation } from './counterparts.ts';
import { isIdentifier, namesIdentifier } from './form.ts';
import { madeAt } from './growth.ts';
import { align } from './items.ts';

/**
 * Learns from the bodies of two responses to the same request which values belong together: those at the same place.
 *
 * @param isMade true: the request made something, so that its counterparts are alike
 */
export function learn(a: unknown, b: unknown, isMade: boolean, known: Counterparts): void {
  note(a, 'a', known);
  note(b, 'b', known);
  pair(a, b, '', { isAlike: isMade, isMade }, known);
}

/**
 * Learns from the response to a create that b has refused: b must not be sent what it made, even if both servers have
 * one database.
 *
 * @param sent texts that the request contained, such as the identifiers of parents
 */
export function learnAlone(a: unknown, sent: string, known: Counterparts): void {
  if (Array.isArray(a)) for (const item of a) learnAlone(item, sent, known);
  else if (isObject(a)) {
    for (const [name, value] of Object.entries(a)) {
      if (typeof value === 'object') learnAlone(value, sent, known);
      else if (/^_?id$/.test(name) && typeof value === 'string' && !sent.includes(value)) known.addAlone(value);
    }
  }
}

function note(value: unknown, side: 'a' | 'b', known: Counterparts, name = ''): void {
  if (Array.isArray(value)) for (const item of value) note(item, side, known, name);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) note(item, side, known, key);
  else if (isNaming(name, value)) known.received(side, value);
}

function pair(a: unknown, b: unknown, name: string, relation: Relation, known: Counterparts): void {
  if (Array.isArray(a) && Array.isArray(b)) {
    const others = pairOwn(a, b, known);
    const { pairs, others: rest, by } = align(others, b);
    const isAlike = relation.isAlike || by === 'id';
    for (const [i, j] of [...pairs, ...rest]) pair(others[i], b[j], name, { ...relation, isAlike }, known);
  } else if (isObject(a) && isObject(b)) {
    known.pairObjects(a, b);
    const time = a.id !== undefined && a.id === b.id ? madeAt(a) : undefined;
    if (time !== undefined && time === madeAt(b)) known.common(time);
    for (const key of Object.keys(a)) if (Object.hasOwn(b, key)) pair(a[key], b[key], key, relation, known);
  } else if ((isNaming(name, a) && isNaming(name, b)) || (isOpaque(a) && isOpaque(b)))
    known.match(a, b, { ...relation, isMade: relation.isMade && isOpaque(a) });
}

/**
 * Pairs the items of lists that the run has made, by their names. Two servers with one database list the items of both.
 *
 * @returns the other items of a
 */
function pairOwn(a: readonly unknown[], b: readonly unknown[], known: Counterparts): unknown[] {
  const ofB = new Map<string, unknown[]>();
  for (const item of b) {
    for (const [name, value] of ownNames(item, 'b', known)) {
      const key = `${name} ${value}`;
      ofB.set(key, [...(ofB.get(key) ?? []), item]);
    }
  }
  return a.filter((item) => {
    const [[name, value] = []] = ownNames(item, 'a', known);
    if (name === undefined || value === undefined) return true;
    // Several may have the same name, because the same create was sent twice.
    const [other, ...more] = ofB.get(`${name} ${known.inWordsOfB(value)}`) ?? [];
    if (other === undefined) learnAlone(item, '', known);
    else if (more.length === 0) pair(item, other, '', { isAlike: true, isMade: true }, known);
    return false;
  });
}

/** Properties of an item that contain a mark of the run on one side. */
const ownNames = (item: unknown, side: 'a' | 'b', known: Counterparts): [name: string, value: string][] =>
  isObject(item)
    ? Object.entries(item).flatMap(([name, value]) =>
        typeof value === 'string' && known.hasWords(side, value) ? [[name, value]] : [],
      )
    : [];

/** True for a text that only its server understands, such as an identifier or a ciphertext. */
const isOpaque = (value: unknown): boolean =>
  isIdentifier(value) || (typeof value === 'string' && /^[\w.~+/=:-]{20,}$/.test(value));

/** True for a value by which requests may name a resource. */
const isNaming = (name: string, value: unknown): boolean =>
  isIdentifier(value) ||
  ((typeof value === 'string' || typeof value === 'number') &&
    (namesIdentifier(name) || /^(slug|name|key)$|(Slug|Name|Key)$/.test(name)));
