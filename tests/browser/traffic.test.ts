import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { contract, type Ended } from '../self/command.ts';
import { COORDINATES, temporaryFolder } from '../self/judge.ts';
import { changed, type Fault, startFaulty } from '../self/servers/faulty.ts';
import { startChromium } from './chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

const SECRET =
  '/api/v1/dynamic-secrets/postgres-reader?projectSlug=contract-project&environmentSlug=dev&path=%2Fdatabases';

/** The archive of the requests that a page in Chromium sends to a server. */
async function recorded(fault: Fault, content: 'embed' | 'omit' = 'embed') {
  const server = await startFaulty(fault);
  const path = join(temporaryFolder(), 'traffic.har');
  const context = await browser.newContext({ recordHar: { path, content } });
  const page = await context.newPage();
  await page.goto(`${server.baseUrl}/api/status`);
  const requests = [
    ['/api/v1/groups', true],
    ['/api/v1/groups', false],
    [SECRET, true],
    ['/api/v1/secret-folders', true],
    ['/api/v1/groups/0f3b', true],
  ];
  await page.evaluate(
    async ({ requests: all, token }) => {
      for (const [url, isAuthorized] of all) {
        await fetch(String(url), isAuthorized === true ? { headers: { authorization: `Bearer ${token}` } } : {}).then(
          (one) => one.text(),
        );
      }
      await fetch('/api/v1/groups', { method: 'POST' }).then((one) => one.text());
    },
    { requests, token: COORDINATES.CONTRACT_TOKEN ?? '' },
  );
  await context.close();
  await server.close();
  return { path, baseUrl: server.baseUrl };
}

const reportOf = ({ reports }: Ended): ContractJson =>
  JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as ContractJson;

describe('an archive of Chromium', () => {
  test('of a conforming server conforms, and exchanges that match no operation are counted', async () => {
    const { path, baseUrl } = await recorded(() => undefined);
    const ended = await contract(['verify', path]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    const { counts, recorded: recording, requests, target } = reportOf(ended);
    expect(counts).toMatchObject({ cases: 3, conforming: 3, cellsConforming: 3 });
    expect(recording?.unmatched).toEqual(
      expect.arrayContaining([
        { request: `GET ${baseUrl}/api/…`, reason: 'no such path', count: 1 },
        { request: `GET ${baseUrl}/api/v1/groups/…`, reason: 'no such path', count: 1 },
        { request: `POST ${baseUrl}/api/v1/groups`, reason: 'no such method', count: 1 },
      ]),
    );
    expect({ requests, target }).toEqual({ requests: {}, target: { name: 'traffic.har', baseUrl } });
    expect(ended.stdout).toContain('of 7 exchanges of traffic.har match no operation of the contract');
    expect(ended.stdout).toMatch(/GET \/api\/v1\/groups +✓ +· +✓/);
  });

  test('yields the findings of a run, with the same ids, and none of its secrets', async () => {
    const fault: Fault = (answer, { url = '' }) =>
      answer.status === 200 && url.startsWith('/api/v1/groups')
        ? changed((groups: object[]) => groups.map((one) => ({ ...one, createdAt: 'yesterday' })))(answer)
        : undefined;
    const ended = await contract(['verify', (await recorded(fault)).path, '--har']);
    expect(ended).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('✗ body-schema  /0/createdAt') });
    const server = await startFaulty(fault);
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl };
    const run = await contract(['--only', 'groups', '--cases', 'fixture'], env);
    await server.close();
    const idsOf = (one: Ended) => [
      ...new Set(reportOf(one).cases.flatMap(({ findings }) => findings.map(({ id }) => id))),
    ];
    expect(idsOf(ended)).toEqual(idsOf(run));
    for (const name of [
      'contract.json',
      'contract.html',
      'contract.har',
      'contract.ndjson',
      'ctrf-report.json',
      'junit.xml',
      'summary.md',
    ]) {
      const text = readFileSync(join(ended.reports, name), 'utf8');
      expect(text).not.toContain(COORDINATES.CONTRACT_TOKEN);
      expect(text).not.toMatch(/contract-project|postgres-reader/);
    }
  });

  test('without bodies is not judged and proves nothing', async () => {
    const ended = await contract(['verify', (await recorded(() => undefined, 'omit')).path]);
    expect(ended).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('its body was not recorded') });
  });

  test('of another server matches no operation', async () => {
    const { path } = await recorded(() => undefined);
    const ended = await contract(['verify', path, '--base-url', 'https://app.infisical.example']);
    expect(ended).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('no exchange of traffic.har matches an operation'),
    });
    expect(reportOf(ended).recorded?.unmatched.map(({ reason }) => reason)).toContain('another origin');
  });
});
