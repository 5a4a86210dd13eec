import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EmbeddedTarget, startEmbedded } from '../../../src/embedded/server.ts';
import { contract } from '../command.ts';
import { COORDINATES, temporaryFolder } from '../judge.ts';
import { changed, type Fault, ofApi, startFaulty, type TestServer } from '../servers/faulty.ts';
import { type Comparison, compareServers, differencesOf, type How } from './compare-servers.ts';

/** Compares the embedded target with one that has a fault. */
async function compareWith(fault: Fault, how: How = {}, faultOfA: Fault = () => undefined): Promise<Comparison> {
  const [a, b] = [await startFaulty(faultOfA), await startFaulty(fault)];
  try {
    return await compareServers([a.baseUrl, b.baseUrl], how);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

const at = (path: string, fault: Fault): Fault =>
  ofApi((answer, request) => (request.url?.startsWith(path) === true ? fault(answer, request) : undefined));

/** A fault of the successful responses about groups. */
const ofGroups = (change: (group: Record<string, unknown>) => unknown): Fault =>
  at('/api/v1/groups', (answer) =>
    answer.status === 200 ? changed((list: Record<string, unknown>[]) => list.map(change))(answer) : undefined,
  );

/** Groups without the limits of the rate that a server may send: allowed, and harmless. */
const withLimits: Fault = at('/api/v1/groups', ({ headers }) => ({
  headers: { ...headers, 'x-ratelimit-limit': '9' },
}));
const broken = ofGroups((group) => ({ ...group, slug: 7 }));

describe('two servers with the same behavior and different identifiers', () => {
  const servers: EmbeddedTarget[] = [];
  let report: Comparison;
  let writes: Comparison;
  beforeAll(async () => {
    const directory = temporaryFolder();
    for (const name of ['one', 'two']) {
      const server = await startEmbedded(0, 'bootstrap');
      servers.push(server);
      const words = ['--target', name, '--base-url', server.baseUrl, '--disposable', new URL(server.baseUrl).host];
      await contract(['bootstrap', ...words], {}, directory);
    }
    const origins = { CONTRACT_SPEC: 'specs,served', CONTRACT_EXPLORE: '130' };
    report = await compareServers(['one', 'two'], {
      ...{ directory, values: true },
      env: { ...origins, CONTRACT_CASES: 'fixture,derived,hostile,explored' },
    });
    writes = await compareServers(['one', 'two'], {
      ...{ directory, disposable: servers.map(({ baseUrl }) => new URL(baseUrl).host) },
      env: { ...origins, CONTRACT_CASES: 'lifecycle' },
    });
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  test('have no difference in 1,000 comparisons, values included', () => {
    expect(report.sides.differences).toEqual([]);
    expect(report.sides.compared).toBeGreaterThanOrEqual(1000);
    expect(report.outcome).toBe('conforming');
  });

  test('have no difference in their life cycles, whose requests are the same', () => {
    const { a, b } = writes.sides;
    expect(writes.sides.differences).toEqual([]);
    expect(b.requests.POST).toBe(a.requests.POST);
    expect(b.requests.PATCH).toBe(a.requests.PATCH);
    const created = writes.cases.filter(({ response }) => response?.status === 200);
    expect(created.length).toBeGreaterThan(40);
  });

  test('keep nothing of what the life cycles made', () => {
    expect([writes.sides.a.leftovers, writes.sides.b.leftovers]).toEqual([[], []]);
  });
});

/** Changes a received `Authorization` field. */
type Mapped = (authorization: string, request: IncomingMessage) => string;

describe('life cycles on two servers', () => {
  const disposable = async (fault: Fault, mapAuthorization?: Mapped): Promise<Comparison> => {
    const [a, b] = [await startFaulty(() => undefined), await startFaulty(fault, undefined, mapAuthorization)];
    const hosts = [a, b].map(({ baseUrl }) => new URL(baseUrl).host);
    const env = { CONTRACT_SPEC: 'served', CONTRACT_CASES: 'lifecycle', CONTRACT_PATIENCE_SECONDS: '0' };
    try {
      return await compareServers([a.baseUrl, b.baseUrl], { env, disposable: hosts, only: ['/api/v1/groups'] });
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  };
  const on = (method: string, fault: Fault): Fault =>
    at('/api/v1/groups', (answer, request) => (request.method === method ? fault(answer, request) : undefined));

  test('show an update that b answers and does not carry out', async () => {
    const report = await disposable(
      at('/api/v1/groups/', (answer, { method }) =>
        method === 'GET' && answer.status === 200
          ? changed((group: { name?: string }) => ({ ...group, name: String(group.name).replace(/.$/, '~') }))(answer)
          : undefined,
      ),
    );
    expect(differencesOf(report)).toContain('contract regression breaking /name');
    expect(report.exitCode).toBe(1);
  });

  test('show an update that only b fails', async () => {
    const report = await disposable(on('PATCH', ({ status }) => (status === 200 ? { status: 500 } : undefined)));
    expect(differencesOf(report)).toEqual(['status regression breaking']);
    expect(report.sides.b.leftovers).toEqual([]);
  });

  test('show a later read that only b answers with something else', async () => {
    const report = await disposable(
      at('/api/v1/groups/', ({ status }, { method, url = '' }) =>
        method === 'GET' && status === 200 && !url.endsWith('/users') ? { body: Buffer.from('{"x":1}') } : undefined,
      ),
    );
    const [first] = report.sides.differences.filter(({ message }) => message.includes('after the write'));
    expect(first?.message).toMatch(/in the response to GET \/api\/v1\/groups\/\{id\} after the write/);
    expect(report.exitCode).toBe(1);
  });

  test('do not send b what it could not create', async () => {
    const readOnly: Mapped = (authorization, { method }) =>
      method === 'POST' ? 'Bearer invalid.token.0001' : authorization;
    const report = await disposable(() => undefined, readOnly);
    expect(differencesOf(report)).toContain('status allowed breaking');
    expect(report.sides.notCompared.map(({ reason }) => reason)).toContain(
      'id names a resource of a without a counterpart on b',
    );
    expect(report.exitCode).toBe(1);
  });
});

describe('the outcome', () => {
  test('of a regression is exit code 1, whatever may fail', async () => {
    for (const failOn of ['regression', 'breaking', 'any'] as const) {
      const report = await compareWith(broken, { only: ['groups/get › 200'], failOn });
      expect([report.exitCode, ...differencesOf(report)]).toEqual([1, 'type regression breaking /*/slug']);
    }
  });

  test('of a harmless difference depends on --fail-on', async () => {
    const codes = [];
    for (const failOn of ['regression', 'breaking', 'any'] as const)
      codes.push((await compareWith(withLimits, { only: ['groups/get › 200'], failOn })).exitCode);
    expect(codes).toEqual([0, 0, 1]);
  });

  test('of the same deviation on both sides, and of an improvement, is not a failure', async () => {
    const alike = await compareWith(broken, {}, broken);
    expect([alike.exitCode, ...differencesOf(alike)]).toEqual([0, 'contract both-deviate-alike harmless /*/slug']);
    const improved = await compareWith(() => undefined, {}, broken);
    expect([improved.exitCode, ...differencesOf(improved)]).toEqual([0, 'type improvement harmless /*/slug']);
  });

  test('of an improvement that exploration finds is compared as well', async () => {
    const env = { CONTRACT_CASES: 'fixture,explored', CONTRACT_EXPLORE: '60' };
    const onUpperCase: Fault = ofApi((_answer, { url = '' }) =>
      /[?&]projectSlug=[^&]*[A-Z]/.test(url.replace(/%[0-9A-F]{2}/g, '')) ? { status: 500 } : undefined,
    );
    const report = await compareWith(() => undefined, { env }, onUpperCase);
    expect(differencesOf(report)).toEqual(['status improvement harmless']);
    expect(report.sides.notCompared.map(({ reason }) => reason)).not.toContain('it was not sent to b');
  });

  test('without a 2xx on both sides is exit code 3', async () => {
    const report = await compareWith(broken, { only: ['groups/get › 200'] }, broken);
    expect(report.exitCode).toBe(3);
    expect(report.reasons).toEqual(['no case received a conforming 2xx from both servers']);
  });
});

describe('answers that are not steady', () => {
  test('are not differences', async () => {
    let count = 0;
    const changing = ofGroups((group) => ({ ...group, name: `${String(group.name)} ${count++}` }));
    const report = await compareWith(changing, { values: true });
    expect(differencesOf(report)).toEqual([]);
  });

  test('include an error that does not repeat', async () => {
    let failed = 0;
    const report = await compareWith(
      at('/api/v1/groups', ({ status }) => (status === 200 && failed++ === 0 ? { status: 500 } : undefined)),
    );
    expect(differencesOf(report)).toEqual([]);
    expect(report.cases.flatMap(({ notes }) => notes)).toContain(
      'a difference did not occur when both servers were asked again',
    );
  });
});

test('a body that is nested too deeply is not compared', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const fault: Fault = at('/api/v1/groups', ({ status }) => (status === 200 ? { body: Buffer.from(deep) } : undefined));
  const report = await compareWith(fault, { values: true });
  expect(report.exitCode).toBe(1);
  expect(report.cases.length).toBeGreaterThan(20);
});

describe('credentials that b refuses', () => {
  const invalid = (authorization: string) =>
    authorization.replace(COORDINATES.CONTRACT_TOKEN ?? '', 'invalid.token.0001');

  test('are inconclusive, and no difference', async () => {
    const [a, b] = [await startFaulty(() => undefined), await startFaulty(() => undefined, undefined, invalid)];
    const report = await compareServers([a.baseUrl, b.baseUrl]);
    await Promise.all([a.close(), b.close()]);
    expect(report.sides.differences.filter(({ fails }) => fails)).toEqual([]);
    expect([report.exitCode, report.reasons[0]]).toEqual([3, 'b refuses its CONTRACT_TOKEN']);
  });

  test('are a difference if b accepts them elsewhere', async () => {
    const refusal = {
      status: 401,
      body: Buffer.from('{"reqId":"r","statusCode":401,"message":"no","error":"Unauthorized"}'),
    };
    const report = await compareWith(at('/api/v1/groups', ({ status }) => (status === 200 ? refusal : undefined)));
    expect(differencesOf(report)).toEqual(['status regression breaking']);
  });
});

describe('a server that goes away', () => {
  const until = async (which: 0 | 1): Promise<Comparison> => {
    const servers: [TestServer, TestServer] = [await startFaulty(() => undefined), await startFaulty(() => undefined)];
    const env = { CONTRACT_CASES: 'fixture,derived', CONTRACT_PATIENCE_SECONDS: '0' };
    const [a, b] = servers;
    const ended = compareServers([a.baseUrl, b.baseUrl], { env });
    await servers[which].receives(60);
    await servers[which].close();
    const report = await ended;
    await servers[which === 0 ? 1 : 0].close();
    return report;
  };

  test.each([0, 1] as const)('makes its cases inconclusive (%d)', async (which) => {
    const report = await until(which);
    expect(differencesOf(report)).toEqual([]);
    expect(report.exitCode).toBe(3);
    expect(report.counts.inconclusive).toBeGreaterThan(0);
    expect(report.reasons.some((reason) => reason.startsWith(which === 0 ? 'a: ' : 'b: '))).toBe(true);
  });
});

describe('waivers', () => {
  const entry = (check: string, target?: string): string =>
    [
      `- { operation: GET /api/v1/groups, status: 200, check: ${check}, pointer: /*/slug, reason: known, owner: me,`,
      `    expires: 2099-01-31${target === undefined ? '' : `, target: ${target}`} }`,
    ].join('\n');
  const added = ofGroups((group) => ({ ...group, slug: `${String(group.slug)}~` }));
  const ofResponse = (status: number, expected: string): string =>
    `- { operation: GET /api/v1/groups, status: ${status}, check: same-response, pointer: '', expected: ${expected}, ` +
    `reason: known, owner: me, expires: 2099-01-31 }`;
  const waivedBy = async (text: string, fault: Fault, how: How = {}): Promise<Comparison> => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'waivers.yaml'), text);
    return compareWith(fault, { ...how, env: { CONTRACT_WAIVERS: join(folder, 'waivers.yaml') } });
  };

  test('cover a difference that the contract allows', async () => {
    const report = await waivedBy(entry('same-response'), added, { values: true });
    expect([report.exitCode, report.counts.waived]).toEqual([0, 1]);
    expect(report.waivers.map(({ state }) => state)).toEqual(['applied']);
  });

  test.each([
    [undefined, 0],
    ['b', 0],
    ['a', 1],
  ])('cover a regression, for the side that they name (%s)', async (target, exitCode) => {
    expect((await waivedBy(entry('body-schema', target), broken)).exitCode).toBe(exitCode);
  });

  test.each([
    ['x-ratelimit-limit absent', 0],
    ['404', 1],
  ])('cover a header, unless they expect something else (%s)', async (expected, exitCode) => {
    const limited = at('/api/v1/groups', (answer, request) =>
      answer.status === 200 ? withLimits(answer, request) : undefined,
    );
    expect((await waivedBy(ofResponse(200, expected), limited, { failOn: 'any' })).exitCode).toBe(exitCode);
  });

  test('of same-response do not cover a regression', async () => {
    const missing = at('/api/v1/groups', ({ status }) => (status === 200 ? { status: 404 } : undefined));
    const report = await waivedBy(ofResponse(404, '200'), missing);
    expect(differencesOf(report)).toEqual(['status regression breaking']);
    expect(report.sides.differences.every(({ waiver, fails }) => waiver === null && fails)).toBe(true);
  });

  test('of the only response leave it proved, as a difference does', async () => {
    const only = ['groups/get › 200'];
    expect(await waivedBy(entry('body-schema'), broken, { only })).toMatchObject({ exitCode: 0, reasons: [] });
    expect(await compareWith(added, { values: true, only })).toMatchObject({ exitCode: 1, reasons: [] });
  });

  test('of differences are stale when both servers agree, and only then fail', async () => {
    const report = await waivedBy([entry('same-response'), entry('body-schema')].join('\n'), () => undefined);
    expect(report.waivers.map(({ state }) => state)).toEqual(['stale', 'unused']);
    expect(report.exitCode).toBe(1);
  });
});

describe('the command', () => {
  test('writes reports that can be written again, and merged from shards', async () => {
    const [a, b] = [await startFaulty(() => undefined), await startFaulty(broken)];
    const run = async (...words: string[]) => {
      const ended = await contract(['compare', a.baseUrl, b.baseUrl, '--quiet', ...words], {
        ...COORDINATES,
        CONTRACT_CASES: 'fixture',
      });
      const path = join(ended.reports, 'contract.json');
      return { ended, path, report: JSON.parse(readFileSync(path, 'utf8')) as Comparison };
    };
    const whole = await run();
    expect(whole.ended.exitCode).toBe(1);
    const shards = [await run('--shard', '1/2'), await run('--shard', '2/2')];
    await Promise.all([a.close(), b.close()]);
    const merged = await contract(['merge', ...shards.map(({ path }) => path)]);
    const together = JSON.parse(readFileSync(join(merged.reports, 'contract.json'), 'utf8')) as Comparison;
    expect(together.sides.differences).toEqual(whole.report.sides.differences);
    expect(together.sides.compared).toBe(whole.report.sides.compared);

    const record = join(whole.ended.reports, 'contract.ndjson');
    writeFileSync(record, readFileSync(record, 'utf8').replace(/^\{"type":"end".*\n/m, ''));
    const again = await contract(['report', whole.ended.reports], { CONTRACT_REPORT_DIR: whole.ended.reports });
    expect(again.exitCode).toBe(1);
    const rewritten = JSON.parse(readFileSync(whole.path, 'utf8')) as Comparison;
    expect(rewritten.sides.differences).toEqual(whole.report.sides.differences);
    expect(rewritten.reasons).toContain('the run was cut off before its end');
  });

  test('needs both servers', async () => {
    const a = await startFaulty(() => undefined);
    const gone = await startFaulty(() => undefined);
    await gone.close();
    const ended = await contract(['compare', a.baseUrl, gone.baseUrl, '--quiet'], COORDINATES);
    await a.close();
    expect([ended.exitCode, ended.stderr]).toEqual([3, expect.stringContaining('[unreachable]')]);
  });

  test('shows no credential and no value of a response', async () => {
    const token = COORDINATES.CONTRACT_TOKEN ?? '';
    const report = await compareWith(
      ofGroups((group) => ({ ...group, name: `${token} s3cr3t-value` })),
      { values: true },
    );
    const text = JSON.stringify(report);
    expect(differencesOf(report).length).toBeGreaterThan(0);
    expect(text).not.toContain(token);
    expect(text).not.toContain('s3cr3t-value');
  });
});
