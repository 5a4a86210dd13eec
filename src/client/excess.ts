import type { Socket } from 'node:net';
import type { Received } from './framing.ts';

/** The last response on each kept-alive connection. */
const last = new WeakMap<Socket, Received>();

/**
 * Counts bytes that a server sends after a response on a kept-alive connection, and closes that connection. Node would
 * parse these bytes as the response to the next request, which would fail although its own response is valid.
 *
 * @returns the previous response on the same connection
 */
export function watchConnection(socket: Socket, received: Received): Received | undefined {
  const before = last.get(socket);
  last.set(socket, received);
  if (before !== undefined) return before;
  // Must run before the parser's listener, which may complete the response with this same packet.
  socket.prependListener('data', (chunk: Buffer) => {
    const response = last.get(socket);
    if (response?.head?.complete !== true || isBlank(chunk)) return;
    response.excess += chunk.length;
    socket.destroy();
  });
  return undefined;
}

/** True for empty lines before a status line, which many parsers skip, including Node's. */
const isBlank = (chunk: Buffer): boolean => chunk.every((byte) => byte === 0x0d || byte === 0x0a);
