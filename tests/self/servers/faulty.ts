import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../../../src/embedded/server.ts';

/** An answer of the embedded target, to be spoiled. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Spoils an answer; `undefined` leaves it as it is, a function writes to the socket itself. */
export type Fault = (answer: Answer, request: IncomingMessage) => Partial<Answer> | Raw | undefined;

/** Answers by hand, for what an honest server library would not send. */
export type Raw = (response: ServerResponse) => void;

/** A server under test. */
export interface TestServer {
  baseUrl: string;
  /** Method, URL and header fields of every request received. */
  received: { method: string; url: string; headers: IncomingMessage['headers'] }[];
  /** Drops every connection, and listens again on the same port after so many milliseconds. */
  restart(ms: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A server that answers as the embedded target does, but for one planted fault.
 *
 * @param understood the URL that a URL is taken for
 * @param identity the header field `Authorization` that one is taken for
 */
export async function startFaulty(
  fault: Fault,
  understood = (url: string): string => url,
  identity = (authorization: string): string => authorization,
): Promise<TestServer> {
  const embedded = await startEmbedded();
  return startServer(
    async (request, response) => {
      const { method = 'GET', url = '', headers } = request;
      const body = method === 'GET' || method === 'HEAD' ? null : await buffer(request);
      const honest = await fetch(embedded.baseUrl + understood(url), {
        method,
        headers: {
          ...withoutConnection(headers),
          ...(headers.authorization !== undefined && { authorization: identity(headers.authorization) }),
        },
        body,
      });
      const answer: Answer = {
        status: honest.status,
        headers: { 'content-type': honest.headers.get('content-type') ?? 'application/json' },
        body: Buffer.from(await honest.arrayBuffer()),
      };
      const spoiled = fault(answer, request);
      if (typeof spoiled === 'function') {
        spoiled(response);
        return;
      }
      const sent = { ...answer, ...spoiled };
      response.writeHead(sent.status, sent.headers).end(sent.body);
    },
    () => embedded.close(),
  );
}

/** A loopback server on a free port. */
export async function startServer(
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
  alsoClose: () => Promise<void> = () => Promise.resolve(),
): Promise<TestServer> {
  const received: TestServer['received'] = [];
  const answered = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await handle(request, response);
    } catch (error) {
      // A connection that the client, restart() or close() has ended cannot be answered; nothing is wrong with the test.
      if (!request.socket.destroyed) throw error;
    }
  };
  const server: Server = createServer((request, response) => {
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    void answered(request, response);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    received,
    async restart(ms) {
      await stop();
      await sleep(ms);
      await listen(port);
    },
    async close() {
      await stop();
      await alsoClose();
    },
  };
}

/** A fault of everything but the status, by which a target is known to be there. */
export const ofApi =
  (fault: Fault): Fault =>
  (answer, request) =>
    request.url === '/api/status' ? undefined : fault(answer, request);

/** The same answer, but so much later. */
export const late =
  ({ status, headers, body }: Answer, ms: number): ReturnType<Fault> =>
  (response) =>
    void setTimeout(() => response.writeHead(status, headers).end(body), ms);

/** A JSON answer changed by a function; an answer to HEAD has none. */
export const changed =
  (change: (body: never) => unknown) =>
  ({ body }: Answer): Partial<Answer> => {
    if (body.length === 0) return {};
    const parsed = JSON.parse(body.toString('utf8')) as never;
    return { body: Buffer.from(JSON.stringify(change(parsed))) };
  };

const withoutConnection = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !['connection', 'host', 'accept-encoding', 'content-length'].includes(name)
        ? [[name, value]]
        : [],
    ),
  );
