import type { DeclaredResponse } from '../contract/operations.ts';

/** A media type with its parameters, names in lower case (RFC 9110, section 8.3.1). */
export interface MediaType {
  type: string;
  subtype: string;
  parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const WHOLE = new RegExp(`^\\s*(${TOKEN})/(${TOKEN})\\s*((?:;[^;"]*(?:"(?:[^"\\\\]|\\\\.)*")?[^;"]*)*)$`);
const PARAMETER = new RegExp(`;\\s*(${TOKEN})=(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, 'g');

/** Media types that have been read; servers send few different ones, and a hostile one is not to fill the memory. */
const known = new Map<string, MediaType | undefined>();
const MOST_KNOWN = 1000;

/** Reads a Content-Type; undefined where it is not one. */
export function parseMediaType(text: string): MediaType | undefined {
  if (!known.has(text) && known.size < MOST_KNOWN) known.set(text, read(text));
  return known.has(text) ? known.get(text) : read(text);
}

function read(text: string): MediaType | undefined {
  const [, type, subtype, rest = ''] = WHOLE.exec(text) ?? [];
  if (type === undefined || subtype === undefined) return undefined;
  const parameters = [...rest.matchAll(PARAMETER)].map(([, name = '', quoted, plain]): [string, string] => [
    name.toLowerCase(),
    (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '').toLowerCase(),
  ]);
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters: new Map(parameters) };
}

/** A declared media type as one entry of a response's `content`. */
export interface DeclaredMedia {
  schema: unknown;
  pointer: string;
}

/**
 * The entry of `content` that a sent media type falls under, the most specific one first
 * (OpenAPI 3.0.3, Response Object, `content`).
 */
export function mediaFor(declared: DeclaredResponse, sent: MediaType): DeclaredMedia | undefined {
  let best: { rank: number; media: DeclaredMedia } | undefined;
  for (const [key, media] of declared.content) {
    const range = parseMediaType(key);
    const rank = range === undefined ? 0 : specificity(range, sent);
    if (rank > (best?.rank ?? 0)) best = { rank, media };
  }
  return best?.media;
}

/** 0 where the range does not hold the media type; charset says how a body is written, not what it is. */
function specificity(range: MediaType, sent: MediaType): number {
  if (range.type !== '*' && range.type !== sent.type) return 0;
  if (range.subtype !== '*' && range.subtype !== sent.subtype) return 0;
  const wanted = [...range.parameters].filter(([name]) => name !== 'charset');
  if (!wanted.every(([name, value]) => sent.parameters.get(name) === value)) return 0;
  return 1 + (range.type === '*' ? 0 : 1) + (range.subtype === '*' ? 0 : 1) + wanted.length;
}

/** True where the content is JSON (RFC 8259; RFC 6839, section 3.1). */
export const isJson = ({ subtype }: MediaType): boolean => subtype === 'json' || subtype.endsWith('+json');
