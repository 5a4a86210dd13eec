import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { files } from '../unit/files.ts';
import { contract, type Ended } from './command.ts';
import { COORDINATES } from './judge.ts';
import { startFaulty, type TestServer } from './servers/faulty.ts';

type Json = Record<string, unknown>;

let server: TestServer;
beforeAll(async () => {
  server = await startFaulty(() => undefined);
});
afterAll(() => server.close());

const TOKEN = COORDINATES.CONTRACT_TOKEN ?? '';

/** An exchange with the server, as an entry of an archive. `change` returns changed fields of the recorded response. */
async function entry(
  path: string,
  change: (response: Json, body: string) => Json = () => ({}),
  sent: Json[] = [],
): Promise<Json> {
  const url = server.baseUrl + path;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  const body = await answer.text();
  const response = {
    status: answer.status,
    headers: [...answer.headers].map(([name, value]) => ({ name, value })),
    content: { size: Buffer.byteLength(body), mimeType: 'application/json', text: body },
  };
  const headers = [{ name: 'authorization', value: `Bearer ${TOKEN}` }, ...sent];
  return { time: 3, request: { method: 'GET', url, headers }, response: { ...response, ...change(response, body) } };
}

async function verify(entries: Json[], ...words: string[]): Promise<Ended> {
  const file = join(files({ 'traffic.har': JSON.stringify({ log: { entries } }) }), 'traffic.har');
  return contract(['verify', file, ...words]);
}

const reportOf = ({ reports }: Ended): ContractJson =>
  JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as ContractJson;

const SLUG = COORDINATES.CONTRACT_PROJECT_SLUG ?? '';
const GROUPS = '/api/v1/groups';
const text = (body: string): Json => ({ content: { size: Buffer.byteLength(body), text: body } });
const undeclared = (status: number) => () => ({ status });

