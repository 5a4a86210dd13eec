import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import { startEmbedded } from '../../src/embedded/server.ts';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { contract, start } from './command.ts';
import { COORDINATES, judge, type Run, temporaryFolder } from './judge.ts';
import { type Answer, changed, type Fault, startFaulty, type TestServer } from './servers/faulty.ts';

const deviating = ({ cases }: Run) => cases.filter(({ verdict }) => verdict === 'deviating');
const ofApi =
  (fault: Fault): Fault =>
  (answer, request) =>
    request.url === '/api/status' ? undefined : fault(answer, request);
const late =
  ({ status, headers, body }: Answer, ms: number): ReturnType<Fault> =>
  (response) =>
    void setTimeout(() => response.writeHead(status, headers).end(body), ms);
const slow = (ms: number): Fault => ofApi((answer) => late(answer, ms));
const report = (folder: string) => JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')) as ContractJson;

describe('a target that comes back within the patience', () => {
  test('is asked on, and nothing of it deviates', async () => {
    const server = await startFaulty(slow(5));
    const ended = judge(server.baseUrl, { env: { CONTRACT_CASES: 'fixture,derived' } });
    await received(server, 100);
    await server.restart(1000);
    const before = server.received.length;
    const run = await ended;
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(server.received.length).toBeGreaterThan(before);
  });
});

describe('a case that takes the target away', () => {
  test('deviates, and none that was under way with it', async () => {
    let isDown = false;
    const server: TestServer = await startFaulty((_answer, { url }) => {
      if (url?.includes('no-such-dynamic-secret') !== true) return undefined;
      return (response) => {
        response.destroy();
        if (!isDown) void server.restart(200).then(() => (isDown = false));
        isDown = true;
      };
    });
    const run = await judge(server.baseUrl);
    await server.close();
    expect(new Set(deviating(run).map(({ id }) => id))).toEqual(new Set(['dynamic-secrets/get › 404 › unknown name']));
    expect(run.checks).toEqual(['no-response']);
  });
});

describe('an impossible route that asks for time', () => {
  const patient =
    (answers: { status: number; headers: Record<string, string> }): Fault =>
    (answer, { url = '' }) => {
      if (url.includes('no-such-route')) return answers;
      return answer.status === 404
        ? { status: 404, body: Buffer.from('{"reqId":"r","statusCode":404,"message":"n","error":"E"}') }
        : undefined;
    };

  test('holds up neither the run nor its end', async () => {
    const server = await startFaulty(patient({ status: 503, headers: { 'retry-after': '20' } }));
    const began = performance.now();
    const run = await judge(server.baseUrl, { env: { CONTRACT_CASES: 'hostile' } });
    await server.close();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(deviating(run)).toEqual([]);
    expect(server.received.filter(({ url }) => url.includes('no-such-route')).length).toBeLessThan(12);
  });
});

describe('a deviation that does not repeat', () => {
  test('is a deviation, and says so', async () => {
    let spoiled = 0;
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200 && spoiled++ === 0 ? changed(() => [{}])(answer) : undefined,
    );
    const run = await judge(server.baseUrl);
    await server.close();
    expect({ checks: run.checks, exitCode: run.exitCode }).toEqual({ checks: ['body-schema'], exitCode: 1 });
    expect(deviating(run).map(({ id, flaky }) => [id, flaky])).toEqual([['groups/get › 200 › the groups', true]]);
  });

  test('is not taken for one that repeats', async () => {
    const server = await startFaulty((answer, { url }) =>
      url === '/api/v1/groups' && answer.status === 200 ? changed(() => [{}])(answer) : undefined,
    );
    const run = await judge(server.baseUrl);
    await server.close();
    expect(deviating(run).map(({ flaky }) => flaky)).toEqual([false]);
  });
});

/** Resolves when a server has received so many requests. */
const received = async (server: TestServer, count: number): Promise<void> => {
  while (server.received.length < count) await sleep(5);
};

/**
 * A server before the embedded target, whose logins give tokens that are good for two seconds.
 *
 * @param drops asked at each login; true: its connection is dropped
 */
async function startExpiring(drops = (): boolean => false) {
  const issued = new Map<string, number>();
  const server = await startFaulty((answer, { url, headers, method }) => {
    if (method === 'POST' && url?.endsWith('/login') && answer.status === 200) {
      if (drops()) return (response) => void response.destroy();
      return changed((login: { accessToken: string }) => {
        issued.set(`Bearer ${login.accessToken}`, Date.now());
        return { ...login, expiresIn: 2 };
      })(answer);
    }
    const born = issued.get(headers.authorization ?? '');
    if (born === undefined || Date.now() - born < 2000) return url === '/api/status' ? undefined : late(answer, 80);
    return {
      status: 403,
      body: Buffer.from('{"reqId":"r","statusCode":403,"message":"expired","error":"TokenError"}'),
    };
  });
  return { server, issued };
}

