import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Agents as GotAgents, Got, Method, Request } from 'got';
import type { Agents } from './agents.ts';
import type { HttpRequest, Limits } from './http-request.ts';
import { watchConnection } from './excess.ts';
import { excessFault, type Received } from './framing.ts';
import type { Reply } from './reply.ts';
import { oversized, responseOf } from './response.ts';
import { notHttp, transportError } from './transport-error.ts';

/** The result of sending a request once. */
export interface Attempt {
  reply: Reply;
  /** True if the kept-alive connection caused the failure, so that the request must be sent again. */
  stale: boolean;
}

/** The state of an exchange. */
interface Seen extends Received {
  /** The error of the underlying request. The error of got does not contain the bytes that the parser has read. */
  error: unknown;
  upgraded: boolean;
  reused: boolean;
  /** The previous response on the same connection. */
  before: Received | undefined;
}

/**
 * Sends a request once. It may fail because of its kept-alive connection: the server closed it while it was idle (RFC
 * 9112, section 9.3.1), or sent bytes after the previous response.
 *
 * @param underWay contains a function that stops the exchange, for as long as it lasts
 * @throws the reason of `signal` if the signal stopped it
 */
export async function attempt(
  http: Got,
  { method, url, headers, body: content }: HttpRequest,
  agent: Agents,
  { bodyLimitBytes: limit, timeoutMs, signal }: Limits,
  underWay: Set<() => void>,
): Promise<Attempt> {
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const options = {
    agent: agent as GotAgents,
    method: method as Method,
    headers: content === undefined ? headers : { ...headers, 'content-type': content.mediaType },
    ...(content !== undefined && { body: content.text }),
  };
  const stream = http.stream(url, options);
  const seen = watch(stream, method);
  const stop = () => void stream.destroy();
  underWay.add(stop);
  try {
    if (content === undefined) stream.end();
    const body = await bytesOf(stream, limit);
    if (body === undefined) return { reply: oversized(limit, elapsed()), stale: false };
    if (seen.head === undefined) throw new Error('the stream ended without a response');
    const durationMs = elapsed();
    await untilPolled();
    if (seen.excess > 0)
      return { reply: notHttp(excessFault(seen.excess, { ...seen, head: seen.head }), durationMs), stale: false };
    const reply = responseOf(seen.head, body, limit, durationMs);
    return { reply, stale: seen.reused && isIdleTimeout(reply) };
  } catch (error) {
    signal?.throwIfAborted();
    if (seen.upgraded) return { reply: notHttp(UPGRADED, elapsed()), stale: false };
    const bytes = stream.downloadProgress.transferred;
    const reply = transportError(seen.error ?? error, elapsed(), { timeoutMs, received: seen, bytes });
    return { reply, stale: seen.reused && seen.head === undefined && failedByConnection(reply, seen) };
  } finally {
    underWay.delete(stop);
    // Otherwise, each response on a connection would keep the previous one in memory.
    seen.before = undefined;
  }
}

const UPGRADED = 'the status was 101, which switches to another protocol';

/** Observes a request. Errors after its end are ignored. */
function watch(stream: Request, method: string): Seen {
  const seen: Seen = {
    method,
    head: undefined,
    excess: 0,
    error: undefined,
    upgraded: false,
    reused: false,
    before: undefined,
  };
  stream.on('error', () => undefined);
  stream.once('request', (sent: ClientRequest) => {
    sent.on('error', (error) => (seen.error ??= error));
    sent.once('response', (head: IncomingMessage) => (seen.head = head));
    sent.once('socket', (socket) => {
      seen.reused = sent.reusedSocket;
      seen.before = watchConnection(socket, seen);
    });
    sent.once('upgrade', (_, socket) => {
      seen.upgraded = true;
      socket.destroy();
      stream.destroy();
    });
  });
  return seen;
}

/**
 * True if a connection failed before any byte of a response. If bytes arrived that are not a response, they are counted
 * as excess of the previous exchange, which may still wait for them.
 */
function failedByConnection(reply: Reply, { before, error }: Seen): boolean {
  if (reply.kind !== 'transport-error') return false;
  if (reply.reason === 'not-http' && before !== undefined) {
    before.excess += (error as { rawPacket?: Buffer }).rawPacket?.length ?? 1;
    return true;
  }
  return reply.reason === 'reset';
}

/** Waits for two turns, until all bytes that the server has sent are read, so that bytes after a response are counted. */
const untilPolled = (): Promise<void> => new Promise((resolve) => void setImmediate(setImmediate, resolve));

/** All bytes of a stream; undefined if they exceed the limit. Iterating over the stream would be slower. */
function bytesOf(stream: Request, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= limit) return;
      resolve(undefined);
      stream.destroy();
    });
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('the stream was closed')));
  });
}

/** True for a 408 that a server sent before it closed an idle connection. It is not a response to the request. */
const isIdleTimeout = (reply: Reply): boolean =>
  reply.kind === 'response' && reply.status === 408 && reply.headers.get('connection')?.[0]?.toLowerCase() === 'close';
