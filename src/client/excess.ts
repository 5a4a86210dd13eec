import type { Socket } from 'node:net';
import type { Received } from './framing.ts';

/** The last response on each kept-alive connection. */
const last = new WeakMap<Socket, Received>();

/**
 * Counts bytes that a server sends after a response on a kept-alive connection, and closes that connection. Node
 * passes these bytes to the next request there, which then fails although its own response is right.
 *
 * @returns the response before on the same connection
 */
export function watchConnection(socket: Socket, received: Received): Received | undefined {
  const before = last.get(socket);
  last.set(socket, received);
  if (before !== undefined) return before;
  // Runs before the parser's listener: there a response is complete only with the packet after its last one.
  socket.prependListener('data', (chunk: Buffer) => {
    const response = last.get(socket);
    if (response?.head?.complete !== true || isBlank(chunk)) return;
    response.excess += chunk.length;
    socket.destroy();
  });
  return undefined;
}

/** True for empty lines before a status line, which many parsers skip, Node's among them. */
const isBlank = (chunk: Buffer): boolean => chunk.every((byte) => byte === 0x0d || byte === 0x0a);
