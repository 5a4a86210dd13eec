import { rootCertificates } from 'node:tls';
import got from 'got';
import PQueue from 'p-queue';
import { createAgents } from './agents.ts';
import { attempt } from './exchange.ts';
import type { HttpRequest, Limits } from './http-request.ts';
import type { Reply } from './reply.ts';
import { SUITE } from './suite.ts';

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
      'user-agent': limits.userAgent ?? `${SUITE.name}/${SUITE.version}`,
    },
  });
  const requests: Record<string, number> = {};
  const closing = new AbortController();
  const underWay = new Set<() => void>();
  limits.signal?.addEventListener('abort', () => {
    closing.abort(limits.signal?.reason);
    for (const stop of underWay) stop();
  });
  const { requestsPerMinute } = limits;
  const paced = requestsPerMinute === undefined ? undefined : perMinute(requestsPerMinute, closing.signal);
  return {
    requests,
    async ask(wanted) {
      limits.signal?.throwIfAborted();
      await paced?.();
      const request = typeof wanted === 'function' ? await wanted() : wanted;
      requests[request.method] = (requests[request.method] ?? 0) + 1;
      const send = (fresh: boolean) => attempt(http, request, agents.for(request.url, fresh), limits, underWay);
      const first = await send(false);
      return first.stale ? (await send(true)).reply : first.reply;
    },
    close() {
      closing.abort();
      agents.close();
    },
  };
}

/** Makes a function that resolves at most so often in any minute, and rejects once the signal is aborted. */
function perMinute(limit: number, signal: AbortSignal): () => Promise<void> {
  const queue = new PQueue({ interval: 60_000, intervalCap: limit, strict: true });
  return () => queue.add(() => Promise.resolve(), { signal });
}
