import { SHORTEST_SECRET } from '../config/values.ts';
import { decodeEscapes, type DecodedText } from './escapes.ts';

/** The replacement of a secret. */
const REDACTED = '[redacted]';

/** Replaces every known secret in a text, in any of its encodings. */
export type Redact = (text: string) => string;

/**
 * Creates the function that redacts values from outside before they are shown or written. It recognizes a secret in
 * upper or lower case, in hexadecimal, in base64, and with any of its characters percent-encoded, as an HTML character
 * reference, or escaped in JSON or in a JSON pointer.
 *
 * @param secrets texts of at least {@link SHORTEST_SECRET} characters; shorter ones are ignored
 */
export function redactor(secrets: readonly string[]): Redact {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET);
  if (known.length === 0) return (text) => text;
  const all = [...new Set(known.flatMap((secret) => [secret, decodeEscapes(secret).text, ...inDigits(secret)]))];
  const longestFirst = all.sort((a, b) => b.length - a.length);
  const long = longestFirst.filter((form) => form.length > LONGEST_PATTERN);
  const patterns = grouped(longestFirst.slice(long.length).map(escaped)).map((group) => new RegExp(group, 'gi'));
  return (text) => {
    const rest = long.reduce((left, form) => left.replaceAll(form, REDACTED), text);
    return patterns.reduce((left, pattern) => redactDecoded(left.replace(pattern, REDACTED), pattern), rest);
  };
}

/** Longest text in a pattern, in UTF-16 code units. Engines reject much longer patterns. */
const LONGEST_PATTERN = 2 ** 13;

/** Joins alternatives into patterns that are short enough for the engine. */
function grouped(alternatives: readonly string[]): string[] {
  const groups: string[] = [];
  for (const form of alternatives) {
    const last = groups.at(-1);
    if (last !== undefined && last.length + form.length < 4 * LONGEST_PATTERN)
      groups[groups.length - 1] = `${last}|${form}`;
    else groups.push(form);
  }
  return groups;
}

/** Hexadecimal, and base64 in each of three alignments and two alphabets (RFC 4648, sections 4, 5 and 8). */
function inDigits(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${secret}`).toString('base64');
    return encoded.slice(offset === 0 ? 0 : offset + 1).replace(/.?={0,2}$/, '');
  });
  const urlSafe = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [Buffer.from(secret).toString('hex'), ...base64, ...urlSafe];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Maximum number of nested encodings. A server may encode a value that is already escaped. */
const MAX_ENCODINGS = 3;

/** The characters with which encodings begin. */
const ENCODED = /[%\\&~]/;

/** Replaces the matches of a pattern in the decoded text, together with their encoding. */
function redactDecoded(text: string, pattern: RegExp): string {
  if (!ENCODED.test(text)) return text;
  const found: [start: number, end: number][] = [];
  let decoded: DecodedText = { text, startOf: (index) => index };
  for (let times = 0; times < MAX_ENCODINGS && ENCODED.test(decoded.text); times++) {
    const [outer, inner] = [decoded, decodeEscapes(decoded.text)];
    decoded = { text: inner.text, startOf: (index) => outer.startOf(inner.startOf(index)) };
    for (const { 0: match, index } of decoded.text.matchAll(pattern)) {
      found.push([decoded.startOf(index), decoded.startOf(index + match.length)]);
    }
  }
  return found.length === 0 ? text : withoutRanges(text, found);
}

function withoutRanges(text: string, ranges: [start: number, end: number][]): string {
  let [redacted, done] = ['', 0];
  for (const [start, end] of ranges.sort(([a], [b]) => a - b)) {
    if (end <= done) continue;
    redacted += text.slice(done, Math.max(start, done)) + REDACTED;
    done = end;
  }
  return redacted + text.slice(done);
}
