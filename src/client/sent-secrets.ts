import { isCredentialLike } from '../contract/credential-keys.ts';
import { isObject } from '../contract/pointer.ts';
import { secretPart } from './credentials.ts';
import type { Headers } from './reply.ts';

/**
 * Fields of a request that carry no credential (RFC 9110, sections 7, 8, 10, 12 and 13; Fetch, section 2.2.2; W3C Trace
 * Context). Ids of requests differ in every entry of a recording, so redacting them would take quadratic time.
 */
const HARMLESS = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'date',
  'dnt',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'expect',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'origin',
  'pragma',
  'priority',
  'range',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'sec-gpc',
  'te',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'x-amzn-trace-id',
  'x-correlation-id',
  'x-request-id',
  'x-requested-with',
]);

/** Names of parameters that contain credentials, in addition to {@link isCredentialLike}. */
const CREDENTIAL_PARAMETER = /^(auth|code|sig|state|session|sid|client_?id)$/i;

/** The parts of a recorded request that may contain credentials. */
export interface SentRequest {
  /** By lower-case name. */
  headers: Headers;
  url: string;
  /** Text of its body, or a value that is sent as JSON; undefined if it has no body. */
  body?: unknown;
}

/**
 * Finds texts of a request that may be credentials: values of header fields that are not known to be harmless, whole
 * and in parts, and values below credential-like names in its URL and body.
 */
export function secretsSent({ headers, url, body }: SentRequest): string[] {
  const inFields = [...headers].flatMap(([name, values]) => values.flatMap((value) => inField(name, value)));
  const text = ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : body;
  const inBody = typeof text === 'string' ? inText(text) : inValue(text);
  return [...new Set([...inFields, ...inUrl(url), ...inBody])].filter((text) => text !== '');
}

/** The credentials of an Authorization field without its scheme (RFC 9110, section 11.6.2). */
export const tokenOf = (authorization: string): string => authorization.trim().replace(/^[\w-]+[ \t]+/, '');

function inField(name: string, value: string): string[] {
  if (name === 'referer') return inUrl(value);
  if (name === 'cookie') return cookieValues(value);
  if (HARMLESS.has(name) || name.startsWith(':')) return [];
  const token = tokenOf(value);
  const basic = /^basic\s/i.test(value) ? Buffer.from(token, 'base64').toString().split(':') : [];
  return [value, token, ...basic, ...parts(value)].flatMap((each) => [each, ...secretPart(each)]);
}

/** Splits a value into parts that could each be a credential. */
const parts = (value: string): string[] => value.split(/[\s,;="'&]+/);

/**
 * The values in a Cookie field (RFC 6265, section 4.2), whole and in parts: quoted, percent-encoded, or signed as
 * `s:<value>.<signature>`.
 */
export const cookieValues = (field: string): string[] =>
  field.split(/[;\n]/).flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    return [value, decoded(value)].flatMap((each) => [each, ...parts(each), ...signed(each)]);
  });

/** The value of a Set-Cookie field, without its attributes (RFC 6265, section 4.1). */
export const setCookieValues = (field: string): string[] =>
  field.split('\n').flatMap((cookie) => cookieValues(cookie.split(';', 1)[0] ?? ''));

const signed = (value: string): string[] => {
  const end = value.lastIndexOf('.');
  return value.startsWith('s:') && end > 0 ? [value.slice(2, end)] : [];
};

function inUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { username, password, searchParams, hash } = new URL(text);
  const ofUser = [username, password].flatMap((each) => [each, decoded(each)]);
  return [...ofUser, ...inParameters(searchParams), ...inParameters(new URLSearchParams(hash.slice(1)))];
}

/** Values of parameters whose names are credential-like. */
export const inParameters = (parameters: Iterable<readonly [name: string, value: string]>): string[] =>
  [...parameters].filter(([name]) => isSecretName(name)).map(([, value]) => value);

const isSecretName = (name: string): boolean => isCredentialLike([name]) || CREDENTIAL_PARAMETER.test(name);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Credentials in the text of a body: JSON, lines of JSON, a form, or multipart (RFC 7578). */
function inText(text: string): string[] {
  const json = text.replace(/^\uFEFF/, '');
  const value = parsed(json);
  if (value !== undefined) return inValue(value);
  const lines = json.split('\n').map(parsed);
  if (lines.some(isObject)) return lines.flatMap(inValue);
  return [...inParameters(new URLSearchParams(json)), ...inParts(json)];
}

function inParts(text: string): string[] {
  return text.split('\n--').flatMap((part) => {
    const [head = '', ...body] = part.split(/\r?\n\r?\n/);
    const name = /\bname="([^"\r\n]{1,200})"/.exec(head)?.[1];
    return name !== undefined && isSecretName(name) ? [body.join('\n').trim()] : [];
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Strings and numbers below credential-like names. A client's object, such as a stream, may contain itself. */
function inValue(body: unknown): string[] {
  const found: string[] = [];
  const seen = { secret: new Set<unknown>(), other: new Set<unknown>() };
  const open: { value: unknown; isSecret: boolean }[] = [{ value: body, isSecret: false }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { value, isSecret } = part;
    if (isSecret && (typeof value === 'string' || typeof value === 'number')) found.push(String(value));
    const visited = isSecret ? seen.secret : seen.other;
    if (typeof value !== 'object' || ArrayBuffer.isView(value) || visited.has(value)) continue;
    visited.add(value);
    if (Array.isArray(value)) for (const item of value) open.push({ value: item, isSecret });
    if (!isObject(value)) continue;
    for (const [name, child] of members(value)) {
      open.push({ value: child, isSecret: isSecret || (typeof name === 'string' && isSecretName(name)) });
    }
  }
  return found;
}

/** Names and values of an object. Those of parameters, form data and maps are not its properties. */
const members = (value: object): Iterable<readonly [name: unknown, value: unknown]> =>
  value instanceof URLSearchParams || value instanceof FormData || value instanceof Map ? value : Object.entries(value);
