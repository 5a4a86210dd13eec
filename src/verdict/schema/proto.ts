/** What a property `__proto__` is called in schemas and values that are handed to Ajv, which knows no such property. */
export const PROTO = '\u0000__proto__';

/** A copy of a JSON value in which every name `__proto__` is {@link PROTO}; the value itself where it has none. */
export function withoutProto(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (!text.includes('"__proto__":')) return value;
  return JSON.parse(text.replaceAll('"__proto__":', `${JSON.stringify(PROTO)}:`)) as unknown;
}

/** Names as they were. */
export const withProto = (text: string): string => text.replaceAll(PROTO, '__proto__');
