import { writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import { startEmbedded } from '../../src/embedded/server.ts';
import { contract } from './command.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

describe('the connection to the target', () => {
  test.each(['http', 'https'])('uses the proxy of the environment, for %s', async (scheme) => {
    const embedded = await startEmbedded();
    const target = new URL(embedded.baseUrl);
    let proxied = 0;
    const pipe = (_: IncomingMessage, client: Socket, head: Buffer) => {
      proxied++;
      const upstream = connect(tlsPort, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    };
    const forward = (url: string, { method, headers }: IncomingMessage, respond: (reply: IncomingMessage) => void) =>
      httpRequest({ host: '127.0.0.1', port: target.port, path: url, method, headers }, respond).end();
    const proxy = createServer((request, response) => {
      proxied++;
      const { pathname, search } = new URL(request.url ?? '', embedded.baseUrl);
      forward(pathname + search, request, (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      });
    }).on('connect', pipe);
    const pems = await generate([{ name: 'commonName', value: 'contract.test' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'contract.test' }] }],
    });
    const tls = createTlsServer({ key: pems.private, cert: pems.cert }, (request, response) => {
      forward(request.url ?? '', request, (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      });
    });
    const tlsPort = await listening(tls);
    const proxyUrl = `http://127.0.0.1:${await listening(proxy)}`;
    const authority = join(temporaryFolder(), 'authority.pem');
    writeFileSync(authority, pems.cert);
    const { exitCode, stderr } = await contract(['--only', 'GET /api/v1/groups'], {
      ...COORDINATES,
      CONTRACT_BASE_URL: `${scheme}://contract.test`,
      CONTRACT_ALLOW_HTTP: '1',
      CONTRACT_CA_FILE: authority,
      HTTP_PROXY: proxyUrl,
      HTTPS_PROXY: proxyUrl,
      http_proxy: proxyUrl,
    });
    for (const server of [proxy, tls]) server.closeAllConnections();
    await Promise.all([proxy, tls].map((server) => new Promise((resolve) => server.close(resolve))));
    await embedded.close();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(proxied).toBeGreaterThan(0);
  });

  test('bypasses the proxy for the embedded target and for hosts in NO_PROXY', async () => {
    const proxies = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    expect((await contract(['--only', 'groups'], proxies)).exitCode).toBe(0);
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, ...proxies };
    expect((await contract(['--only', 'groups'], env)).exitCode).toBe(3);
    expect((await contract(['--only', 'groups'], { ...env, NO_PROXY: '127.0.0.1' })).exitCode).toBe(0);
    await embedded.close();
  });

  test.each([
    ['no-such.pem', 'a file that does not exist'],
    [resolve('package.json'), 'names a file without a certificate'],
  ])('cannot use the authority in %s', async (file, message) => {
    const { exitCode, stderr } = await contract([], { CONTRACT_CA_FILE: file });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
