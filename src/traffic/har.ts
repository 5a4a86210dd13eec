import type { Headers, Response } from '../client/reply.ts';
import { cookieValues, inParameters, secretsSent, setCookieValues, tokenOf } from '../client/sent-secrets.ts';
import { SUITE } from '../client/suite.ts';
import { NO_FILE, readInput } from '../config/read-input.ts';
import { isObject, valueAt } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';

/** A recorded exchange: an entry of an HTTP Archive (HAR 1.2). */
export interface Recorded {
  /** From 1, in the order of the file. */
  entry: number;
  method: string;
  url: string;
  /** Undefined if none was recorded. */
  response: Response | undefined;
  /** Why it cannot be judged; undefined if it can. */
  missing: string | undefined;
  /** True for a conditional request (RFC 9110, section 13.1). */
  isConditional: boolean;
  /** The credentials that were sent. */
  tokens: string[];
  /** Texts of the request and its cookies that may be credentials, for redaction. */
  secrets: string[];
}

/**
 * Reads an HTTP Archive that a browser or a test suite wrote.
 *
 * @throws Problem `har` if it is not an HTTP Archive
 */
export function readHar(path: string): Recorded[] {
  const problem = (message: string, fix: string) => new Problem({ code: 'har', message, where: path, fix });
  const input = readInput(path);
  if ('error' in input) {
    const message = input.error === NO_FILE ? 'the file does not exist' : `is ${input.error}`;
    throw problem(message, 'Specify an HTTP Archive that was saved with its content');
  }
  const archive = parsed(input.text);
  if (valueAt(archive, '/log/creator/name') === SUITE.name) {
    throw problem('was written by this suite, with shapes instead of bodies', 'Use the report command instead');
  }
  const entries = valueAt(archive, '/log/entries');
  if (Array.isArray(entries)) return entries.map((entry: unknown, index) => recorded(entry, index + 1));
  throw problem('is not an HTTP Archive', 'Save one from the network panel of a browser, with its content');
}

const parsed = (json: string): unknown => jsonOf(json.replace(/^\uFEFF/, ''));

function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function recorded(entry: unknown, index: number): Recorded {
  const [method, url] = [text(valueAt(entry, '/request/method')), text(valueAt(entry, '/request/url'))];
  const sent = headersOf(valueAt(entry, '/request/headers'));
  const authorization = sent.get('authorization') ?? [];
  const response = valueAt(entry, '/response');
  const received = headersOf(valueAt(response, '/headers'));
  const isConditional = ['if-none-match', 'if-modified-since'].some((name) => sent.has(name));
  const own = { entry: index, method: method.toUpperCase(), url, isConditional };
  const secret = {
    tokens: authorization.map(tokenOf).filter((token) => token !== ''),
    secrets: [
      ...secretsSent({ headers: sent, url, body: text(valueAt(entry, '/request/postData/text')) }),
      ...inParameters(pairs(valueAt(entry, '/request/queryString'))),
      ...inParameters(pairs(valueAt(entry, '/request/postData/params'))),
      ...(received.get('set-cookie') ?? []).flatMap(setCookieValues),
      ...[...pairs(valueAt(entry, '/request/cookies')), ...pairs(valueAt(response, '/cookies'))].flatMap(([, value]) =>
        cookieValues(value),
      ),
    ],
  };
  const status = valueAt(response, '/status');
  if (!isStatus(status)) {
    return { ...own, ...secret, response: undefined, missing: 'no response was recorded' };
  }
  const body = bodyOf(response, status, method, received);
  const mimeType = text(valueAt(response, '/content/mimeType'));
  const headers = new Map(received.size === 0 && mimeType !== '' ? [['content-type', [mimeType]]] : received);
  const durationMs = Math.max(0, Math.round(Number(valueAt(entry, '/time')) || 0));
  return {
    ...own,
    ...secret,
    response: { kind: 'response', status, headers, body: body ?? new Uint8Array(), codingError: undefined, durationMs },
    missing: body === undefined ? 'its body was not recorded' : createdByBrowser(status, received),
  };
}

const isStatus = (status: unknown): status is number =>
  typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599;

/** Why a redirect that Chromium created to enforce HTTPS (RFC 6797) is not judged. */
const createdByBrowser = (status: number, headers: Headers): string | undefined =>
  status === 307 && headers.has('non-authoritative-reason') ? 'the browser created the response' : undefined;

/** The body of a response; undefined if it was not recorded completely. */
function bodyOf(response: unknown, status: number, method: string, headers: Headers): Uint8Array | undefined {
  const content = valueAt(response, '/content');
  const { text: recordedText, encoding, size } = isObject(content) ? content : {};
  const isBodiless = method.toUpperCase() === 'HEAD' || status === 204 || status === 304;
  if (isBodiless) return new Uint8Array();
  const sizes = [size, valueAt(response, '/bodySize'), Number(headers.get('content-length')?.[0] ?? 0)];
  const wasSent = sizes.some((each) => typeof each === 'number' && each > 0);
  if (typeof recordedText !== 'string' || recordedText === '')
    return wasSent || size !== 0 ? undefined : new Uint8Array();
  const body = Buffer.from(recordedText, encoding === 'base64' ? 'base64' : 'utf8');
  return typeof size === 'number' && body.length < size ? undefined : body;
}

/** The entries of a list of names and values. */
const pairs = (list: unknown): [name: string, value: string][] =>
  (Array.isArray(list) ? (list as unknown[]) : []).map((one) => [
    text(valueAt(one, '/name')),
    text(valueAt(one, '/value')),
  ]);

/** Header fields by lower-case name, without the pseudo-header fields of HTTP/2. */
function headersOf(list: unknown): Map<string, string[]> & Headers {
  const headers = new Map<string, string[]>();
  for (const [field, value] of pairs(list)) {
    const name = field.toLowerCase();
    if (name === '' || name.startsWith(':')) continue;
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return headers;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
