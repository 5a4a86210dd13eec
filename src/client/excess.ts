import type { Socket } from 'node:net';
import type { Received } from './framing.ts';

/** The last response of each connection that is kept alive. */
const last = new WeakMap<Socket, Received>();

/**
 * Counts what a server sends behind a response on a connection that is kept alive, and closes such a connection. Node
 * hands these bytes to the next request there, which then fails though its own answer is right.
 *
 * @returns the response before on the same connection
 */
export function watchConnection(socket: Socket, received: Received): Received | undefined {
  const before = last.get(socket);
  last.set(socket, received);
  if (before !== undefined) return before;
  // Before the parser's own listener: there a response is complete from the packet on that follows its last one.
  socket.prependListener('data', (chunk: Buffer) => {
    const response = last.get(socket);
    if (response?.head?.complete !== true || isBlank(chunk)) return;
    response.excess += chunk.length;
    socket.destroy();
  });
  return undefined;
}

/** Empty lines before a status line are skipped by many parsers, Node's among them. */
const isBlank = (chunk: Buffer): boolean => chunk.every((byte) => byte === 0x0d || byte === 0x0a);
