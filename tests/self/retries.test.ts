import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createClient } from '../../src/client/client.ts';
import { files } from '../unit/files.ts';
import { problemIn } from '../unit/problem-of.ts';
import { CELLS, judge, outagesOf } from './judge.ts';
import { startFaulty, startServer } from './servers/faulty.ts';

/** Returns a predicate that is true for the first requests of each URL. */
const firstTimes = (times: number) => {
  const seen = new Map<string, number>();
  return ({ url = '' }: IncomingMessage): boolean => {
    seen.set(url, (seen.get(url) ?? 0) + 1);
    return (seen.get(url) ?? 0) <= times;
  };
};

const throttled = (retryAfter?: string) => ({
  status: 429,
  headers: { 'content-type': 'application/json', ...(retryAfter !== undefined && { 'retry-after': retryAfter }) },
  body: Buffer.from('{"statusCode":429,"message":"Rate limit exceeded","error":"RateLimitExceeded"}'),
});

describe('a throttling target', () => {
  test.concurrent.each([['1'], [undefined], [new Date(Date.now() + 1000).toUTCString()]])(
    'with Retry-After %s is retried, without a wrong verdict',
    async (retryAfter) => {
      const early = firstTimes(1);
      const server = await startFaulty((_answer, request) => (early(request) ? throttled(retryAfter) : undefined));
      const run = await judge(server.baseUrl);
      await server.close();
      const { outcome, counts } = run;
      expect({ outcome, cells: counts.cellsConforming }).toEqual({ outcome: 'conforming', cells: CELLS });
      expect(outagesOf(run)).toEqual([]);
    },
  );

  test.concurrent.each(['0', '-1', '1.5'])(
    'that always sends Retry-After: %s is not retried forever',
    async (retryAfter) => {
      const server = await startFaulty((_answer, { url }) =>
        url === '/api/v1/groups' ? throttled(retryAfter) : undefined,
      );
      const { outcome } = await judge(server.baseUrl, { env: { CONTRACT_PATIENCE_SECONDS: '2' } });
      await server.close();
      expect(outcome).toBe('inconclusive');
      expect(server.received.length).toBeLessThan(150);
    },
  );

  test.concurrent('is also retried at the login', async () => {
    const early = firstTimes(1);
    const server = await startFaulty((_answer, request) =>
      request.method === 'POST' && early(request) ? throttled('1') : undefined,
    );
    const env = {
      CONTRACT_TOKEN: '',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
    };
    const { outcome } = await judge(server.baseUrl, { env });
    await server.close();
    expect(outcome).toBe('conforming');
  });

  test.concurrent('gets only the first request if Retry-After is beyond CONTRACT_PATIENCE_SECONDS', async () => {
    const server = await startFaulty(() => ({ status: 429, headers: { 'retry-after': '50' } }));
    const problem = await problemIn(judge(server.baseUrl, { env: { CONTRACT_PATIENCE_SECONDS: '9' } }));
    await server.close();
    expect(problem).toMatchObject({ code: 'unreachable', exitCode: 3 });
    expect(server.received).toHaveLength(1);
  });

  test.concurrent('with a Retry-After beyond CONTRACT_PATIENCE_SECONDS is inconclusive', async () => {
    const server = await startFaulty((_answer, { url }) => (url === '/api/v1/groups' ? throttled('60') : undefined));
    const { outcome, checks, reasons, exitCode } = await judge(server.baseUrl, {
      env: { CONTRACT_PATIENCE_SECONDS: '1' },
    });
    await server.close();
    expect({ outcome, checks, exitCode }).toEqual({ outcome: 'inconclusive', checks: [], exitCode: 3 });
    expect(reasons).toContain('throttled beyond CONTRACT_PATIENCE_SECONDS');
  });
});

