import { createHash } from 'node:crypto';
import { ownWords, phrase, type Phrase } from '../client/phrase.ts';
import { describe } from '../client/shape.ts';
import { isCredentialLike } from '../contract/credential-keys.ts';
import type { DocumentPlace } from '../contract/operations.ts';
import { starred, toTokens } from '../contract/pointer.ts';

/** One broken rule of an exchange: a value, never an exception. */
export interface Finding {
  /**
   * The same from run to run: a hash of operation, check, status and pointer with array indices as `*`; of
   * `status-expected` also of what was expected.
   */
  id: string;
  /** Permanent id of the check. */
  check: string;
  /** Status code of the response; where there was none, the kind of transport error. */
  status: string;
  /** JSON pointer into the response's body (RFC 6901); `` for the response as a whole. */
  pointer: string;
  expected: string;
  received: string;
  /** Where the contract says so; null where no document says it. */
  where: DocumentPlace | null;
  /** One sentence. */
  message: string;
  /** The waiver that it falls under: `waivers.yaml:3`; null: none. */
  waiver: string | null;
}

/** What a check says of a broken rule; the rest of a finding follows from the exchange. */
export interface Violation {
  pointer: string;
  expected: Phrase;
  received: Phrase;
  /** Pointer below the operation of the part of the contract that is broken. */
  declaredAt: string | undefined;
  message: Phrase;
}

/** What a check says: the rules that are broken, or why it cannot tell. */
export type CheckResult = readonly Violation[] | { notJudged: Phrase };

/** A breach of the response as a whole. */
export const violation = (message: Phrase, expected: Phrase, received: Phrase, declaredAt?: string): Violation => ({
  pointer: '',
  expected,
  received,
  declaredAt,
  message,
});

/**
 * The id of a finding. Of `status-expected` it includes what was expected: a 404 in the place of a 200 and one in the
 * place of a 403 have different causes.
 */
export function findingId(operation: string, check: string, status: string, pointer: string, expected: string): string {
  const wanted = check === 'status-expected' ? [expected] : [];
  return createHash('sha256')
    .update([operation, check, status, starred(pointer), ...wanted].join('\n'))
    .digest('hex')
    .slice(0, 10);
}

/** Longest string that is shown whole. */
const LONGEST_SHOWN = 80;

/** The value at a finding's own pointer: shown where it is short and no credential, otherwise described. */
export function show(value: unknown, pointer: string): Phrase {
  if (isCredentialLike(toTokens(pointer))) return describe(value);
  if (typeof value === 'string') {
    return value.length > LONGEST_SHOWN ? ownWords(`string of ${value.length}`) : phrase`${JSON.stringify(value)}`;
  }
  if (typeof value === 'number') return phrase`${value}`;
  return typeof value === 'boolean' || value === null ? ownWords(String(value)) : describe(value);
}
