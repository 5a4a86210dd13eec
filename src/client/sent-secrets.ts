import { isObject } from '../contract/pointer.ts';
import { isCredentialLike } from './redaction.ts';
import type { Headers } from './reply.ts';

/** Fields of a request that carry no credential (RFC 9110, sections 7, 8, 10, 12 and 13; Fetch, section 2.2.2). */
const HARMLESS =
  /^(accept|accept-.+|cache-control|connection|content-.+|date|dnt|expect|host|if-.+|keep-alive|origin|pragma|priority|range|referer|sec-.+|te|transfer-encoding|upgrade|upgrade-insecure-requests|user-agent|via|x-requested-with)$/;

/** A request that somebody else sent, as far as it may hold credentials. */
export interface SentRequest {
  /** By lower-case name. */
  headers: Headers;
  url: string;
  /** The JSON value of its body; undefined where it has none. */
  body?: unknown;
}

/**
 * Texts of a request that may be credentials: its Authorization (RFC 9110, section 11.6.2) without the scheme, the
 * password of Basic, cookies, values of fields that are not known to be harmless, the password and credential-like
 * parameters of its URL, and strings below credential-like keys of its body.
 */
export const secretsSent = ({ headers, url, body }: SentRequest): string[] => [
  ...[...headers].flatMap(([name, values]) => values.flatMap((value) => inField(name, value))),
  ...inUrl(url),
  ...inBody(body),
];

/** The credentials of an Authorization field, without its scheme. */
export const tokenOf = (authorization: string): string => authorization.replace(/^[\w-]+ +/, '');

function inField(name: string, value: string): string[] {
  if (name === 'authorization' || name === 'proxy-authorization') {
    const token = tokenOf(value);
    return /^basic /i.test(value)
      ? [
          token,
          Buffer.from(token, 'base64')
            .toString()
            .replace(/^[^:]*:/, ''),
        ]
      : [token];
  }
  if (name === 'cookie') return cookieValues(value);
  return HARMLESS.test(name) || name.startsWith(':') ? [] : [value];
}

/** The values in a Cookie or Set-Cookie field, without the attributes of the latter (RFC 6265, section 4). */
export const cookieValues = (field: string): string[] =>
  field.split(/[;\n]/).flatMap((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    return at === -1 || value === '' || /^(path|domain|expires|max-age|samesite)$/i.test(name) ? [] : [value];
  });

function inUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  const parameters = [...searchParams].filter(([name]) => isCredentialLike([name])).map(([, value]) => value);
  return [password, decoded(password), ...parameters].filter((each) => each !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function inBody(body: unknown): string[] {
  const found: string[] = [];
  const open: { value: unknown; isSecret: boolean }[] = [{ value: body, isSecret: false }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { value, isSecret } = part;
    if (typeof value === 'string' && isSecret) found.push(value);
    if (Array.isArray(value)) for (const item of value) open.push({ value: item, isSecret });
    if (!isObject(value)) continue;
    for (const [name, child] of Object.entries(value)) {
      open.push({ value: child, isSecret: isSecret || isCredentialLike([name]) });
    }
  }
  return found;
}