describe('a transient failure', () => {
  test.concurrent.each([502, 503, 504])('with status %i is retried and not reported', async (status) => {
    const early = firstTimes(1);
    const server = await startFaulty((_answer, request) => (early(request) ? { status } : undefined));
    const { outcome } = await judge(server.baseUrl);
    await server.close();
    expect(outcome).toBe('conforming');
  });

  test.concurrent('with 503 and Retry-After is retried after that time', async () => {
    let began: number | undefined;
    const server = await startFaulty(({ headers }, { url }) => {
      if (url === '/api/status') return undefined;
      began ??= performance.now();
      return performance.now() < began + 1500
        ? { status: 503, headers: { ...headers, 'retry-after': '1' } }
        : undefined;
    });
    const run = await judge(server.baseUrl);
    await server.close();
    expect(run.outcome).toBe('conforming');
    expect(outagesOf(run)).toEqual([expect.objectContaining({ ended: true })]);
  });

  test.concurrent('with 503 and Retry-After is retried for up to a third of CONTRACT_PATIENCE_SECONDS', async () => {
    const ready = performance.now() + 5000;
    const server = await startFaulty(({ headers }, { url }) =>
      url !== '/api/status' && performance.now() < ready
        ? { status: 503, headers: { ...headers, 'retry-after': '1' } }
        : undefined,
    );
    const { outcome, checks } = await judge(server.baseUrl, { only: ['groups'] });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'conforming', checks: [] });
  });

  test.concurrent.each([
    [503, 'default: { description: anything }'],
    [503, '503: { description: later }'],
  ])('with status %i is not judged, although the contract has %s', async (status, declared) => {
    const folder = files({
      'api.yaml': `openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /api/v1/groups:
    get:
      responses:
        200: &any { description: any, content: { application/json: {} } }
        4XX: *any
        ${declared}
`,
    });
    const early = firstTimes(1);
    const server = await startFaulty(({ status: original, headers }, request) =>
      early(request) && original === 200 && request.url !== '/api/status'
        ? { status, headers: { ...headers, 'retry-after': '0' } }
        : undefined,
    );
    const env = { CONTRACT_SPEC: folder, CONTRACT_CASES: 'derived' };
    const { cases, checks } = await judge(server.baseUrl, { env });
    await server.close();
    expect(checks).toEqual([]);
    expect(cases.filter(({ response }) => response?.status === status)).toEqual([]);
    expect(cases.filter(({ response }) => response?.status === 200).length).toBeGreaterThan(0);
  });

  test.concurrent('with status 429 is not judged, although it is declared', async () => {
    const folder = files({
      'api.yaml': `openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /api/docs/json: { get: { responses: { 200: &any { description: a, content: { application/json: {} } }, 429: *any } } }
`,
    });
    const early = firstTimes(1);
    const server = await startFaulty((_answer, request) => (early(request) ? throttled('0') : undefined));
    const env = { CONTRACT_SPEC: folder, CONTRACT_CASES: 'derived' };
    const { cases } = await judge(server.baseUrl, { env, only: ['as documented'] });
    await server.close();
    expect(cases.map(({ response }) => response?.status)).toEqual([200]);
  });

  test.concurrent('of one operation is retried if the target is available', async () => {
    let began: number | undefined;
    const server = await startFaulty((_answer, { url }) => {
      if (url !== '/api/v1/groups') return undefined;
      began ??= performance.now();
      return performance.now() < began + 300 ? { status: 502 } : undefined;
    });
    const { outcome, checks } = await judge(server.baseUrl);
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'conforming', checks: [] });
  });

  test.concurrent(
    'of one operation that always sends Retry-After is not waited for after a third of CONTRACT_PATIENCE_SECONDS',
    async () => {
      const server = await startFaulty(({ headers }, { url }) =>
        url === '/api/v1/groups' ? { status: 503, headers: { ...headers, 'retry-after': '0' } } : undefined,
      );
      const { checks, record } = await judge(server.baseUrl, { env: { CONTRACT_PATIENCE_SECONDS: '9' } });
      await server.close();
      expect(checks).toContain('status-declared');
      const { waitedMs } = (JSON.parse(record) as { end: { waitedMs: number } }).end;
      expect(waitedMs).toBeGreaterThanOrEqual(3000);
      expect(waitedMs).toBeLessThanOrEqual(3500);
    },
  );

  test.concurrent('of the connection, twice, is not reported if the target is available', async () => {
    // The client handles one of them as a connection that was closed while idle.
    const early = firstTimes(3);
    const server = await startFaulty((_answer, request) =>
      request.url !== '/api/status' && early(request) ? (response: ServerResponse) => response.destroy() : undefined,
    );
    const { outcome, checks } = await judge(server.baseUrl, { only: ['groups'], env: { CONTRACT_CONCURRENCY: '1' } });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'conforming', checks: [] });
  });

  test.concurrent('of many requests that stall at the same time is not reported', async () => {
    let stallsUntil = Infinity;
    const server = await startFaulty((_answer, { url }) => {
      if (url === '/api/status' || performance.now() > stallsUntil) return undefined;
      stallsUntil = Math.min(stallsUntil, performance.now() + 200);
      return () => undefined;
    });
    const { outcome, checks } = await judge(server.baseUrl, { env: { CONTRACT_TIMEOUT_SECONDS: '5' } });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'conforming', checks: [] });
  });

  test.concurrent('of the connection is retried and not reported', async () => {
    const early = firstTimes(1);
    const server = await startFaulty((_answer, request) =>
      early(request) && request.url !== '/api/status' ? (response: ServerResponse) => response.destroy() : undefined,
    );
    const { outcome } = await judge(server.baseUrl);
    await server.close();
    expect(outcome).toBe('conforming');
  });

  test.concurrent('of a kept-alive connection that was closed while idle is not reported', async () => {
    const server = await startFaulty(({ status, headers, body }) => (response) => {
      const { socket } = response;
      response.writeHead(status, { ...headers, 'content-length': body.length }).end(body, () => socket?.destroy());
    });
    const { outcome, counts } = await judge(server.baseUrl, {
      env: { CONTRACT_CONCURRENCY: '1', CONTRACT_PATIENCE_SECONDS: '2' },
    });
    await server.close();
    expect({ outcome, cells: counts.cellsConforming }).toEqual({ outcome: 'conforming', cells: CELLS });
  });
});

