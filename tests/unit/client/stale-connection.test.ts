import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createClient } from '../../../src/client/client.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server that closes each connection at its second request without an answer, as if the connection had been idle. */
async function start(): Promise<{ url: string; requests: () => number }> {
  const seen = new Map<Socket, number>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const count = (seen.get(request.socket) ?? 0) + 1;
    seen.set(request.socket, count);
    if (count === 2) request.socket.destroy();
    else response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

test('a request that fails on a kept-alive connection before any byte is sent again on a new one', async () => {
  const { url, requests } = await start();
  const client = createClient({ timeoutMs: 5000, bodyLimitBytes: 1000 });
  open.push(() => client.close());
  const request = { method: 'GET', url, headers: {} };
  const replies = [await client.send(request), await client.send(request)];
  expect(replies.map(({ kind }) => kind)).toEqual(['response', 'response']);
  expect(requests()).toBe(3);
});

test('a request that fails on a new connection is not sent again', async () => {
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close());
  const client = createClient({ timeoutMs: 5000, bodyLimitBytes: 1000 });
  open.push(() => client.close());
  let requests = 0;
  server.on('request', () => requests++);
  const reply = await client.send({
    method: 'GET',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: {},
  });
  expect(reply).toMatchObject({ kind: 'transport-error', reason: 'reset' });
  expect(requests).toBe(1);
});
