import type { Redact } from './redaction.ts';

/**
 * A text that separates the suite's own words from the values between them, so that only the values are redacted.
 * Otherwise, with a token such as `declared`, redaction would replace words of the suite.
 */
export interface Phrase {
  /** The literal parts; one more than there are values. */
  readonly words: readonly string[];
  readonly values: readonly (string | Phrase)[];
}

/** Template tag: the literal parts are the suite's words, the substitutions are values from outside. */
export const phrase = (words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase => ({
  words,
  values: values.map((value) => (typeof value === 'number' ? String(value) : value)),
});

/** A phrase without values from outside. */
export const ownWords = (text: string): Phrase => ({ words: [text], values: [] });

/** Longest value that is written. A server may send a name of many MiB, which every message about it would repeat. */
const LONGEST_VALUE = 20_000;

/** The text of a phrase, with every value redacted. */
export function written({ words: [first = '', ...others], values }: Phrase, redact: Redact): string {
  const texts = values.map((value) => (typeof value === 'string' ? redact(bounded(value)) : written(value, redact)));
  return texts.reduce((text, value, index) => text + value + (others[index] ?? ''), first);
}

/** The value, or its length if it is long. It is never cut, because redaction would miss a part of a secret. */
const bounded = (value: string): string => (value.length > LONGEST_VALUE ? `(${value.length} characters)` : value);