describe('an unusual response', () => {
  test('with 101 neither ends nor hangs the run', async () => {
    const server = await startFaulty((_answer, { url }) =>
      url === '/api/v1/groups'
        ? ({ socket }) =>
            void socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
        : undefined,
    );
    const { checks } = await judge(server.baseUrl, { only: ['groups/get › 200'] });
    await server.close();
    expect(checks).toEqual(['no-response']);
  });

  test('that is nested 50,000 deep is searched for secrets and source paths within the timeout', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const server = await startFaulty(({ status, body }) =>
      status === 403
        ? {
            body: Buffer.from(
              body
                .toString('utf8')
                .replace(/}$/, `,"details":${deep}}`)
                .replace(/"details":\[[^\]]*\],/, ''),
            ),
          }
        : undefined,
    );
    const { checks } = await judge(server.baseUrl, {
      only: ['groups/get › 403'],
      env: { CONTRACT_TIMEOUT_SECONDS: '5' },
    });
    await server.close();
    expect(checks).toEqual([]);
  });
});

describe('a target that fails during the run', () => {
  test.concurrent('ends the run within seconds as inconclusive, with the verdicts so far', async () => {
    let received = 0;
    const server = await startFaulty(() => {
      if (++received > 20) return (response) => response.destroy();
      return undefined;
    });
    const run = await judge(server.baseUrl, {
      env: { CONTRACT_CONCURRENCY: '1', CONTRACT_PATIENCE_SECONDS: '2' },
    });
    await server.close();
    const { outcome, counts, reasons, exitCode } = run;
    expect(outagesOf(run)).toEqual([expect.objectContaining({ ended: false })]);
    expect({ outcome, exitCode }).toEqual({ outcome: 'inconclusive', exitCode: 3 });
    expect(reasons).toContain('the target became unreachable');
    expect(counts.conforming).toBe(19);
    expect(counts.deviating).toBe(0);
  });
});