const LOGINS = {
  ...{ CONTRACT_TOKEN: '', CONTRACT_RESTRICTED_TOKEN: '' },
  CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
  CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-restricted-client',
  CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.19ae44',
};

describe('identities that log in', () => {
  test('log in again before they expire, without a failed case', async () => {
    const { server, issued } = await startExpiring();
    const env = { ...LOGINS, CONTRACT_CONCURRENCY: '2', CONTRACT_CASES: 'fixture,derived' };
    const run = await judge(server.baseUrl, { env });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(issued.size).toBeGreaterThan(3);
    for (const token of issued.keys()) expect(run.record).not.toContain(token.replace('Bearer ', ''));
  });

  test('log in again though the connection fails just then', async () => {
    let logins = 0;
    const { server } = await startExpiring(() => ++logins > 2 && logins % 4 !== 0);
    const env = { ...LOGINS, CONTRACT_CONCURRENCY: '2', CONTRACT_CASES: 'fixture,derived' };
    const run = await judge(server.baseUrl, { env });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(logins).toBeGreaterThan(4);
  });

  test.each([
    ['CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET', 'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID'],
    ['CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET', 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID'],
  ])('end the run with one line where %s is refused', async (secret, id) => {
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, ...LOGINS, CONTRACT_BASE_URL: embedded.baseUrl, [secret]: 'wrong-secret' };
    const { exitCode, stderr } = await contract([], env);
    await embedded.close();
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`^${id}: universal auth gave no access token: the answer was 401\\. .*\\n$`));
  });
});

describe('a target that announces its rate', () => {
  test('is waited for before it refuses, each operation by itself', async () => {
    let left = 5;
    let refused = 0;
    const server = await startFaulty((answer, { url }) => {
      if (url !== '/api/v1/groups' || answer.status !== 200) return undefined;
      if (left === 0) refused++;
      const remaining = left === 0 ? 0 : --left;
      if (remaining === 0) setTimeout(() => (left = 5), 900);
      return {
        headers: { ...answer.headers, 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-reset': '1' },
      };
    });
    const env = { CONTRACT_CONCURRENCY: '1', CONTRACT_CASES: 'fixture,derived' };
    const run = await judge(server.baseUrl, { env, only: ['GET /api/v1/groups'] });
    await server.close();
    expect({ outcome: run.outcome, refused }).toEqual({ outcome: 'conforming', refused: 0 });
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends the run in order: reports of what was done, and exit code 3', async () => {
    const server = await startFaulty(slow(150));
    const started = start(['--import', 'tsx', 'src/cli.ts'], {
      ...{ ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_CONCURRENCY: '2' },
    });
    await received(server, 20);
    started.kill(signal);
    const { exitCode, stdout, reports } = await started.ended;
    await server.close();
    expect(exitCode).toBe(3);
    expect(stdout).toContain('the run was interrupted');
    const { counts, outcome } = report(reports);
    expect(outcome).toBe('inconclusive');
    expect(counts.conforming).toBeGreaterThan(0);
    expect(counts.deviating).toBe(0);
    expect(counts.conforming + counts.inconclusive).toBe(counts.cases);
  });
});

describe('a run that is killed', () => {
  test('leaves a record, from which the reports are written again', async () => {
    const server = await startFaulty(slow(150));
    const started = start(['--import', 'tsx', 'src/cli.ts'], {
      ...{ ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_CONCURRENCY: '2' },
    });
    await received(server, 20);
    started.kill('SIGKILL');
    const { reports } = await started.ended;
    await server.close();
    expect(existsSync(join(reports, 'contract.json'))).toBe(false);
    const { exitCode, stdout } = await contract(['report', reports]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('the run was cut off before its end');
    expect(report(reports).counts.conforming).toBeGreaterThan(0);
  });

  test('is one line where there is no record', async () => {
    const folder = temporaryFolder();
    const { exitCode, stderr } = await contract(['report', folder]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `${folder}: there is no record of a run in it. Name the folder that the run wrote its reports to. [no-record]\n`,
    });
  });
});

describe('several machines', () => {
  const shard = async (part: string) => join((await contract(['--shard', part])).reports, 'contract.json');

  test('make one report of their parts', async () => {
    const parts = await Promise.all(['1/2', '2/2'].map(shard));
    const { exitCode, reports } = await contract(['merge', ...parts]);
    const [whole, ...each] = [join(reports, 'contract.json'), ...parts].map(
      (file) => JSON.parse(readFileSync(file, 'utf8')) as ContractJson,
    );
    expect(exitCode).toBe(0);
    expect(whole?.counts.cells).toBe(28);
    expect(whole?.cases.length).toBe(each.reduce((sum, { cases }) => sum + cases.length, 0));
    const missing = await contract(['merge', parts[0] ?? '']);
    expect(missing).toMatchObject({
      exitCode: 2,
      stderr: 'merge: shard 2/2 is missing. Name the contract.json of every shard. [merge]\n',
    });
    const doubled = await contract(['merge', parts[0] ?? '', parts[0] ?? '']);
    expect(doubled.exitCode).toBe(2);
    expect(doubled.stderr).toContain('is shard 1/2, as is ');
  });

  test.each([
    ['3/2', 'which is not one part of several'],
    ['0/2', 'which is not one part of several'],
    ['9/9', 'has none of the 4 operations'],
  ])('are refused shard %s', async (part, why) => {
    const { exitCode, stderr } = await contract(['--shard', part]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
  });
});

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

describe('the way to the target', () => {
  test.each(['http', 'https'])('leads through the proxy that the environment names, for %s', async (scheme) => {
    const embedded = await startEmbedded();
    const target = new URL(embedded.baseUrl);
    let passed = 0;
    const pipe = (_: IncomingMessage, client: Socket, head: Buffer) => {
      passed++;
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
      passed++;
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
      ...{ HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, http_proxy: proxyUrl },
    });
    for (const server of [proxy, tls]) server.closeAllConnections();
    await Promise.all([proxy, tls].map((server) => new Promise((resolve) => server.close(resolve))));
    await embedded.close();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(passed).toBeGreaterThan(0);
  });

  test('is straight to the embedded target, and to what NO_PROXY names', async () => {
    const proxies = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    expect((await contract(['--only', 'groups'], proxies)).exitCode).toBe(0);
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, ...proxies };
    expect((await contract(['--only', 'groups'], env)).exitCode).toBe(3);
    expect((await contract(['--only', 'groups'], { ...env, NO_PROXY: '127.0.0.1' })).exitCode).toBe(0);
    await embedded.close();
  });

  test.each([
    ['no-such.pem', 'names no file'],
    ['package.json', 'names a file without a certificate'],
  ])('is not believed by an authority in %s', async (file, why) => {
    const { exitCode, stderr } = await contract([], { CONTRACT_CA_FILE: file });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
  });
});

