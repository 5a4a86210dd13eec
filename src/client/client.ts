import { setMaxListeners } from 'node:events';
import { rootCertificates } from 'node:tls';
import got, { type HandlerFunction, type Options } from 'got';
import PQueue from 'p-queue';
import { createAgents } from './agents.ts';
import { attempt } from './exchange.ts';
import type { HttpRequest, Limits } from './http-request.ts';
import type { Reply } from './reply.ts';
import { SUITE } from './suite.ts';

/** Sends requests to the target. A transport error is a value. */
export interface Client {
  /** @param request the request, or a function that is called to make it just before it is sent */
  send(request: HttpRequest | (() => Promise<HttpRequest>)): Promise<Reply>;
  /** Requests sent, by method. */
  requests: Readonly<Record<string, number>>;
  /** Closes idle connections. Requests that are still queued are not sent. */
  close(): void;
}

/**
 * Creates a client that keeps connections alive and does not follow redirects. It repeats a request only if the
 * kept-alive connection caused the failure.
 */
export function createClient(limits: Limits): Client {
  const authorities = limits.authority === undefined ? undefined : [...rootCertificates, limits.authority];
  const agents = createAgents(authorities, limits.direct);
  const http = got.extend({
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    decompress: false,
    timeout: { request: limits.timeoutMs },
    handlers: [withFewOptions],
    https: { certificateAuthority: authorities },
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': limits.userAgent ?? `${SUITE.name}/${SUITE.version}`,
    },
  });
  const requests: Record<string, number> = {};
  const closing = new AbortController();
  // Every request that waits for its turn listens.
  setMaxListeners(0, closing.signal);
  const underWay = new Set<() => void>();
  limits.signal?.addEventListener('abort', () => {
    closing.abort(limits.signal?.reason);
    for (const stop of underWay) stop();
  });
  const { requestsPerMinute } = limits;
  const paced = requestsPerMinute === undefined ? undefined : perMinute(requestsPerMinute, closing.signal);
  return {
    requests,
    async send(wanted) {
      limits.signal?.throwIfAborted();
      await paced?.();
      const request = typeof wanted === 'function' ? await wanted() : wanted;
      requests[request.method] = (requests[request.method] ?? 0) + 1;
      const send = (fresh: boolean) => attempt(http, request, agents.for(request.url, fresh), limits, underWay);
      if (request.mustNotRepeat === true) return (await send(true)).reply;
      const first = await send(false);
      return first.stale ? (await send(true)).reply : first.reply;
    },
    close() {
      closing.abort();
      agents.close();
    },
  };
}

/**
 * Passes only the options that are set to Node, for HTTP without TLS. The 40 options of got, most of them for TLS, take a
 * tenth of the time of a request, because Node copies them twice.
 */
const withFewOptions: HandlerFunction = (options, next) => {
  if (options.url instanceof URL && options.url.protocol === 'http:') {
    options.createNativeRequestOptions = () =>
      ({ agent: options.agent.http, method: options.method, headers: options.headers }) as NativeOptions;
  }
  return next(options);
};

type NativeOptions = ReturnType<Options['createNativeRequestOptions']>;

/** Creates a function that resolves at most `limit` times in any minute, and rejects after the signal is aborted. */
function perMinute(limit: number, signal: AbortSignal): () => Promise<void> {
  const queue = new PQueue({ interval: 60_000, intervalCap: limit, strict: true });
  return () => queue.add(() => Promise.resolve(), { signal });
}
