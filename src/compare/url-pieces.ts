import type { Operation } from '../contract/operations.ts';

/** A part of a URL: a segment of the path, the value of a query parameter, or what is between them. */
export interface Piece {
  /** As it is in the URL. */
  text: string;
  /** Decoded; undefined for what is between. */
  value: string | undefined;
  /** The index of a segment, or the name of a query parameter. */
  at: number | string;
}

/** The pieces of a URL, whose texts are the URL again. */
export function piecesOf(url: string): Piece[] {
  const [path = '', ...queries] = url.split('?');
  const segments = path.split('/').flatMap((text, at) => [...(at === 0 ? [] : [between('/')]), valued(text, at)]);
  if (queries.length === 0) return segments;
  const query = queries.join('?').split('&');
  return [
    ...segments,
    ...query.flatMap((pair, index) => {
      const [name = '', ...rest] = pair.split('=');
      const separator = between((index === 0 ? '?' : '&') + name + (rest.length > 0 ? '=' : ''));
      return rest.length === 0 ? [separator] : [separator, valued(rest.join('='), decoded(name) ?? name)];
    }),
  ];
}

/** The parameter of an operation whose value a piece is. */
export function nameOfParameter({ at }: Piece, operation: Operation | undefined): string | undefined {
  if (typeof at === 'string') return at;
  return /^\{(.+)\}$/.exec(operation?.path.split('/')[at] ?? '')?.[1];
}

const between = (text: string): Piece => ({ text, value: undefined, at: '' });

const valued = (text: string, at: number | string): Piece => ({ text, value: decoded(text), at });

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
