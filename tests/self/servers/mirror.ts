import { Agent, request as forward } from 'node:http';
import { startServer, type TestServer } from './faulty.ts';

/**
 * Starts another server over the data of a server.
 *
 * @param statusOf the status that it sends instead of one of the other server
 */
export function startMirror(
  baseUrl: string,
  statusOf = (status: number, _url: string): number => status,
): Promise<TestServer> {
  // A connection that is kept alive may be closed by the server before the next request arrives.
  const agent = new Agent({ keepAlive: false });
  return startServer((request, response) => {
    const { method, url = '', headers } = request;
    const { connection: _, ...fields } = headers;
    const forwarded = forward(baseUrl + url, { method, headers: fields, agent }, (answer) => {
      const { connection: _own, ...received } = answer.headers;
      answer.pipe(response.writeHead(statusOf(answer.statusCode ?? 0, url), received));
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
}
