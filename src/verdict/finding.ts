import { hash } from 'node:crypto';
import { ownWords, phrase, type Phrase } from '../client/phrase.ts';
import type { Redact } from '../client/redaction.ts';
import { describe, wholeName } from '../client/shape.ts';
import { isCredentialLike } from '../contract/credential-keys.ts';
import type { DocumentPlace } from '../contract/operations.ts';
import { starred, toPointer, toTokens } from '../contract/pointer.ts';

/** A rule that an exchange breaks. */
export interface Finding {
  /**
   * Stable between runs: a hash of the operation, the check, the status, and the pointer with array indices as `*`. For
   * `status-expected`, also of the expected status.
   */
  id: string;
  /** Permanent id of the check. */
  check: string;
  /** Status code of the response; without a response, the kind of transport error. */
  status: string;
  /** JSON pointer into the response's body (RFC 6901); empty for the response as a whole. */
  pointer: string;
  expected: string;
  received: string;
  /** The place in the contract; null if no document declares the rule. */
  where: DocumentPlace | null;
  /** One sentence. */
  message: string;
  /** The waiver that covers it: `waivers.yaml:3`; null if none does. */
  waiver: string | null;
}

/** A broken rule, as a check reports it. The other fields of a finding are taken from the exchange. */
export interface Violation {
  pointer: string;
  expected: Phrase;
  received: Phrase;
  /** Pointer below the operation to the broken part of the contract; undefined if no document declares it. */
  declaredAt: string | undefined;
  message: Phrase;
}

/** The result of a check: the violations, or the reason why it cannot judge. */
export type CheckResult = readonly Violation[] | { notJudged: Phrase };

/** Creates a violation by the response as a whole. */
export const violation = (message: Phrase, expected: Phrase, received: Phrase, declaredAt?: string): Violation => ({
  pointer: '',
  expected,
  received,
  declaredAt,
  message,
});

/** Ids by their text. Advice is the same for all responses of an operation. */
const ids = new Map<string, string>();
const MOST_IDS = 1000;

/**
 * The id of a finding. For `status-expected` it includes the expected status: a 404 instead of a 200 and a 404 instead
 * of a 403 have different causes.
 */
export function findingId(operation: string, check: string, status: string, pointer: string, expected: string): string {
  const distinguishing = check === 'status-expected' ? [expected] : [];
  const text = [operation, check, status, starred(pointer), ...distinguishing].join('\n');
  const known = ids.get(text);
  if (known !== undefined) return known;
  const id = hash('sha256', text).slice(0, 10);
  if (ids.size < MOST_IDS) ids.set(text, id);
  return id;
}

/** Longest pointer that is shown whole, and the number of names that a shortened one shows. */
const LONGEST_POINTER = 1000;
const MAX_TOKENS = 100;

/** A pointer as it is shown: redacted, and of a limited length. */
export const shownPointer = (pointer: string, redact: Redact): string =>
  redact(pointer.length > LONGEST_POINTER ? shortened(toTokens(pointer)) : pointer);

const shortened = (tokens: readonly string[]): string =>
  toPointer([...tokens.slice(0, MAX_TOKENS).map(wholeName), ...(tokens.length > MAX_TOKENS ? ['…'] : [])]);

/** Longest string that is shown. */
const LONGEST_SHOWN = 80;

/** The value at the pointer of a finding: shown if it is short and not a credential, otherwise described. */
export function show(value: unknown, pointer: string): Phrase {
  if (isCredentialLike(toTokens(pointer))) return describe(value);
  if (typeof value === 'string') {
    return value.length > LONGEST_SHOWN
      ? ownWords(`string of length ${value.length}`)
      : phrase`${JSON.stringify(value)}`;
  }
  if (typeof value === 'number') return phrase`${value}`;
  return typeof value === 'boolean' || value === null ? ownWords(String(value)) : describe(value);
}
