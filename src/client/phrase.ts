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

/** The text of a phrase, with every value redacted. */
export const written = ({ words, values }: Phrase, redact: Redact): string =>
  String.raw(
    { raw: words },
    ...values.map((value) => (typeof value === 'string' ? redact(value) : written(value, redact))),
  );
