import type { Phrase } from '../client/phrase.ts';
import type { DifferenceKind } from '../record/sides.ts';

/** A difference between two responses to the same request, before it is classified. */
export interface Difference {
  kind: DifferenceKind;
  /** Pointer into the body of a (RFC 6901); empty for the response as a whole. */
  pointer: string;
  /** Name of a header field; empty for all others. */
  field: string;
  /** What each side has, as shapes. */
  a: Phrase;
  b: Phrase;
  message: Phrase;
  /** True if a client of a may fail with b. */
  isBreaking: boolean;
  /** True if other data may be the cause: a property that is missing, null, another value, other items. */
  isOfData?: true;
  /** Pointer to a list with other items; absent for every other difference. */
  list?: string;
  /** True for a property or a field that b leaves out. */
  isLoss?: true;
  /** The operation of a later read that shows it; absent if it is in the response to the case. */
  after?: string;
}

/** Identifies a difference among those of the same request. */
export const keyOf = ({ kind, pointer, field, after = '' }: Difference): string =>
  `${kind} ${pointer} ${field} ${after}`;

/** A difference of the response as a whole. */
export const ofResponse = (
  kind: DifferenceKind,
  isBreaking: boolean,
  message: Phrase,
  [a, b]: readonly [Phrase, Phrase],
  field = '',
): Difference => ({ kind, pointer: '', field, a, b, message, isBreaking });
