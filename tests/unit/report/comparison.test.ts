import { describe, expect, test } from '@jest/globals';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import pc from 'picocolors';
import { compareRuns } from '../../../src/report/comparison/compare.ts';
import { comparisonMarkdown } from '../../../src/report/comparison/markdown.ts';
import { comparisonText } from '../../../src/report/comparison/text.ts';
import { type ContractJson, contractJson } from '../../../src/report/contract-json.ts';
import { evaluate } from '../../../src/record/evaluation.ts';
import type { CaseLine } from '../../../src/record/lines.ts';
import { finding, HOSTILE, line, record } from './example.ts';

/** A run of these cases, by which nothing else is known. */
function run(cases: CaseLine[], more: Partial<typeof record> = {}): ContractJson {
  const planned = cases.map(({ id, operation, origin, expected }) => ({
    id,
    operation,
    origin,
    expected,
    missing: [],
  }));
  const one = { ...record, ...more, plan: { ...record.plan, cases: planned }, cases };
  return contractJson(one, evaluate(one));
}

const broken = (id: string, more: Partial<CaseLine> = {}, status = 404) =>
  line('GET /a', status, [finding('body-schema', `/${id}`, { id, status: String(status) })], {
    id: `a › ${status} › ${id}`,
    ...more,
  });
const fine = (status = 404, durationMs = 3) =>
  line('GET /a', status, [], { response: { status, headers: {}, body: null, durationMs } });
const ok = fine(200);
const waived = line('GET /a', 404, [finding('body-schema', '/x', { id: 'x', waiver: 'waivers.yaml:1' })], {
  verdict: 'waived',
});
const lost = line('GET /a', 404, [], { verdict: 'inconclusive', reason: 'CONTRACT_TOKEN was refused', response: null });

const ids = (changes: readonly { id: string }[]) => changes.map(({ id }) => id).join(' ');

describe('a run against an earlier one', () => {
  interface Row {
    what: string;
    before: CaseLine[];
    after: CaseLine[];
    exitCode: number;
    told: Partial<Record<'new' | 'fixed' | 'stillThere' | 'flaky' | 'unknown', string>>;
  }
  const flaky = { flaky: true };
  test.each<Row>([
    { what: 'nothing happened', before: [ok, fine()], after: [ok, fine()], exitCode: 0, told: {} },
    { what: 'a new deviation', before: [ok, fine()], after: [ok, broken('x')], exitCode: 1, told: { new: 'x' } },
    {
      what: 'one that is still there',
      before: [ok, broken('x')],
      after: [ok, broken('x')],
      exitCode: 0,
      told: { stillThere: 'x' },
    },
    { what: 'one that is fixed', before: [ok, broken('x')], after: [ok, fine()], exitCode: 0, told: { fixed: 'x' } },
    {
      what: 'one in the place of another',
      before: [ok, broken('x')],
      after: [ok, broken('y')],
      exitCode: 1,
      told: { new: 'y', fixed: 'x' },
    },
    {
      what: 'one whose cell was not judged',
      before: [ok, broken('x')],
      after: [ok, lost],
      exitCode: 3,
      told: { unknown: 'x' },
    },
    {
      what: 'one of a status that is not declared, gone',
      before: [ok, broken('x', {}, 418)],
      after: [ok],
      exitCode: 0,
      told: { fixed: 'x' },
    },
    { what: 'a new one that is waived', before: [ok, fine()], after: [ok, waived], exitCode: 0, told: { new: 'x' } },
    {
      what: 'one whose waiver is gone',
      before: [ok, waived],
      after: [ok, broken('x')],
      exitCode: 0,
      told: { stillThere: 'x' },
    },
    {
      what: 'a new one that is flaky',
      before: [ok, fine()],
      after: [ok, broken('x', flaky)],
      exitCode: 1,
      told: { new: 'x' },
    },
    {
      what: 'a flaky one that is away',
      before: [ok, broken('x', flaky)],
      after: [ok, fine()],
      exitCode: 0,
      told: { flaky: 'x' },
    },
    {
      what: 'a flaky one that came again',
      before: [ok, broken('x', flaky)],
      after: [ok, broken('x')],
      exitCode: 0,
      told: { flaky: 'x' },
    },
    {
      what: 'one that has become flaky',
      before: [ok, broken('x')],
      after: [ok, broken('x', flaky)],
      exitCode: 0,
      told: { flaky: 'x' },
    },
    {
      what: 'one of a case that nobody wrote, and nobody asked again',
      before: [ok, broken('x', { origin: 'derived' })],
      after: [ok, fine()],
      exitCode: 0,
      told: { unknown: 'x' },
    },
    {
      what: 'one of a case that was asked again',
      before: [ok, broken('x', { origin: 'derived' })],
      after: [ok, { ...fine(), id: 'a › 404 › x' }],
      exitCode: 0,
      told: { fixed: 'x' },
    },
    {
      what: 'one that is flaky in one of its cases alone',
      before: [ok, broken('x')],
      after: [ok, broken('x', flaky), broken('x', { id: 'b' })],
      exitCode: 0,
      told: { stillThere: 'x' },
    },
    {
      what: 'one in more cases than before',
      before: [ok, broken('x')],
      after: [ok, broken('x'), broken('x', { id: 'b' })],
      exitCode: 0,
      told: { stillThere: 'x' },
    },
    { what: 'a run that proved nothing', before: [ok, fine()], after: [fine()], exitCode: 3, told: {} },
  ])('tells of $what', ({ before, after, exitCode, told }) => {
    const comparison = compareRuns(run(before), run(after));
    const { new: added, fixed, stillThere, flaky: comeAndGo, unknown } = comparison;
    const all = { new: added, fixed, stillThere, flaky: comeAndGo, unknown };
    expect(Object.fromEntries(Object.entries(all).map(([name, changes]) => [name, ids(changes)]))).toEqual({
      ...{ new: '', fixed: '', stillThere: '', flaky: '', unknown: '' },
      ...told,
    });
    expect(comparison.exitCode).toBe(exitCode);
  });

  test('tells of cells that are newly not proved, and of no others', () => {
    const before = run([ok, fine(), fine(401)]);
    const after = run([ok, lost]);
    expect(compareRuns(before, after).newlyNotProved).toEqual([
      { operation: 'GET /a', status: '401', was: 'conforming', is: 'not-provoked', reason: 'no case expects it' },
      {
        operation: 'GET /a',
        status: '404',
        was: 'conforming',
        is: 'inconclusive',
        reason: 'CONTRACT_TOKEN was refused',
      },
    ]);
    expect(compareRuns(after, before).newlyNotProved).toEqual([]);
    expect(compareRuns(before, { ...before, operations: [] }).newlyNotProved).toHaveLength(3);
  });

  test('has the median response times of what both asked', () => {
    const timed = (times: number[]) =>
      times.map((durationMs, at) => ({ ...fine(404, durationMs), id: `a › 404 › ${at}` }));
    const { durations } = compareRuns(run(timed([1, 2, 9])), run(timed([10, 20, 90, 9000])));
    expect(durations).toEqual([{ operation: 'GET /a', cases: 3, beforeMs: 2, afterMs: 20 }]);
    expect(compareRuns(run(timed([1, 3])), run(timed([1, 3]))).durations).toMatchObject([{ beforeMs: 2, afterMs: 2 }]);
  });
});

