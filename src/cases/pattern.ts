import { mayBacktrack } from '../contract/backtracking.ts';

/** Longest value in a URL. */
export const LONGEST = 1000;

/** Longest value for a pattern that may backtrack. */
const LONGEST_BACKTRACKING = 20;

/** Limits of patterns for which values are made: their length, and the product of their repetition counts. */
const LONGEST_PATTERN = 1000;
const LARGEST_PATTERN = 100_000;

/** True if a pattern matches a text; undefined if it is invalid, or may be slow on this text. */
export function matches(pattern: string, text: string): boolean | undefined {
  const regex = asRegExp(pattern);
  if (regex === undefined || text.length > (mayBacktrack(regex) ? LONGEST_BACKTRACKING : LONGEST)) return undefined;
  return regex.test(text);
}

/** A pattern of the contract; undefined if it is invalid (ECMA-262, as JSON Schema demands) or too large. */
export function asRegExp(pattern: string): RegExp | undefined {
  const counts = [...pattern.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g)].map(([, least, most]) => Number(most ?? least));
  const size = counts.reduce((product, count) => product * Math.max(count, 1), 1);
  if (pattern.length > LONGEST_PATTERN || size > LARGEST_PATTERN) return undefined;
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}
