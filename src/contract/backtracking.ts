/**
 * True for a regular expression whose running time may grow faster than the length of the text: one with several
 * quantifiers, with a quantifier of a group, or with several groups and alternatives. Many of these are harmless, so
 * they are not rejected but run with a time limit.
 */
export function mayBacktrack({ source }: RegExp): boolean {
  let [quantifiers, groups, alternatives, isInClass] = [0, 0, 0, false];
  for (let at = 0; at < source.length; at++) {
    const [char, before] = [source.charAt(at), at > 0 ? source.charAt(at - 1) : ''];
    if (char === '\\') at++;
    else if (isInClass) isInClass = char !== ']';
    else if (char === '[') isInClass = true;
    else if (char === '(') groups++;
    else if (char === '|') alternatives++;
    else if ('*+{'.includes(char) || (char === '?' && before !== '(')) quantifiers += before === ')' ? 2 : 1;
  }
  return quantifiers > 1 || (groups > 1 && alternatives > 0);
}