describe('a gateway whose server is down', () => {
  const startGateway = (from: number, durationMs: number) => {
    let [count, downSince] = [0, Infinity];
    return startFaulty((_answer, { url }) => {
      if (url !== '/api/status' && ++count === from) downSince = performance.now();
      return performance.now() >= downSince && performance.now() < downSince + durationMs ? { status: 502 } : undefined;
    });
  };

  test.concurrent('is retried, and no case deviates', async () => {
    const server = await startGateway(20, 3000);
    const { outcome, checks } = await judge(server.baseUrl);
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'conforming', checks: [] });
  });

  test.concurrent('and stays down ends the run as inconclusive', async () => {
    const server = await startGateway(20, Infinity);
    const { outcome, checks, reasons } = await judge(server.baseUrl, { env: { CONTRACT_PATIENCE_SECONDS: '2' } });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'inconclusive', checks: [] });
    expect(reasons).toContain('the target became unreachable');
  });

  test.concurrent('from the first request is unreachable', async () => {
    const server = await startFaulty(() => ({ status: 502 }));
    const problem = await problemIn(judge(server.baseUrl, { env: { CONTRACT_PATIENCE_SECONDS: '1' } }));
    await server.close();
    expect([problem.code, problem.exitCode]).toEqual(['unreachable', 3]);
  });
});

describe('an operation that hangs', () => {
  test.concurrent('deviates, and gets no more requests after three timeouts in a row', async () => {
    const server = await startFaulty((_answer, { url }) => (url === '/api/v1/groups' ? () => undefined : undefined));
    const env = { CONTRACT_TIMEOUT_SECONDS: '1', CONTRACT_CONCURRENCY: '1' };
    const run = await judge(server.baseUrl, { env });
    await server.close();
    const { checks, cases, exitCode } = run;
    expect(outagesOf(run)).toEqual([]);
    expect({ checks, exitCode }).toEqual({ checks: ['no-response'], exitCode: 1 });
    const unjudged = cases.filter(({ reason }) => reason === 'the operation timed out three times in a row');
    expect(unjudged).toHaveLength(8);
    expect(server.received.filter(({ url }) => url === '/api/v1/groups')).toHaveLength(3);
  });

  test.concurrent('deviates even if its cases are sent concurrently', async () => {
    const server = await startFaulty((_answer, { url }) => (url === '/api/v1/groups' ? () => undefined : undefined));
    const { checks } = await judge(server.baseUrl, { env: { CONTRACT_TIMEOUT_SECONDS: '1' } });
    await server.close();
    expect(checks).toEqual(['no-response']);
  });
});

describe('a body', () => {
  test('over CONTRACT_BODY_LIMIT_MIB is not a response', async () => {
    const server = await startFaulty((_answer, { url }) =>
      url === '/api/v1/groups' ? { status: 200, body: Buffer.alloc(200_000, ' ') } : undefined,
    );
    const { checks } = await judge(server.baseUrl, { env: { CONTRACT_BODY_LIMIT_MIB: '0.1' }, only: ['groups'] });
    await server.close();
    expect(checks).toEqual(['no-response']);
  });
});

describe('CONTRACT_MAX_REQUESTS_PER_MINUTE', () => {
  test('delays the creation of a request, with its credentials, until it can be sent', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    const client = createClient({ timeoutMs: 1000, bodyLimitBytes: 1000, requestsPerMinute: 1 });
    let made = 0;
    const request = () => Promise.resolve({ method: 'GET', url: server.baseUrl, headers: { made: String(++made) } });
    await client.send(request);
    const waiting = client.send(request).catch(() => 'never sent');
    await sleep(200);
    client.close();
    const ended = await waiting;
    await server.close();
    expect([made, ended]).toEqual([1, 'never sent']);
  });

  test('is never exceeded, and requests that still wait at the end are not sent', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    const client = createClient({ timeoutMs: 10_000, bodyLimitBytes: 1000, requestsPerMinute: 3 });
    const sent = Array.from({ length: 5 }, () => client.send({ method: 'GET', url: server.baseUrl, headers: {} }));
    await Promise.all(sent.slice(0, 3));
    client.close();
    const ended = await Promise.allSettled(sent);
    await server.close();
    expect(server.received).toHaveLength(3);
    expect(ended.map(({ status }) => status)).toEqual([
      ...Array<string>(3).fill('fulfilled'),
      ...Array<string>(2).fill('rejected'),
    ]);
  });
});
