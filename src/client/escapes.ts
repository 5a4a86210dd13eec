/** A decoded text, with the positions of its characters in the original text. */
export interface DecodedText {
  text: string;
  /** Index in the original text of the character at an index of the decoded text. */
  startOf(index: number): number;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const IN_JSON: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Percent-encoding, JSON escapes, HTML character references, and escapes of JSON pointers. */
const ESCAPES = /(?:%[\da-f]{2})+|\\u[\da-f]{4}|\\[^u]|&#\d{1,20};|&#x[\da-f]{1,20};|&(?:amp|lt|gt|quot|apos);|~[01]/gi;

/** Decodes every escape in a text, once. */
export function decodeEscapes(text: string): DecodedText {
  /** Pairs of positions in the decoded and in the original text. */
  const steps: [decoded: number, source: number][] = [[0, 0]];
  let [decoded, end] = ['', 0];
  for (const { 0: escape, index } of text.matchAll(ESCAPES)) {
    decoded += text.slice(end, index);
    end = index + escape.length;
    const meant = meaning(escape);
    steps.push([decoded.length, index]);
    decoded += meant;
    steps.push([decoded.length, end]);
  }
  decoded += text.slice(end);
  return { text: decoded, startOf: (index) => sourceIndex(steps, index) };
}

function sourceIndex(steps: readonly [decoded: number, source: number][], index: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((steps[middle]?.[0] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const [from, source] = steps[low] ?? [0, 0];
  const [next, after] = steps[low + 1] ?? [Infinity, Infinity];
  // An escape may stand for several characters: a position between them is the end of the escape.
  return index < next ? Math.min(source + index - from, after) : after;
}

function meaning(escape: string): string {
  if (escape.startsWith('%')) return Buffer.from(escape.replaceAll('%', ''), 'hex').toString();
  if (escape.startsWith('~')) return escape === '~1' ? '/' : '~';
  if (escape.startsWith('\\')) {
    const letter = escape.charAt(1);
    return letter.toLowerCase() === 'u' ? codePoint(escape.slice(2), 16) : (IN_JSON[letter] ?? letter);
  }
  const name = escape.slice(1, -1);
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? escape;
  return /^#x/i.test(name) ? codePoint(name.slice(2), 16) : codePoint(name.slice(1), 10);
}

function codePoint(digits: string, radix: 10 | 16): string {
  const code = parseInt(digits, radix);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
