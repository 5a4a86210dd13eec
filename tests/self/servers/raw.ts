import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Parts that are written to a connection in order: text, a pause in milliseconds, or `end`, which ends it. */
export type Written = readonly (string | number)[];

/** A server that writes the bytes of its responses directly to the socket. */
export interface RawServer {
  baseUrl: string;
  close(): Promise<void>;
}

/** @param answer returns the parts to write for a method and URL */
export async function startRaw(answer: (method: string, url: string) => Written): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)));
    socket.setNoDelay(true).on('data', (request: Buffer) => {
      const [method = '', url = ''] = request.toString('latin1').split(' ');
      void write(socket, answer(method, url));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function write(socket: Socket, parts: Written): Promise<void> {
  for (const part of parts) {
    if (typeof part === 'number') await sleep(part);
    else if (part === 'end') socket.end();
    else socket.write(part, 'latin1');
  }
}