describe('verify', () => {
  test('does not judge a response that does not come from the operation', async () => {
    const entries = [
      await entry(GROUPS),
      await entry(GROUPS, () => ({ status: 304, content: { size: 0 } }), [{ name: 'If-None-Match', value: '"x"' }]),
      ...(await Promise.all([429, 502, 503, 504, 0].map((status) => entry(GROUPS, undeclared(status))))),
      await entry(GROUPS, () => ({ content: { size: 10 } })),
    ];
    const ended = await verify(entries);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(reportOf(ended).cases.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
      ['groups/get › 200 › entry 1', 'conforming', null],
      ['groups/get › 304 › entry 2', 'not-judged', 'a 304 answers a conditional request'],
      ['groups/get › 429 › entry 3', 'not-judged', 'a 429 comes from throttling, not from the operation'],
      ['groups/get › 502 › entry 4', 'not-judged', 'a 502 comes from a gateway, not from the operation'],
      ['groups/get › 503 › entry 5', 'not-judged', 'a 503 comes from a gateway, not from the operation'],
      ['groups/get › 504 › entry 6', 'not-judged', 'a 504 comes from a gateway, not from the operation'],
      ['groups/get › none › entry 7', 'not-judged', 'no response was recorded'],
      ['groups/get › 200 › entry 8', 'not-judged', 'its body was not recorded'],
    ]);
  });

  test('reports deviations without any credential', async () => {
    const faults: [check: string, change: (response: Json, body: string) => Json][] = [
      ['status-declared', undeclared(418)],
      ['status-declared', undeclared(304)],
      ['content-type', () => ({ headers: [{ name: 'content-type', value: 'text/html' }] })],
      ['body-parse', (_, body) => text(body.slice(0, -3))],
      ['body-schema', (_, body) => text(body.replace(/"createdAt":"[^"]*"/, '"createdAt":"yesterday"'))],
      ['secret-not-echoed', (_, body) => text(body.replace(/"name":"[^"]*"/, `"name":"${TOKEN}"`))],
    ];
    const ended = await verify(await Promise.all(faults.map(([, change]) => entry(GROUPS, change))));
    expect(ended.exitCode).toBe(1);
    const found = reportOf(ended).cases.map(({ findings }) => findings.map(({ check }) => check));
    expect(found).toEqual(faults.map(([check]) => [check]));
    expect(JSON.stringify(reportOf(ended)) + ended.stdout).not.toContain(TOKEN);
  });

  test('redacts the values of a cookie, but not equal words of the report', async () => {
    const cookie = { name: 'cookie', value: 'a=deviating; b=response; c=body-schema; d=Operators-of-mine' };
    const named = (_: Json, body: string) =>
      text(body.replace(/"createdAt":"[^"]*"/, '"createdAt":"Operators-of-mine"'));
    const ended = await verify([await entry(GROUPS), await entry(GROUPS, named, [cookie])]);
    expect(ended).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('1 deviating') });
    expect(JSON.stringify(reportOf(ended))).not.toContain('Operators-of-mine');
    const { cases } = reportOf(ended);
    expect(cases[1]?.curl).toContain('authorization: Bearer $CONTRACT_TOKEN');
  });

  test('redacts a configured credential that the archive does not contain as one', async () => {
    const named = (_: Json, body: string) => text(body.replace(/"createdAt":"[^"]*"/, `"createdAt":"${TOKEN}"`));
    const { request, ...recorded } = await entry(GROUPS, named);
    const anonymous = { ...recorded, request: { ...(request as Json), headers: [] } };
    const file = join(files({ 'traffic.har': JSON.stringify({ log: { entries: [anonymous] } }) }), 'traffic.har');
    const ended = await contract(['verify', file, '--base-url', server.baseUrl], { CONTRACT_TOKEN: TOKEN });
    expect(ended.stdout).toContain('received  "[redacted]"');
    const written = readdirSync(ended.reports).map((name) => readFileSync(join(ended.reports, name), 'utf8'));
    expect([ended.stdout, ...written].filter((each) => each.includes(TOKEN))).toEqual([]);
  });

  test('applies waivers, and reports none as stale', async () => {
    const waiver = (status: number, path = GROUPS) =>
      `- {operation: GET ${path}, status: ${status}, check: status-declared, reason: x, owner: x, expires: 2999-12-31}\n`;
    const file = join(files({ 'waivers.yaml': waiver(418) + waiver(200) + waiver(200, '/others') }), 'waivers.yaml');
    const ended = await verify([await entry(GROUPS), await entry(GROUPS, undeclared(418))], '--waivers', file);
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 waived') });
    expect(ended.stdout).toContain('1 waiver was not applied: this contract does not have GET /others');
  });

  test.each([
    [
      'only errors',
      [`/api/v1/dynamic-secrets/none?projectSlug=${SLUG}&environmentSlug=dev`],
      /no conforming 2xx was received/,
    ],
    [
      'no operation of the contract',
      ['/api/v1/nothing'],
      /no exchange of traffic\.har matches an operation.*servers.*--base-url/s,
    ],
    ['an empty archive', [], /no exchange of traffic\.har matches an operation/],
  ])('proves nothing with %s', async (_what, paths, output) => {
    const ended = await verify(await Promise.all(paths.map((path) => entry(path))));
    expect(ended).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(output) });
  });

  test('reads an archive among the reports of an earlier run, and keeps them if it is invalid', async () => {
    const reports = {
      'contract.har': JSON.stringify({ log: { entries: [await entry(GROUPS)] } }),
      'contract.json': '{}',
    };
    const folder = files(reports);
    const ended = await contract(['verify', join(folder, 'contract.har')], { CONTRACT_REPORT_DIR: folder });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    const invalid = files({ ...reports, 'contract.har': '{' });
    const failed = await contract(['verify', join(invalid, 'contract.har')], { CONTRACT_REPORT_DIR: invalid });
    expect(failed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not an HTTP Archive') });
    expect(existsSync(join(invalid, 'contract.json'))).toBe(true);
  });

  test('refuses a file that is not an archive, and a missing argument', async () => {
    expect(await contract(['verify', resolve('package.json')])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is not an HTTP Archive'),
    });
    expect(await contract(['verify'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('verify needs traffic.har'),
    });
  });
});
