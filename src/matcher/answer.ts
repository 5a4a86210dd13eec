import { decode } from '../client/coding.ts';
import type { Headers, Response } from '../client/reply.ts';
import { secretsSent, tokenOf } from '../client/sent-secrets.ts';
import { isObject } from '../contract/pointer.ts';

/** A response of any client, as the judge expects it. */
export interface Answer {
  response: Response;
  /** The response with the other possible body: axios returns the text of a body that it cannot parse as JSON. */
  otherwise: Response | undefined;
  /** The credentials that were sent, as far as the client exposes them. */
  tokens: string[];
  /** Texts of the request that may be credentials, for redaction. */
  secrets: string[];
}

type Json = Record<string, unknown>;

/** How to recognize and read the responses of a client. */
interface Dialect {
  isOf: (response: Json) => boolean;
  read: (response: Json) => Answer | Promise<Answer>;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

const GOT: Dialect = {
  isOf: ({ statusCode, rawBody }) => typeof statusCode === 'number' && ArrayBuffer.isView(rawBody),
  read: (response) => {
    const { statusCode, headers, rawBody } = response;
    const { headers: sent, url, json, body } = (at(response, 'request', 'options') ?? {}) as Json;
    return answer(statusCode, headers, rawBody, { headers: sent, url, bodies: [json, body] });
  },
};

const FETCH: Dialect = {
  isOf: ({ clone, arrayBuffer, status }) => isFunction(clone) && isFunction(arrayBuffer) && typeof status === 'number',
  async read(response) {
    const { bodyUsed, status, headers, url } = response as unknown as globalThis.Response;
    if (bodyUsed)
      throw new Error(
        'the body of the response was already read: pass the response before its body is read, or pass a clone',
      );
    const body = await (response as unknown as globalThis.Response).clone().arrayBuffer();
    return answer(status, Object.fromEntries(headers), new Uint8Array(body), { url });
  },
};

const AXIOS: Dialect = {
  isOf: (response) => 'data' in response && 'config' in response && typeof response.status === 'number',
  read: ({ status, headers, data, config }) => {
    const read = (body: unknown) => answer(status, headers, body, sentByAxios(config));
    if (isBytes(data) || data === undefined) return read(data);
    if (typeof data !== 'string') return read(jsonOf(data, at(headers, 'content-type')));
    const [raw, literal] = [read(data), read(JSON.stringify(data))];
    const type = at(config, 'responseType');
    const length = Number(at(headers, 'content-length'));
    if ((type !== undefined && type !== 'json') || length === raw.response.body.length) return raw;
    return length === literal.response.body.length ? literal : { ...raw, otherwise: literal.response };
  },
};

/** The request of an axios response, whose URL does not contain its parameters. */
function sentByAxios(config: unknown): Sent {
  const { headers, url = '', baseURL, params, data, auth } = isObject(config) ? config : {};
  return { headers, url: absolute(url, baseURL), bodies: [params, auth, data] };
}

/** A URL that may be relative. */
function absolute(url: unknown, base: unknown = ''): string {
  const root = URL.canParse(String(base)) ? String(base) : 'http://localhost';
  return URL.canParse(String(url), root) ? new URL(String(url), root).href : '';
}

const PRIMITIVES = ['[object Number]', '[object Boolean]', '[object Null]'];

/** The text of a value that axios has parsed. A stream, a Blob, or an object of an interceptor cannot be judged. */
function jsonOf(data: unknown, contentType: unknown): string {
  const kind = Object.prototype.toString.call(data);
  const isRead = typeof at(data, 'pipe') !== 'function' && typeof at(data, 'getReader') !== 'function';
  const isWhole = kind === '[object Array]' || (kind === '[object Object]' && isRead);
  const isJson = /[/+]json\b/i.test(String(contentType));
  if (isWhole || (isJson && PRIMITIVES.includes(kind))) return JSON.stringify(data);
  throw new Error(
    'the original body of the response cannot be determined: send the request with the responseType json, text or arraybuffer',
  );
}

const SUPERTEST: Dialect = {
  isOf: (response) => 'body' in response && 'header' in response && typeof response.status === 'number',
  read({ status, headers, text, body, request }) {
    const isKnown = typeof text === 'string' || isBytes(body) || Object.keys(isObject(body) ? body : {}).length === 0;
    if (!isKnown)
      throw new Error('the original body of the response cannot be determined: it was read by a custom parser');
    return answer(status, headers, typeof text === 'string' ? text : isBytes(body) ? body : undefined, {
      headers: at(request, 'header'),
      url: at(request, 'url'),
      bodies: [at(request, '_data')],
    });
  },
};

/**
 * Reads the response of got, fetch, axios or supertest.
 *
 * @throws Error if it is not a response of one of them
 */
export function answerOf(received: unknown): Answer | Promise<Answer> {
  const dialect = isObject(received) ? [GOT, FETCH, AXIOS, SUPERTEST].find(({ isOf }) => isOf(received)) : undefined;
  if (dialect !== undefined) return dialect.read(received as Json);
  if (typeof at(received, 'then') === 'function') throw new Error('the value is a promise: await it first');
  throw new Error('the value is not a response from got, fetch, axios or supertest: pass the whole response');
}

/** A request, as far as the client exposes it. */
interface Sent {
  headers?: unknown;
  url?: unknown;
  /** Texts of its body, or values that are sent in its body or as parameters. */
  bodies?: readonly unknown[];
}

function answer(status: unknown, headers: unknown, body: unknown, request: Sent): Answer {
  const [fields, sent] = [fieldsOf(headers), fieldsOf(request.headers)];
  const bytes = isBytes(body) ? Buffer.from(body as Uint8Array) : Buffer.from(typeof body === 'string' ? body : '');
  // Most clients decode the content but keep the Content-Encoding field.
  const isCoded = bytes[0] === 0x1f && bytes[1] === 0x8b && fields.get('content-encoding')?.[0] === 'gzip';
  const decoded = isCoded ? decode(bytes, 'gzip', Infinity) : { body: bytes };
  return {
    response: {
      kind: 'response',
      status: Number(status),
      headers: fields,
      body: 'body' in decoded ? decoded.body : bytes,
      codingError: undefined,
      durationMs: 0,
    },
    otherwise: undefined,
    tokens: (sent.get('authorization') ?? []).map(tokenOf),
    secrets: secretsOf(sent, request),
  };
}

function secretsOf(headers: Headers, { url = '', bodies = [] }: Sent): string[] {
  const inBodies = bodies.flatMap((body) => secretsSent({ headers: new Map(), url: '', body }));
  return [...secretsSent({ headers, url: String(url) }), ...inBodies];
}

/** Header fields of a client, some of which are on a prototype. */
function fieldsOf(headers: unknown): Headers {
  const fields = new Map<string, string[]>();
  for (const name in isObject(headers) ? headers : {}) {
    const value = at(headers, name);
    if (typeof value === 'string' || Array.isArray(value)) fields.set(name.toLowerCase(), [value].flat().map(String));
  }
  return fields;
}

/** A nested member, which may be inherited. */
const at = (value: unknown, ...keys: string[]): unknown =>
  keys.reduce((holder, key) => (holder as Json | null | undefined)?.[key], value);

/** True for bytes, including those of Jest's realm, which has its own classes. */
const isBytes = (value: unknown): boolean =>
  ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]';
