import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '../../../src/embedded/server.ts';
import type { Setup } from '../../../src/embedded/setup-routes.ts';

/** A response of the embedded target, which a fault may change. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Changes a response. `undefined` leaves it unchanged; a function writes the response itself. */
export type Fault = (answer: Answer, request: IncomingMessage) => Partial<Answer> | Raw | undefined;

/** Writes a response that a server library would not send. */
export type Raw = (response: ServerResponse) => void;

/** A server under test. */
export interface TestServer {
  baseUrl: string;
  /** Method, URL and header fields of every request received. */
  received: { method: string; url: string; headers: IncomingMessage['headers'] }[];
  /** Resolves when the server has received at least this number of requests. */
  receives(count: number): Promise<void>;
  /** Drops every connection, and listens again on the same port after the given milliseconds. */
  restart(ms: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A proxy of the embedded target with one planted fault.
 *
 * @param rewriteUrl maps a received URL to the URL that is forwarded
 * @param mapAuthorization maps a received `Authorization` field to the field that is forwarded
 * @param setup the embedded target has no data, and is set up in this way
 */
export async function startFaulty(
  fault: Fault,
  rewriteUrl = (url: string): string => url,
  mapAuthorization = (authorization: string, _request: IncomingMessage): string => authorization,
  setup?: Setup,
): Promise<TestServer> {
  const embedded = await startEmbedded(0, setup);
  return startServer(
    async (request, response) => {
      const { method = 'GET', url = '', headers } = request;
      const body = method === 'GET' || method === 'HEAD' ? null : await buffer(request);
      const original = await fetch(embedded.baseUrl + rewriteUrl(url), {
        method,
        headers: {
          ...withoutConnection(headers),
          ...(headers.authorization !== undefined && {
            authorization: mapAuthorization(headers.authorization, request),
          }),
        },
        body,
      });
      const answer: Answer = {
        status: original.status,
        headers: {
          ...forwarded(original.headers),
          'content-type': original.headers.get('content-type') ?? 'application/json',
        },
        body: Buffer.from(await original.arrayBuffer()),
      };
      const change = fault(answer, request);
      if (typeof change === 'function') {
        change(response);
        return;
      }
      const sent = { ...answer, ...change };
      response.writeHead(sent.status, sent.headers).end(sent.body);
    },
    () => embedded.close(),
  );
}

/** Headers of responses that the embedded target sends to avoid advice. */
const forwarded = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    ['www-authenticate', 'cache-control'].flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );

/** A loopback server on a free port. */
export async function startServer(
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
  alsoClose: () => Promise<void> = () => Promise.resolve(),
): Promise<TestServer> {
  const received: TestServer['received'] = [];
  const requests = new EventEmitter();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await handle(request, response);
    } catch (error) {
      // A connection that the client, restart() or close() has ended cannot be answered. This is not a test failure.
      if (!request.socket.destroyed) throw error;
    }
  };
  const server: Server = createServer((request, response) => {
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    requests.emit('received');
    void answer(request, response);
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
    async receives(count) {
      while (received.length < count) await once(requests, 'received');
    },
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

/** A fault of all responses except that of `/api/status`, which identifies a target. */
export const ofApi =
  (fault: Fault): Fault =>
  (answer, request) =>
    request.url === '/api/status' ? undefined : fault(answer, request);

/** Starts a server whose successful responses about groups have an undeclared status. */
export const startWithFaultyGroups = (): Promise<TestServer> =>
  startFaulty(
    ofApi(({ status }, { url = '' }) => (status === 200 && url.includes('/groups') ? { status: 418 } : undefined)),
  );

/** The same response after a delay. */
export const late =
  ({ status, headers, body }: Answer, ms: number): ReturnType<Fault> =>
  (response) =>
    void setTimeout(() => response.writeHead(status, headers).end(body), ms);

/** Changes the JSON body of a response. A response to HEAD has no body and is left unchanged. */
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
