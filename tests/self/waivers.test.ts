import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waiveFindings } from '../../src/cli/waive.ts';
import type { ContractJson } from '../../src/report/contract-json.ts';
import { files } from '../unit/files.ts';
import { contract, type Ended } from './command.ts';
import { COORDINATES, judge, type Run } from './judge.ts';
import { changed, startFaulty, type TestServer } from './servers/faulty.ts';

type Group = Record<string, unknown>;

/** A server that sends an invalid date and a name of the wrong type with every group. */
let server: TestServer;
beforeAll(async () => {
  server = await startFaulty((answer, { url = '' }) =>
    answer.status === 200 && url.startsWith('/api/v1/groups')
      ? changed((groups: Group[]) => groups.map((group) => ({ ...group, createdAt: 'yesterday', name: 7 })))(answer)
      : undefined,
  );
});
afterAll(() => server.close());

/** Sends the cases of the groups, with the waivers. */
async function run(waivers: string, env: Record<string, string> = {}): Promise<Ended> {
  const file = join(files({ 'waivers.yaml': waivers }), 'waivers.yaml');
  const words = ['--only', 'groups', '--cases', 'fixture', '--waivers', file];
  return contract(words, { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, ...env });
}

const reportOf = ({ reports }: Ended): ContractJson =>
  JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as ContractJson;

const entry = (more: Record<string, unknown> = {}): string => {
  const all: Record<string, unknown> = {
    operation: 'GET /api/v1/groups',
    status: 200,
    check: 'body-schema',
    reason: 'a fix is planned',
    owner: 'platform',
    expires: '2999-12-31',
    ...more,
  };
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([key, value], at) => `${at === 0 ? '-' : ' '} ${key}: ${JSON.stringify(value)}\n`)
    .join('');
};

/** The body of an error as the contract declares it. */
const NOT_FOUND = JSON.stringify({ reqId: 'req-1', statusCode: 404, message: 'not found', error: 'NotFound' });

const DATE = entry({ pointer: '/*/createdAt' });
const NAME = entry({ pointer: '/0/name' });

describe('a waiver', () => {
  const ROWS: [what: string, waivers: string, exitCode: number, output: RegExp, env?: Record<string, string>][] = [
    ['of a cell covers its findings', entry(), 0, /^~ waivers\.yaml:1: body-schema of .* is waived until 2999/m],
    ['of one of two findings does not cover the other', DATE, 1, /✗ body-schema {2}\/0\/name/],
    ['for this target applies', entry({ target: 'staging' }), 0, /1 waived/, { CONTRACT_TARGET: 'staging' }],
    [
      'for another target does not apply',
      entry({ target: 'live' }),
      1,
      /✗ body-schema/,
      { CONTRACT_TARGET: 'staging' },
    ],
    [
      'that has expired is a failure',
      entry({ expires: '2020-02-29' }),
      1,
      /^✗ waivers\.yaml:1: .* was waived until 2020-02-29/m,
    ],
    [
      'that is stale is a failure that names the lines to delete',
      `# a comment\n${entry()}\n${entry({ status: 404 })}# another\n`,
      1,
      /^✗ waivers\.yaml:9: .* 404 was judged and no longer occurs: delete lines 9 to 14 \(platform: a fix is planned\)/m,
    ],
    ['that is marked flaky is never stale', entry() + entry({ status: 404, flaky: true }), 0, /1 waived/],
    [
      'of an operation that this contract does not have is skipped with a warning',
      entry() + entry({ operation: 'GET /api/v1/group' }) + entry({ operation: 'GET /api/v9/others' }),
      0,
      /^warning: \S*waivers\.yaml:7: the waiver was not applied: .* GET \/api\/v1\/group\. Did you mean "GET \/api\/v1\/groups"\?\nwarning: \S*waivers\.yaml: 1 waiver was not applied: .* GET \/api\/v9\/others$/m,
    ],
  ];

  test.each(ROWS.map(([what, waivers, exitCode, output, env = {}]) => ({ what, waivers, exitCode, output, env })))(
    '$what',
    async ({ waivers, exitCode, output, env }) => {
      const ended = await run(waivers, env);
      expect(ended).toMatchObject({ exitCode, stderr: '', stdout: expect.stringMatching(output) });
    },
  );

  test('is counted, and is named at each finding that it covers', async () => {
    const report = reportOf(await run(DATE + NAME));
    expect(report.counts).toMatchObject({ deviating: 0, waived: 1, cellsWaived: 1 });
    expect(report.operations[0]?.cells[0]).toMatchObject({ status: '200', state: 'waived' });
    const [waived] = report.cases.filter(({ verdict }) => verdict === 'waived');
    expect(waived?.reason).toBe('waived until 2999-12-31 by platform: a fix is planned');
    expect(new Set(waived?.findings.map(({ waiver }) => waiver))).toEqual(
      new Set(['waivers.yaml:1', 'waivers.yaml:8']),
    );
    expect(report.waivers).toMatchObject([{ state: 'applied', cases: [waived?.id] }, { state: 'applied' }]);
  });

  test('counts its cell towards the required cells', async () => {
    const ended = await run(entry(), { CONTRACT_REQUIRE_CELLS: '7' });
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('6 of 7 cells conforming') });
    expect(await run(entry(), { CONTRACT_REQUIRE_CELLS: '8' })).toMatchObject({ exitCode: 3 });
  });

  test('that is invalid ends the run with 2 and one line', async () => {
    const { exitCode, stderr, stdout } = await run(entry({ check: 'body-schemas' }));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^waivers\.yaml:3: \/0\/check is "body-schemas", which .* Did you mean "body-schema"\? \[waiver\]\n$/,
    );
  });

  test('for one expected status does not cover the same received status if another status was expected', async () => {
    const faulty = await startFaulty(({ status }, { url = '' }) =>
      url.startsWith('/api/v1/groups') && (status === 200 || status === 403)
        ? { status: 404, body: Buffer.from(NOT_FOUND) }
        : undefined,
    );
    const judgeWith = async (waivers: string) => {
      const env = { CONTRACT_WAIVERS: join(files({ 'waivers.yaml': waivers }), 'waivers.yaml') };
      return judge(faulty.baseUrl, { only: ['groups'], env });
    };
    const verdicts = ({ cases }: Run) =>
      Object.fromEntries(
        cases
          .filter(({ findings }) => findings.some(({ check }) => check === 'status-expected'))
          .map(({ expected, verdict }) => [expected.join(), verdict]),
      );
    const found = await judgeWith('');
    expect(verdicts(found)).toEqual({ 200: 'deviating', 403: 'deviating' });
    const ids = found.cases.flatMap(({ expected, findings }) => (expected[0] === '200' ? findings : []));
    const file = join(files({}), 'waivers.yaml');
    const terms = { reason: 'x', owner: 'x', expires: '2999-12-31', flaky: false, cause: false };
    waiveFindings(
      ids.map(({ id }) => id),
      terms,
      { cases: found.cases } as unknown as ContractJson,
      file,
    );
    const written = readFileSync(file, 'utf8');
    expect(written).toMatch(/^ {2}expected: 200$/m);
    expect(verdicts(await judgeWith(written))).toEqual({ 200: 'waived', 403: 'deviating' });
    await faulty.close();
  });
});