describe('--wait', () => {
  test('waits for a server that is just being started', async () => {
    const first = await startEmbedded();
    const { port } = new URL(first.baseUrl);
    await first.close();
    const run = contract(['--only', 'groups', '--wait', '20'], { ...COORDINATES, CONTRACT_BASE_URL: first.baseUrl });
    await sleep(2500);
    const late = await startEmbedded(Number(port));
    const { exitCode } = await run;
    await late.close();
    expect(exitCode).toBe(0);
  });
});

describe('a signal before anything was asked', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends with 3 and one line', async (signal) => {
    const run = start(['--import', 'tsx', 'src/cli.ts', '--wait', '60'], { CONTRACT_BASE_URL: 'http://127.0.0.1:9' });
    await sleep(2000);
    run.kill(signal);
    const { exitCode, stderr } = await run.ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: 'the run was interrupted before anything was asked\n',
    });
  });
});

describe('doctor', () => {
  test('says in ten lines what a target is, and no secret', async () => {
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, CONTRACT_FAULT_HEADER: '' };
    const { exitCode, stdout } = await contract(['doctor'], { ...env, CONTRACT_ORGANIZATION_ROLE_ID: '' });
    await embedded.close();
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    expect(stdout).toContain('set CONTRACT_ORGANIZATION_ROLE_ID (1 cell), CONTRACT_FAULT_HEADER (12 cells, ');
    expect(stdout).toContain('15 of 28 cells');
    expect(stdout).toContain('Infisical API (embedded target) 0.0.1');
    for (const name of ['CONTRACT_TOKEN', 'CONTRACT_SERVICE_TOKEN']) expect(stdout).not.toContain(COORDINATES[name]);
  });

  test.each<[string, Fault, RegExp]>([
    ['a gateway whose server is away', () => ({ status: 503 }), /target +.* answered 503/],
    ['no Infisical', () => ({ headers: { 'content-type': 'text/html' } }), /next +set CONTRACT_BASE_URL/],
  ])('ends with 3 where there is %s', async (_what, fault, told) => {
    const server = await startFaulty(fault);
    const { exitCode, stdout } = await contract(['doctor'], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(told);
    expect(stdout).not.toContain(' anew');
  });

  test('ends with 3 where a token is refused, or nobody is there', async () => {
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, CONTRACT_TOKEN: 'wrong-token' };
    const refused = await contract(['doctor'], env);
    await embedded.close();
    const away = await contract(['doctor'], env);
    expect([refused.exitCode, away.exitCode]).toEqual([3, 3]);
    expect(refused.stdout).toContain('set CONTRACT_TOKEN anew');
    expect(refused.stdout).toContain('GET /api/v1/groups 403');
    expect(away.stdout).toContain('the connection was refused');
  });
});
