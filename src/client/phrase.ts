import type { Redact } from './redaction.ts';

/**
 * A text in which the suite's own words and the values between them are kept apart, so that redaction reaches the values
 * alone. A server that chooses a token such as `declared` would otherwise erase words of the suite.
 */
export interface Phrase {
  /** One more than there are values. */
  readonly words: readonly string[];
  readonly values: readonly (string | Phrase)[];
}

/** Tags a template: what stands in it is the suite's, what is put into it comes from outside. */
export const phrase = (words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase => ({
  words,
  values: values.map((value) => (typeof value === 'number' ? String(value) : value)),
});

/** A phrase without values from outside. */
export const ownWords = (text: string): Phrase => ({ words: [text], values: [] });

/** The text of a phrase, with each value redacted. */
export const written = ({ words, values }: Phrase, redact: Redact): string =>
  String.raw(
    { raw: words },
    ...values.map((value) => (typeof value === 'string' ? redact(value) : written(value, redact))),
  );
