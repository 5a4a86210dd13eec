import type { DeclaredResponse } from '../contract/operations.ts';

/** A media type with its parameters, names in lower case (RFC 9110, section 8.3.1). */
export interface MediaType {
  type: string;
  subtype: string;
  parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"((?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*)"';

/** `type "/" subtype` (RFC 9110, section 8.3.1). */
const TYPE = new RegExp(`(${TOKEN})/(${TOKEN})`, 'y');

/**
 * `OWS ";" OWS [ parameter ]` (RFC 9110, section 5.6.6). No two parts of it match the same text, so matching is linear.
 */
const PARAMETER = new RegExp(`[ \\t]*;[ \\t]*(?:(${TOKEN})=(?:${QUOTED}|(${TOKEN})))?`, 'y');

/** Cache of parsed media types. Its limits bound the memory that a hostile server can use. */
const known = new Map<string, MediaType | undefined>();
const MAX_KNOWN = 1000;
const LONGEST_KNOWN = 200;

/** Parses a Content-Type by RFC 9110, section 8.3; undefined if it is invalid. */
export function parseMediaType(text: string): MediaType | undefined {
  if (!known.has(text) && known.size < MAX_KNOWN && text.length <= LONGEST_KNOWN) known.set(text, read(text));
  return known.has(text) ? known.get(text) : read(text);
}

function read(field: string): MediaType | undefined {
  const text = field.replace(/^[ \t]+/, '').trimEnd();
  TYPE.lastIndex = 0;
  const [whole = '', type, subtype] = TYPE.exec(text) ?? [];
  if (type === undefined || subtype === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (let at = whole.length; at < text.length;) {
    PARAMETER.lastIndex = at;
    const [part, name, quoted, plain] = PARAMETER.exec(text) ?? [];
    if (part === undefined) return undefined;
    at += part.length;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    if (name !== undefined) parameters.set(name.toLowerCase(), value.toLowerCase());
  }
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
}

/** A declared media type as one entry of a response's `content`. */
export interface DeclaredMedia {
  schema: unknown;
  pointer: string;
}

/** The most specific entry of `content` that matches a media type (OpenAPI 3.0.3, Response Object, `content`). */
export function mediaFor(declared: DeclaredResponse, sent: MediaType): DeclaredMedia | undefined {
  let best: { rank: number; media: DeclaredMedia } | undefined;
  for (const [key, media] of declared.content) {
    const range = parseMediaType(key);
    const rank = range === undefined ? 0 : specificity(range, sent);
    if (rank > (best?.rank ?? 0)) best = { rank, media };
  }
  return best?.media;
}

/** 0 if the range does not match. `charset` is ignored: it describes the encoding, not the type. */
function specificity(range: MediaType, sent: MediaType): number {
  if (range.type !== '*' && range.type !== sent.type) return 0;
  if (range.subtype !== '*' && range.subtype !== sent.subtype) return 0;
  const wanted = [...range.parameters].filter(([name]) => name !== 'charset');
  if (!wanted.every(([name, value]) => sent.parameters.get(name) === value)) return 0;
  return 1 + (range.type === '*' ? 0 : 1) + (range.subtype === '*' ? 0 : 1) + wanted.length;
}

/** True if the content is JSON (RFC 8259; RFC 6839, section 3.1). */
export const isJson = ({ subtype }: MediaType): boolean => subtype === 'json' || subtype.endsWith('+json');
