import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { main } from '../../src/cli/main.ts';
import type { ContractJson, ReportedCase } from '../../src/report/contract-json.ts';
import { readContractJson } from '../../src/report/read-json.ts';
import { contract } from './command.ts';
import { temporaryFolder } from './judge.ts';

type Json = Record<string, unknown>;

/** Folder of the reports of a conforming run. */
let good: string;
beforeAll(async () => {
  const { exitCode, reports } = await contract(['--only', 'groups', '--cases', 'fixture']);
  expect(exitCode).toBe(0);
  good = reports;
});

let [stdout, stderr] = ['', ''];
beforeEach(() => {
  [stdout, stderr] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A folder without files of the user, such as .env. */
const checkout = process.cwd();
beforeAll(() => process.chdir(temporaryFolder()));
afterAll(() => process.chdir(checkout));

const run = (words: readonly string[], folder = temporaryFolder()) =>
  main(words, { CONTRACT_REPORT_DIR: folder }, () => Promise.reject(new Error('no command of these tests is a run')));

const FINDING: ReportedCase['findings'][number] = {
  id: '0123456789',
  check: 'body-schema',
  status: '200',
  pointer: '/0/name',
  waiver: null,
  where: null,
  expected: 'a string',
  received: '7',
  message: '/0/name: expected a string',
};
const deviating = { verdict: 'deviating', findings: [FINDING] };
const ONE_LINE = /^[^\n]+\[report-file\]\n$/;

/** Path of a changed report of a conforming run, as the only shard. */
function forged(change: (report: ContractJson, first: Json) => unknown): string {
  const report = readContractJson(good);
  const only: ContractJson = { ...report, shard: { index: 1, count: 1 } };
  const changed = change(only, only.cases[0] as unknown as Json) ?? only;
  const folder = temporaryFolder();
  const path = join(folder, 'contract.json');
  writeFileSync(path, typeof changed === 'string' ? changed : `${JSON.stringify(changed, null, 2)}\n`);
  return path;
}

describe('a contract.json that was forged or damaged', () => {
  test.each<[what: string, change: Parameters<typeof forged>[0], line: RegExp]>([
    [
      'a negative count',
      ({ counts }) => void Object.assign(counts, { deviating: -100 }),
      /contract\.json:\d+: \/counts\/deviating is -100: it must be >= 0/,
    ],
    [
      'a string as a count',
      ({ counts }) => void Object.assign(counts, { deviating: '0' }),
      /\/counts\/deviating is "0"/,
    ],
    ['null as a count', ({ counts }) => void Object.assign(counts, { deviating: null }), /\/counts\/deviating is null/],
    ['no counts', ({ counts: _, ...rest }) => rest, /the file has no "counts"/],
    [
      'a time that does not exist',
      (report) => ({ ...report, startedAt: '2026-13-01T00:00:00.000Z' }),
      /\/startedAt is "2026-13-01T00:00:00.000Z"/,
    ],
    ['no outcome', ({ outcome: _, ...rest }) => rest, /the file has no "outcome"/],
    [
      'an unknown outcome',
      (report) => ({ ...report, outcome: 'conformin' }),
      /\/outcome is "conformin", which is not an allowed value\. Did you mean "conforming"/,
    ],
    [
      'an unknown verdict',
      (_, first) => void (first.verdict = 'devating'),
      /contract\.json:\d+: \/cases\/0\/verdict is "devating".* Did you mean "deviating"/,
    ],
    ['a negative duration', (report) => ({ ...report, durationMs: -1 }), /\/durationMs is -1/],
    ['a string as a duration', (report) => ({ ...report, durationMs: 'long' }), /\/durationMs is "long"/],
    [
      'an unknown key',
      (report) => ({ ...report, outcom: '' }),
      /unknown key "outcom" in the file\. Did you mean "outcome"/,
    ],
    [
      'a conforming case with findings',
      (_, first) => void (first.findings = [FINDING]),
      /contract\.json:\d+: groups\/get › \S+ › .* is conforming, but has findings/,
    ],
    ['a conforming case without a response', (_, first) => void (first.response = null), /but has no response/],
    [
      'a deviating case without findings',
      (_, first) => void Object.assign(first, { verdict: 'deviating', findings: [] }),
      /is deviating, but has no finding/,
    ],
    [
      'an excessive number of shards',
      (report) => ({ ...report, shard: { index: 1, count: 1_000_000_000 } }),
      /contract\.json:\d+: \/shard\/count is 1000000000/,
    ],
    [
      'a waived case without a waiver',
      (_, first) => void Object.assign(first, { verdict: 'waived', findings: [FINDING] }),
      /is waived, but its finding 0123456789 is not covered by a waiver/,
    ],
    [
      'a finding under an unknown waiver',
      (_, first) => void Object.assign(first, deviating, { findings: [{ ...FINDING, waiver: 'waivers.yaml:1' }] }),
      /has a finding 0123456789 with a waiver that was not valid/,
    ],
    [
      'a cell with an unknown case',
      ({ operations }) => void operations[0]?.cells[0]?.cases.push('nobody'),
      /the cell GET \/api\/v1\/groups \d+ names the unknown case nobody/,
    ],
    [
      'two cases with the same id',
      ({ cases }) => void cases.push(...cases.slice(0, 1)),
      /two cases have the id groups\/get/,
    ],
    [
      'a repeated operation',
      ({ operations }) => void operations.push(...operations.slice(0, 1)),
      /GET \/api\/v1\/groups is listed twice/,
    ],
    [
      'a deviation without its case',
      (report) => ({ ...report, outcome: 'deviating', exitCode: 1 }),
      /the outcome is deviating, but no case deviates/,
    ],
    [
      'a deviation that is only counted',
      ({ counts }) => void Object.assign(counts, { deviating: 1 }),
      /contract\.json:\d+: a deviation is counted, but no case deviates/,
    ],
    [
      'a deviating cell whose cases conform',
      ({ operations }) => void Object.assign(operations[0]?.cells[0] ?? {}, { state: 'deviating' }),
      /contract\.json:\d+: the cell GET \/api\/v1\/groups \d+ is deviating, but no case deviates/,
    ],
    [
      'a repeated verdict',
      (report) =>
        JSON.stringify(report).replace('"verdict":"conforming"', '"verdict":"deviating","verdict":"conforming"'),
      /has the name \/cases\/0\/verdict twice in one object/,
    ],
    ['null', () => 'null', /the file is null/],
    ['a list', () => '[]', /the file is a list/],
    ['a number', () => '7', /the file is 7/],
    ['a deep list', () => '['.repeat(100_000) + ']'.repeat(100_000), /the file is nested too deeply/],
    [
      'a deep body',
      (report) => JSON.stringify(report).replace(/"body":\{/, `"body":{"x":${'['.repeat(5000)}${']'.repeat(5000)},`),
      /the file is nested too deeply/,
    ],
    ['a truncated file', (report) => JSON.stringify(report).slice(0, 99), /contract\.json: is not JSON/],
  ])('by %s makes merge, diff and waive end with 2 and one line', async (_what, change, line) => {
    const path = forged(change);
    const waivers = join(path, '..', 'waivers.yaml');
    const terms = ['--reason', 'x', '--owner', 'x', '--expires', '2999-12-31', '--waivers', waivers];
    for (const words of [
      ['merge', path],
      ['diff', good, path],
      ['diff', path, good],
      ['waive', '0123456789', ...terms],
    ]) {
      stderr = '';
      expect([words[0], await run(words, words[0] === 'waive' ? join(path, '..') : undefined)]).toEqual([words[0], 2]);
      expect(stderr).toMatch(ONE_LINE);
      expect(stderr).toMatch(line);
    }
    expect(stdout).toBe('');
  });

  test('with a deviating case, but no counted deviation, is deviating', async () => {
    const path = forged((_, first) => void Object.assign(first, deviating));
    const folder = temporaryFolder();
    expect(await run(['merge', path], folder)).toBe(1);
    expect(await run(['diff', good, path])).toBe(1);
    const { counts, outcome, exitCode, operations } = readContractJson(folder);
    expect({ outcome, exitCode }).toEqual({ outcome: 'deviating', exitCode: 1 });
    expect([counts.deviating, counts.cellsConforming]).toEqual([1, readContractJson(good).counts.cellsConforming - 1]);
    expect(operations[0]?.cells.map(({ state }) => state)).toContain('deviating');
  });

  test('with an inconclusive case, or without any case that proved a 2xx, is inconclusive', async () => {
    const lost = forged((_, first) => void Object.assign(first, { verdict: 'inconclusive', reason: 'throttled' }));
    expect(await run(['merge', lost])).toBe(3);
    expect(await run(['diff', good, lost])).toBe(3);
    const errors = forged(({ cases }) => void cases.splice(0, cases.length, ...cases.filter(isError)));
    expect(stdout).toContain('throttled');
    expect(await run(['diff', good, errors])).toBe(2);
    const without = forged((report) => ({
      ...report,
      cases: report.cases.filter(isError),
      operations: report.operations.map((one) => ({
        ...one,
        cells: one.cells.map((cell) => ({ ...cell, cases: [] })),
      })),
    }));
    expect(await run(['diff', good, without])).toBe(3);
  });
});

const isError = ({ response }: ReportedCase): boolean => (response?.status ?? 0) >= 400;

describe('a contract.ndjson that was forged or damaged', () => {
  /** Folder of a record with changed lines. */
  function damaged(change: (lines: string[]) => void): string {
    const folder = temporaryFolder();
    const path = join(folder, 'contract.ndjson');
    cpSync(join(good, 'contract.ndjson'), path);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    change(lines);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return folder;
  }
  const edit = (index: number, change: object) => (lines: string[]) =>
    void (lines[index] = JSON.stringify({ ...(JSON.parse(lines.at(index) ?? '') as Json), ...change }));

  test.each<[what: string, change: (lines: string[]) => void, line: RegExp]>([
    ...['null', '7', '"x"', '[]', '{}', '{"type":"other"}'].map((text): [string, (lines: string[]) => void, RegExp] => [
      `the line ${text}`,
      (lines) => void (lines[2] = text),
      /contract\.ndjson:3: the line is not of a known type: plan, schema, case, coverage, advice, end\. Run again, or delete the line/,
    ]),
    [
      'a line that is not JSON',
      (lines) => void (lines[2] = '{"type":"case"'),
      /contract\.ndjson:3: the line is not JSON/,
    ],
    [
      'a repeated verdict',
      (lines) => void (lines[1] = (lines[1] ?? '').replace('"verdict":', '"verdict":"deviating","verdict":')),
      /contract\.ndjson:2: the line has the name \/verdict twice in one object/,
    ],
    ['an unknown verdict', edit(1, { verdict: '[redacted]' }), /contract\.ndjson:2: \/verdict is "\[redacted\]"/],
    ['a case without a verdict', edit(1, { verdict: undefined }), /contract\.ndjson:2: the line has no "verdict"/],
    ['a conforming case with findings', edit(1, { findings: [FINDING] }), /:2: groups\/get .* is conforming, but has/],
    [
      'a second verdict of a case',
      (lines) => void (lines[2] = lines[1] ?? ''),
      /:3: groups\/get .* already has a verdict/,
    ],
    ['a second plan', (lines) => void (lines[2] = lines[0] ?? ''), /:3: the record has a second plan/],
    ['no plan', (lines) => void lines.shift(), /:1: the record does not start with a plan/],
    ['a plan without cases', edit(0, { cases: null }), /contract\.ndjson:1: \/cases is null/],
    ['a case after the end', (lines) => void lines.push(lines.splice(1, 1)[0] ?? ''), /the line follows the end/],
  ])('by %s makes report end with 2 and one line', async (_what, change, line) => {
    expect(await run(['report', damaged(change)])).toBe(2);
    expect(stderr).toMatch(/^[^\n]+\[record\]\n$/);
    expect(stderr).toMatch(line);
    expect(stdout).toBe('');
  });

  test('is inconclusive if a line is missing, and deviating if a case deviates', async () => {
    expect(await run(['report', damaged((lines) => void lines.splice(1, 1))])).toBe(3);
    expect(stdout).toContain('1 planned case has no verdict');
    expect(await run(['report', damaged(edit(1, deviating))])).toBe(1);
    expect(stderr).toBe('');
  });
});

test.each([
  ['merge', ['merge', '/dev/zero']],
  ['diff', ['diff', '/dev/zero', '/dev/zero']],
  ['--waivers', ['--waivers', '/dev/zero', '--list']],
])('%s of a device, which has no end, ends with 2 and one line', async (_what, words) => {
  expect(await run(words)).toBe(2);
  expect(stderr).toMatch(/^[^\n]*\/?zero: is a device, not [^\n]+\n$/);
});
