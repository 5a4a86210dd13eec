import type { ClientRequest } from 'node:http';
import { rootCertificates } from 'node:tls';
import got, { type Agents as GotAgents, type Got, type Method, type Response as GotResponse } from 'got';
import pThrottle from 'p-throttle';
import { type Agents, createAgents } from './agents.ts';
import { decode } from './coding.ts';
import type { Headers, Reply } from './reply.ts';
import { SUITE } from './suite.ts';
import { transportError } from './transport-error.ts';

/** A request as it goes on the wire. */
export interface HttpRequest {
  method: string;
  /** Absolute URL on the configured origin. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Only the login has one. */
  json?: Readonly<Record<string, string>>;
}

/** Bounds on what one request may take. */
export interface Limits {
  timeoutMs: number;
  /** Largest body, compressed and decompressed. */
  bodyLimitBytes: number;
  /** Certificate of an authority, as PEM, that is believed beside the well-known ones. */
  authority?: string | undefined;
  /** Origin that is asked without a proxy, whatever the environment names. */
  direct?: string | undefined;
  /** Most requests in any minute. */
  requestsPerMinute?: number | undefined;
}

/** Asks the target; a transport error is a value. */
export interface Client {
  /** @param request the request, or what makes it when its turn has come */
  ask(request: HttpRequest | (() => Promise<HttpRequest>)): Promise<Reply>;
  /** Requests sent, by method. */
  requests: Readonly<Record<string, number>>;
  /** Closes idle connections; what still waits for its turn is never sent. */
  close(): void;
}

/** Makes a client that keeps connections alive, follows no redirect and repeats nothing on its own. */
export function createClient(limits: Limits): Client {
  const authorities = limits.authority === undefined ? undefined : [...rootCertificates, limits.authority];
  const agents = createAgents(authorities, limits.direct);
  const http = got.extend({
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    decompress: false,
    timeout: { request: limits.timeoutMs },
    https: { certificateAuthority: authorities },
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': `${SUITE.name}/${SUITE.version}`,
    },
  });
  const requests: Record<string, number> = {};
  const closing = new AbortController();
  const { requestsPerMinute } = limits;
  const paced = requestsPerMinute === undefined ? undefined : perMinute(requestsPerMinute, closing.signal);
  return {
    requests,
    async ask(wanted) {
      await paced?.();
      const request = typeof wanted === 'function' ? await wanted() : wanted;
      requests[request.method] = (requests[request.method] ?? 0) + 1;
      const first = await attempt(http, request, agents.for(request.url), limits);
      return first.stale ? (await attempt(http, request, agents.for(request.url, true), limits)).reply : first.reply;
    },
    close() {
      closing.abort();
      agents.close();
    },
  };
}

/** Resolves at most so often in any minute, and no more once the signal came. */
const perMinute = (limit: number, signal: AbortSignal): (() => Promise<void>) =>
  pThrottle({ limit, interval: 60_000, strict: true, signal })(() => Promise.resolve());

/**
 * Sends a request once. A kept-alive connection that the server closed while it was idle fails the next request before
 * any byte of an answer: that is nobody's fault (RFC 9112, section 9.3.1), and the only thing to be asked again here.
 */
async function attempt(
  http: Got,
  { method, url, headers, json }: HttpRequest,
  agent: Agents,
  { bodyLimitBytes: limit, timeoutMs }: Limits,
): Promise<{ reply: Reply; stale: boolean }> {
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const stream = http.stream(url, {
    agent: agent as GotAgents,
    method: method as Method,
    headers,
    ...(json && { json }),
  });
  const seen: { native?: ClientRequest; answer?: GotResponse; upgraded?: true } = {};
  stream.once('request', (sent: ClientRequest) => {
    seen.native = sent;
    sent.once('upgrade', (_, socket) => {
      seen.upgraded = true;
      socket.destroy();
      stream.destroy();
    });
  });
  stream.once('response', (answer: GotResponse) => (seen.answer = answer));
  const reused = () => seen.native?.reusedSocket === true;
  try {
    if (json === undefined) stream.end();
    const body = await bytesOf(stream, limit);
    if (body === undefined) return { reply: oversized(limit, elapsed()), stale: false };
    if (seen.answer === undefined) throw new Error('the stream ended without an answer');
    const answer = reply(seen.answer, body, limit, elapsed());
    return { reply: answer, stale: reused() && isGoodbye(answer) };
  } catch (error) {
    if (seen.upgraded) return { reply: upgraded(elapsed()), stale: false };
    const failure = transportError(error, elapsed(), timeoutMs);
    return { reply: failure, stale: failure.reason === 'reset' && seen.answer === undefined && reused() };
  }
}

/** All that a stream brings; undefined where that is more than the limit. */
async function bytesOf(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A 408 that a server wrote on a connection before it closed it, idle, is no answer to what was sent meanwhile. */
const isGoodbye = (reply: Reply): boolean =>
  reply.kind === 'response' && reply.status === 408 && reply.headers.get('connection')?.[0]?.toLowerCase() === 'close';

const upgraded = (durationMs: number): Reply => ({
  ...{ kind: 'transport-error', reason: 'not-http', durationMs },
  message: 'the answer was 101, which changes to another protocol',
});

function reply(response: GotResponse, received: Uint8Array, limit: number, durationMs: number): Reply {
  const headers = headersOf(response.rawHeaders);
  const decoded = decode(received, headers.get('content-encoding')?.join(',') ?? '', limit);
  if ('error' in decoded && decoded.tooLarge) return oversized(limit, durationMs);
  return {
    kind: 'response',
    status: response.statusCode,
    headers,
    body: 'error' in decoded ? received : decoded.body,
    codingError: 'error' in decoded ? decoded.error : undefined,
    durationMs,
  };
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[at + 1] ?? '']);
  }
  return headers;
}

function oversized(limit: number, durationMs: number): Reply {
  const message = `the body is larger than ${Math.round(limit / 2 ** 10)} KiB`;
  return { kind: 'transport-error', reason: 'too-large', message, durationMs };
}
