import type { Scalar } from './fixtures.ts';

/** Encodes everything except the unreserved characters of RFC 3986, section 2.3. */
export const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** True for a path segment that leads to another route: empty, or a dot segment (RFC 3986, section 3.3). */
export const isOtherRoute = (segment: string): boolean => segment === '' || segment === '.' || segment === '..';

/** Text that is sent without encoding it, to test input that is not valid (RFC 3986, section 2.1). */
export interface Raw {
  raw: string;
}

/** The text of a value before it is encoded; a raw text as it is. */
export const textOf = (value: Scalar | Raw | undefined): string =>
  typeof value === 'object' ? value.raw : String(value);

const written = (value: Scalar | Raw | undefined): string =>
  typeof value === 'object' ? value.raw : encode(String(value));

/** Path and query of a request. A list is sent as a repeated parameter; null omits it. */
export function urlOf(
  template: string,
  path: Readonly<Record<string, Scalar | Raw>>,
  query: Readonly<Record<string, Scalar | Scalar[] | Raw | null>>,
): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => written(path[name]));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => `${encode(name)}=${written(each)}`),
  );
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}
