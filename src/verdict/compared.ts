import { show } from './finding.ts';
import type { Violation } from './finding.ts';
import { isCredentialLike } from '../contract/credential-keys.ts';
import { toPointer } from '../contract/pointer.ts';
import type { Evidence } from './evidence.ts';
import { areSame, isMasked } from './same-value.ts';

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
