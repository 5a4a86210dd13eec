import { phrase } from '../client/phrase.ts';
import { isCredentialLike } from '../contract/credential-keys.ts';
import { toPointer } from '../contract/pointer.ts';
import { isSuccess } from '../contract/responses.ts';
import { objectOf, primaryObject } from '../lifecycles/locate.ts';
import type { Evidence } from './evidence.ts';
import { show, type Violation, violation } from './finding.ts';
import { areSame, isMasked, isStamp } from './same-value.ts';
import { jsonOf } from './subject.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Properties in which a read differs from what a write answered: those that a write can set and that both show. A masked
 * value does not differ.
 */
export function differences(written: Json, read: Json, { settable, siblings }: Evidence): string[] {
  return Object.keys(written).filter(
    (name) =>
      settable.has(name) &&
      name in read &&
      !areSame(written[name], read[name]) &&
      !isMasked(written[name]) &&
      !isMasked(read[name]) &&
      !isOtherForm(name, written[name], read[name]) &&
      !isAlike(name, written, read, siblings),
  );
}

/** True for a credential of which the read shows a part, a hash, or another form than the write. */
const isOtherForm = (name: string, written: unknown, read: unknown): boolean =>
  isCredentialLike([name]) && String(written).length !== String(read).length;

/** True if a text reads alike for two resources whose values differ, and was never written, so that it is a mask. */
export const isAlike = (name: string, written: Json, read: Json, siblings: Evidence['siblings']): boolean =>
  typeof read[name] === 'string' &&
  siblings.some((other) => areSame(other.read[name], read[name]) && !areSame(other.written[name], written[name])) &&
  siblings.every((other) => !areSame(other.written[name], read[name]));

/** A violation by one property of the resource. */
export function propertyViolation(
  name: string,
  expected: unknown,
  received: unknown,
  message: Violation['message'],
): Violation {
  const pointer = toPointer([name]);
  return {
    pointer,
    expected: show(expected, pointer),
    received: show(received, pointer),
    declaredAt: undefined,
    message,
  };
}

/** The changes of a resource that reads show after a write that must not change it. */
export function effectsOn(evidence: Evidence): Violation[] {
  const { before, after, identity, nouns } = evidence;
  if (before === undefined || after === undefined || !isSuccess(before.response.status)) return [];
  const { operation, response } = after;
  if (response.status === 404 || response.status === 410) {
    const message = phrase`the write was refused, but ${operation} no longer finds the resource`;
    return [violation(message, phrase`2XX, as before`, phrase`${response.status}`)];
  }
  const [old, read] = [before.response, response].map((each) => {
    const body = jsonOf(each);
    return objectOf(body, identity) ?? primaryObject(body, nouns);
  });
  if (after.isList === true && old !== undefined && objectOf(jsonOf(response), identity) === undefined) {
    const message = phrase`the write was refused, but ${operation} no longer contains the resource`;
    return [violation(message, phrase`the resource, as before`, phrase`a list without it`)];
  }
  if (!isSuccess(response.status) || old === undefined || read === undefined) return [];
  return differences(old, read, evidence)
    .filter((name) => !isStamp(name))
    .map((name) => {
      const message = phrase`the write was refused, but ${name} is read with another value than before`;
      return propertyViolation(name, old[name], read[name], message);
    });
}