describe('waive', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await run('');
    expect(ended.exitCode).toBe(1);
  });

  const terms = ['--reason', 'a: fix is # planned', '--owner', 'platform', '--expires', '2999-12-31'];

  test('writes the target of --target, and flaky with --flaky', async () => {
    const file = join(files({}), 'waivers.yaml');
    const [id = ''] = reportOf(ended).cases.flatMap(({ findings }) => findings.map((finding) => finding.id));
    const words = ['waive', id, ...terms, '--target', 'live', '--flaky', '--cause', '--waivers', file];
    const waived = await contract(words, { CONTRACT_REPORT_DIR: ended.reports });
    expect(waived).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^ {2}target: live\n {2}flaky: true$/m);
  });

  test('adds waivers that the next run applies to an existing file', async () => {
    const ids = [...new Set(reportOf(ended).cases.flatMap(({ findings }) => findings.map(({ id }) => id)))];
    const folder = files({ 'known.yaml': `# known\n${entry({ status: 404, flaky: true })}` });
    const file = join(folder, 'known.yaml');
    const env = { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl, CONTRACT_REPORT_DIR: ended.reports };
    const waived = await contract(['waive', ...ids, ...terms, '--waivers', file], env);
    expect(waived).toMatchObject({ exitCode: 0, stderr: '' });
    expect(waived.stdout).toMatch(
      /^known\.yaml:9: body-schema \/\*\/name of GET \/api\/v1\/groups 200 is waived until/m,
    );
    expect(readFileSync(file, 'utf8')).toMatch(/^# known\n- operation: "?GET \/api\/v1\/groups"?\n/);
    const again = await contract(['--only', 'groups', '--cases', 'fixture', '--waivers', file], env);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 waived') });
    const twice = await contract(['waive', ids[0] ?? '', ...terms, '--waivers', file], env);
    expect(twice).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is already waived') });
  });

  test.each<[what: string, words: string[], message: RegExp]>([
    [
      'an unknown finding',
      ['0000000000', ...terms],
      /there is no finding 0000000000 in the last report\. .* [\da-f]{10}/,
    ],
    ['no owner', ['0000000000', '--reason', 'x', '--expires', '2999-12-31'], /waive needs --owner/],
    ['no finding', terms, /waive needs ids/],
    [
      'a day in the past',
      ['0', '--reason', 'x', '--owner', 'x', '--expires', '2020-01-01'],
      /--expires: 2020-01-01 is in the past/,
    ],
  ])('refuses %s', async (_what, words, message) => {
    const { exitCode, stderr } = await contract(['waive', ...words], { CONTRACT_REPORT_DIR: ended.reports });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) });
  });

  test('requires a report', async () => {
    const { exitCode, stderr } = await contract(['waive', '0000000000', ...terms]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('the file does not exist') });
  });
});
