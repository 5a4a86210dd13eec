/**
 * A text without control and formatting characters, lone surrogates and noncharacters, which a terminal could take for
 * commands and XML 1.0 forbids (section 2.2).
 */
export const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu, '\ufffd');

/** The same of every text in a value, names of properties among them. */
export function cleaned<T>(value: T): T {
  if (typeof value === 'string') return clean(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [clean(name), cleaned<unknown>(part)])) as T;
}
