/** Escapes one reference token (RFC 6901, section 3). */
export const escapeToken = (token: string): string =>
  token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;

/** The pointer to a place in a JSON document, from its unescaped tokens (RFC 6901). */
export const toPointer = (tokens: readonly (string | number)[]): string =>
  tokens.map((token) => `/${escapeToken(String(token))}`).join('');

/** The unescaped tokens of a pointer. */
export const toTokens = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A pointer with `*` for every array index. */
export const starred = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

/** The own member of an object or array; undefined if there is none. */
export function member(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
  return (value as Record<string, unknown>)[token];
}

/** The value at a pointer; undefined if there is none. Does not follow `$ref`. */
export const valueAt = (root: unknown, pointer: string): unknown => toTokens(pointer).reduce(member, root);

/** True for objects that are neither null nor arrays. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
