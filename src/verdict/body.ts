import { isUtf8 } from 'node:buffer';
import { ownWords, phrase, type Phrase } from '../client/phrase.ts';
import { jsonDetails } from './json.ts';
import type { MediaType } from './media-type.ts';
import { isJson } from './media-type.ts';

/** A body, parsed by its media type. */
export type Body =
  | { kind: 'empty' }
  | { kind: 'json'; value: unknown; text: string; duplicates: readonly string[]; numbers: ReadonlyMap<string, string> }
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  | { kind: 'unreadable'; expected: Phrase; received: Phrase };

/**
 * Reads a body by its media type. JSON is UTF-8 without a byte order mark, and a charset parameter has no effect
 * (RFC 8259, sections 8.1 and 11).
 */
export function readBody(bytes: Uint8Array, media: MediaType | undefined): Body {
  if (bytes.length === 0) return { kind: 'empty' };
  if (media === undefined || !(isJson(media) || media.type === 'text')) return { kind: 'binary' };
  const text = decoded(bytes, isJson(media) ? 'utf-8' : (media.parameters.get('charset') ?? 'utf-8'));
  if (text === undefined) return unreadable(phrase`UTF-8`, phrase`bytes that are not UTF-8`);
  return isJson(media) ? parsed(text) : { kind: 'text', text };
}

function decoded(bytes: Uint8Array, charset: string): string | undefined {
  if (charset === 'utf-8') return isUtf8(bytes) ? asText(bytes) : undefined;
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}

const asText = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');

function parsed(text: string): Body {
  if (text.startsWith('\uFEFF')) return unreadable(phrase`JSON without a byte order mark`, phrase`a byte order mark`);
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'json', value, text, ...jsonDetails(text, value) };
  } catch (error) {
    return unreadable(phrase`JSON`, ownWords(`text that is not JSON${errorPosition(text, error)}`));
  }
}

/** The position of a syntax error. Only the position is used, because the parser's message quotes the body. */
function errorPosition(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  if (position !== undefined) return `, with an error at character ${position} of ${text.length}`;
  return text.trim() === '' ? ' (only whitespace)' : ` (${text.length} characters)`;
}

const unreadable = (expected: Phrase, received: Phrase): Body => ({ kind: 'unreadable', expected, received });
