import type { ClientRequest, IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Agents as GotAgents, Got, Method, Request } from 'got';
import type { Agents } from './agents.ts';
import type { HttpRequest, Limits } from './http-request.ts';
import { watchConnection } from './excess.ts';
import { excessFault, type Received } from './framing.ts';
import type { Reply } from './reply.ts';
import { oversized, responseOf } from './response.ts';
import { notHttp, transportError } from './transport-error.ts';

/** What sending a request once came to. */
export interface Attempt {
  reply: Reply;
  /** True where the fault is of the connection, and so of what was sent on it before: the request is sent once more. */
  stale: boolean;
}

/** What is known of an exchange that is under way. */
interface Seen extends Received {
  /** Of the request itself: got wraps it, and leaves out what the parser read. */
  error: unknown;
  upgraded: boolean;
  reused: boolean;
  /** The response before on the same connection. */
  before: Received | undefined;
}

/**
 * Sends a request once. A kept-alive connection that the server closed while it was idle fails the next request before
 * any byte of an answer (RFC 9112, section 9.3.1); one on which bytes follow a response fails it as well.
 *
 * @param underWay gets a function that ends the exchange, as long as it lasts
 * @throws the reason of `signal` where that ended it
 */
export async function attempt(
  http: Got,
  { method, url, headers, json }: HttpRequest,
  agent: Agents,
  { bodyLimitBytes: limit, timeoutMs, signal }: Limits,
  underWay: Set<() => void>,
): Promise<Attempt> {
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const options = { agent: agent as GotAgents, method: method as Method, headers, ...(json && { json }) };
  const stream = http.stream(url, options);
  const seen = watch(stream, method);
  const stop = () => void stream.destroy();
  underWay.add(stop);
  try {
    if (json === undefined) stream.end();
    const body = await bytesOf(stream, limit);
    if (body === undefined) return { reply: oversized(limit, elapsed()), stale: false };
    if (seen.head === undefined) throw new Error('the stream ended without an answer');
    const durationMs = elapsed();
    await untilPolled();
    if (seen.excess > 0)
      return { reply: notHttp(excessFault(seen.excess, { ...seen, head: seen.head }), durationMs), stale: false };
    const reply = responseOf(seen.head, body, limit, durationMs);
    return { reply, stale: seen.reused && isGoodbye(reply) };
  } catch (error) {
    signal?.throwIfAborted();
    if (seen.upgraded) return { reply: notHttp(UPGRADED, elapsed()), stale: false };
    const bytes = stream.downloadProgress.transferred;
    const reply = transportError(seen.error ?? error, elapsed(), { timeoutMs, received: seen, bytes });
    return { reply, stale: seen.reused && seen.head === undefined && isOfConnection(reply, seen) };
  } finally {
    underWay.delete(stop);
    // Otherwise each response of a connection would keep the one before it.
    seen.before = undefined;
  }
}

const UPGRADED = 'the answer was 101, which changes to another protocol';

/** Notes what becomes of a request; whatever else goes wrong with it later is nobody's business. */
function watch(stream: Request, method: string): Seen {
  const seen: Seen = {
    ...{ method, head: undefined, excess: 0, error: undefined, upgraded: false, reused: false, before: undefined },
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
 * True where a connection failed before any byte of an answer. Where those were bytes that are no answer, they belong to
 * the exchange before; that one may still wait for them.
 */
function isOfConnection(reply: Reply, { before, error }: Seen): boolean {
  if (reply.kind !== 'transport-error') return false;
  if (reply.reason === 'not-http' && before !== undefined) {
    before.excess += (error as { rawPacket?: Buffer }).rawPacket?.length ?? 1;
    return true;
  }
  return reply.reason === 'reset';
}

/** Waits until what the server has sent by now has been read: bytes that follow a response are of this exchange. */
async function untilPolled(): Promise<void> {
  await nextTurn();
  await nextTurn();
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