describe('what is said of it', () => {
  const plain = { colors: pc.createColors(false), columns: Infinity };
  const slow = [{ ...ok, response: { status: 200, headers: {}, body: null, durationMs: 90 } }];
  const comparison = compareRuns(run([ok, broken('x'), fine(401)]), run([...slow, broken('y')]));

  test('as text', () => {
    expect(comparisonText(comparison, plain)).toBe(
      [
        'old  local (http://127.0.0.1:8080) on 2026-01-01 00:00 UTC: deviating, 2 of 8 cells conforming',
        'new  local (http://127.0.0.1:8080) on 2026-01-01 00:00 UTC: deviating, 1 of 8 cells conforming',
        '',
        '✗ 1 new deviation',
        '  body-schema of GET /a 404',
        '    /y: expected property reqId (nothing, not property reqId)',
        '    finding y in 1 case · specs/groups/get.yaml:42',
        '',
        '✓ 1 deviation fixed',
        '  body-schema of GET /a 404',
        '    /x: expected property reqId',
        '    finding x',
        '',
        '? 1 cell newly not proved',
        '  GET /a 401',
        '    not-provoked: no case expects it',
        '',
        '⏱ response times: medians of the cases that both runs sent',
        '  GET /a',
        '    3 ms → 90 ms',
        '    1 case',
        '',
        'something is new',
        '',
      ].join('\n'),
    );
  });

  test('says where nothing is new, and where nothing follows from it', () => {
    expect(comparisonText(compareRuns(run([ok]), run([ok])), plain)).toMatch(/\nnothing is new\n$/);
    expect(comparisonText(compareRuns(run([ok]), run([])), plain)).toMatch(
      /\nnothing is new, but the run is inconclusive: no 2xx answer was proved\n$/,
    );
  });

  test('as Markdown that a reader of it takes for headings and lists', () => {
    const tree = fromMarkdown(comparisonMarkdown(comparison), {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    });
    expect(tree.children.map(({ type }) => type)).toEqual([
      'heading',
      'list',
      ...Array.from({ length: 4 }, () => ['heading', 'list']).flat(),
    ]);
    expect(comparisonMarkdown(comparison)).toMatch(/^## 1 new deviation of `local`\n/);
  });

  test('has nothing that a hostile server began', () => {
    const spoiled = broken('y', {});
    const after = run([
      ok,
      { ...spoiled, findings: spoiled.findings.map((one) => ({ ...one, message: HOSTILE, received: HOSTILE })) },
    ]);
    const told = compareRuns(run([ok]), after);
    for (const text of [comparisonText(told, plain), comparisonMarkdown(told)]) {
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|^\s*(::error::|# h|<img)/mu);
    }
  });
});
