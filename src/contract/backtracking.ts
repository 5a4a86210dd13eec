/** A quantifier in braces without an upper bound, or with a large one. */
const LARGE = /^\{(?:\d{1,9},\}|(?:\d{1,9},)?\d{3})/;

/**
 * True for a regular expression with several quantifiers without a small bound: its time may grow faster than the
 * length of the text. Many of those are harmless, so they are used, with a time limit.
 */
export function mayBacktrack({ source }: RegExp): boolean {
  let [quantifiers, isInClass] = [0, false];
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (isInClass) isInClass = char !== ']';
    else if (char === '[') isInClass = true;
    else if (char === '*' || char === '+' || (char === '{' && LARGE.test(source.slice(at, at + 24)))) quantifiers++;
  }
  return quantifiers > 1;
}
