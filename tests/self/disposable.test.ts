import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readContractJson } from '../../src/report/read-json.ts';
import { contract, startContract } from './command.ts';
import { COORDINATES, temporaryFolder } from './judge.ts';
import { startFaulty, type TestServer } from './servers/faulty.ts';

const WRITES = /^(POST|PUT|PATCH|DELETE)$/;

/** The environment of a run against a server. */
const environment = ({ baseUrl }: TestServer, more: Record<string, string> = {}): Record<string, string> => ({
  ...COORDINATES,
  ...{ CONTRACT_BASE_URL: baseUrl, CONTRACT_SPEC: 'served', CONTRACT_SERVICE_TOKEN: '', ...more },
});

/** The groups and projects of a server. */
async function stored({ baseUrl }: TestServer): Promise<string[]> {
  const headers = { authorization: `Bearer ${COORDINATES.CONTRACT_TOKEN ?? ''}` };
  const paths = ['/api/v1/groups', '/api/v1/workspace', '/api/v1/organization/roles', '/api/v1/identities'];
  return Promise.all(paths.map(async (path) => (await fetch(baseUrl + path, { headers })).text()));
}

describe('a server that may not be changed', () => {
  test('gets no write with credentials or a body', async () => {
    const server = await startFaulty(() => undefined);
    const ended = await contract([], environment(server));
    await server.close();
    const writes = server.received.filter(({ method }) => WRITES.test(method));
    expect(ended.exitCode).toBe(0);
    expect(writes.length).toBeGreaterThan(10);
    expect(writes.filter(({ headers }) => headers.authorization ?? headers['content-type'])).toEqual([]);
    expect(readContractJson(ended.reports)).toMatchObject({ disposable: null, leftovers: [] });
  });

  test.each<[what: string, env: Record<string, string>, words: string[], message: RegExp]>([
    [
      'another host',
      { CONTRACT_DISPOSABLE: 'staging.example.com' },
      [],
      /^environment: CONTRACT_DISPOSABLE is "staging\.example\.com", but the host of CONTRACT_BASE_URL is "127\.0\.0\.1:9"\. If .* set CONTRACT_DISPOSABLE=127\.0\.0\.1:9\. \[disposable\]\n$/,
    ],
    [
      'the host without its port',
      {},
      ['--disposable', '127.0.0.1'],
      /^--disposable: CONTRACT_DISPOSABLE is "127\.0\.0\.1",/,
    ],
    [
      'life cycles without consent',
      { CONTRACT_CASES: 'lifecycle' },
      [],
      /contains lifecycle, but CONTRACT_DISPOSABLE is not set/,
    ],
  ])('is protected from %s', async (_, env, words, message) => {
    const ended = await contract(words, { ...COORDINATES, CONTRACT_BASE_URL: 'http://127.0.0.1:9', ...env });
    expect(ended).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('is not the embedded target: CONTRACT_DISPOSABLE without a base URL is an error', async () => {
    const ended = await contract([], { CONTRACT_DISPOSABLE: '127.0.0.1:9' });
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CONTRACT_BASE_URL is not set') });
  });
});

describe('a run that changes a server', () => {
  test('says so, shows the bodies that it sent as shapes, and the steps before a finding', async () => {
    const server = await startFaulty((answer, { method, url }) =>
      method === 'PATCH' && url?.startsWith('/api/v1/groups/') === true && answer.status === 200
        ? { status: 500 }
        : undefined,
    );
    const { host } = new URL(server.baseUrl);
    const ended = await contract(
      ['--only', '/api/v1/groups', '--har'],
      environment(server, { CONTRACT_DISPOSABLE: host }),
    );
    await server.close();
    const report = readContractJson(ended.reports);
    const updated = report.cases.find(({ id }) => id === 'PATCH /api/v1/groups/{id} › any › updated');
    expect(ended.exitCode).toBe(1);
    expect(report.disposable).toBe(host);
    expect(ended.stdout).toMatch(new RegExp(`^${host} is disposable: \\d+ writes sent$`, 'm'));
    expect(updated?.request?.body).toEqual({
      name: expect.stringMatching(/^string/),
      slug: expect.stringMatching(/^string/),
      role: 'string of length 5',
    });
    expect(updated?.steps).toEqual([expect.stringMatching(/^POST \/api\/v1\/groups 200$/)]);
    expect(updated?.curl).toMatch(/ -H 'content-type: application\/json' -d '\{"name":"contract-[0-9a-f]{8}-\w+"/);
    const { log } = JSON.parse(readFileSync(join(ended.reports, 'contract.har'), 'utf8')) as {
      log: { entries: { request: { postData?: { text: string } } }[] };
    };
    expect(log.entries.some(({ request }) => request.postData?.text.includes('string of length'))).toBe(true);
    expect(readdirSync(ended.reports).filter((name) => name.startsWith('ledger-'))).toEqual([]);
  });

  test('that is killed leaves a ledger, with which clean deletes what the run made, and nothing else', async () => {
    const server = await startFaulty(() => undefined);
    const { host } = new URL(server.baseUrl);
    const before = await stored(server);
    const env = environment(server, {
      CONTRACT_DISPOSABLE: host,
      CONTRACT_CASES: 'lifecycle',
      CONTRACT_REPORT_DIR: temporaryFolder(),
    });
    const run = startContract([], env);
    await server.receives(150);
    run.kill('SIGKILL');
    const { reports } = await run.ended;
    expect(await stored(server)).not.toEqual(before);
    const ledger = readdirSync(reports).find((name) => name.startsWith('ledger-')) ?? '';
    expect(readFileSync(join(reports, ledger), 'utf8')).not.toContain(COORDINATES.CONTRACT_TOKEN);

    const other = await contract(['clean', reports], {
      ...env,
      CONTRACT_BASE_URL: 'http://127.0.0.1:9',
      CONTRACT_DISPOSABLE: '127.0.0.1:9',
    });
    expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('the ledger is of http://127.0.0.1') });
    const cleaned = await contract(['clean', reports], env);
    const after = await stored(server);
    const again = await contract(['clean', reports], env);
    await server.close();
    expect(cleaned).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+ resources? deleted\n$/) });
    expect(after).toEqual(before);
    expect(again.stdout).toMatch(/contains no ledger/);
  });

  test('whose response was lost is cleaned by its exact name', async () => {
    const server = await startFaulty(() => undefined);
    const env = environment(server, { CONTRACT_DISPOSABLE: new URL(server.baseUrl).host });
    const headers = { authorization: `Bearer ${COORDINATES.CONTRACT_TOKEN ?? ''}`, 'content-type': 'application/json' };
    for (const name of ['contract-0a0a0a0a-0001', 'contract-0a0a0a0a-00011']) {
      await fetch(`${server.baseUrl}/api/v1/groups`, { method: 'POST', headers, body: JSON.stringify({ name }) });
    }
    const reports = temporaryFolder();
    const removal = { method: 'DELETE', url: '/api/v1/groups/contract-resource-id', auth: 'token' };
    const lines = [
      { type: 'ledger', run: '0a0a0a0a', baseUrl: server.baseUrl, startedAt: '2026-01-01T00:00:00Z' },
      {
        type: 'planned',
        entry: 1,
        operation: 'POST /api/v1/groups',
        name: 'contract-0a0a0a0a-0001',
        find: { list: '/api/v1/groups', auth: 'token', removal },
      },
    ];
    writeFileSync(
      join(reports, 'ledger-0a0a0a0a.ndjson'),
      `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"type":"pla`,
    );
    const cleaned = await contract(['clean', reports], env);
    const [groups = ''] = await stored(server);
    await server.close();
    expect(cleaned.stdout).toBe('1 resource deleted\n');
    expect(groups).toContain('contract-0a0a0a0a-00011');
    expect(groups).not.toContain('"contract-0a0a0a0a-0001"');
  });

  test('that is interrupted deletes what it made', async () => {
    const server = await startFaulty(() => undefined);
    const before = await stored(server);
    const env = environment(server, { CONTRACT_DISPOSABLE: new URL(server.baseUrl).host, CONTRACT_CASES: 'lifecycle' });
    const run = startContract([], env);
    await server.receives(120);
    run.kill('SIGINT');
    const ended = await run.ended;
    const after = await stored(server);
    await server.close();
    expect(ended.exitCode).toBe(3);
    expect(after).toEqual(before);
  });
});

test('--plan prints the life cycles and a graph of them, and sends nothing but the request for the contract', async () => {
  const ended = await contract(['--plan', '--spec', 'served']);
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toContain('flowchart LR');
  expect(ended.stdout).toMatch(/^ {2}r\d -- workspaceId --> r\d$/m);
  expect(ended.stdout).toContain(
    'POST /api/v1/groups\n  read    GET /api/v1/groups/{id}\n  list    GET /api/v1/groups\n',
  );
});
