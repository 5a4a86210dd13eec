/**
 * Replaces control and formatting characters, lone surrogates and noncharacters: a terminal may interpret them, and
 * XML 1.0 forbids them (section 2.2).
 */
export const clean = (text: string): string =>
  PRINTABLE.test(text) ? text : text.replace(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu, '\ufffd');

/** Most texts, for which the slower expression is not needed. */
const PRINTABLE = /^[ -~›]*$/;

/** Cleans every text in a value, including names of properties. Parts without changes are not copied. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const parts = value.map(cleaned);
    return (parts.every((part, index) => part === value[index]) ? value : parts) as T;
  }
  const before = Object.entries(value);
  const after = before.map(([name, part]): [string, unknown] => [clean(name), cleaned<unknown>(part)]);
  const isSame = after.every(([name, part], index) => name === before[index]?.[0] && part === before[index][1]);
  return isSame ? value : (Object.fromEntries(after) as T);
}
