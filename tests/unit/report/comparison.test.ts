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

/** The report of a run with these cases. */
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

describe('a comparison with an earlier run', () => {
  interface Row {
    what: string;
    before: CaseLine[];
    after: CaseLine[];
    exitCode: number;
    changes: Partial<Record<'new' | 'fixed' | 'stillThere' | 'flaky' | 'unknown', string>>;
  }
  const flaky = { flaky: true };
  test.each<Row>([
    { what: 'no change', before: [ok, fine()], after: [ok, fine()], exitCode: 0, changes: {} },
    { what: 'a new deviation', before: [ok, fine()], after: [ok, broken('x')], exitCode: 1, changes: { new: 'x' } },
    {
      what: 'a deviation in both runs',
      before: [ok, broken('x')],
      after: [ok, broken('x')],
      exitCode: 0,
      changes: { stillThere: 'x' },
    },
    { what: 'a fixed deviation', before: [ok, broken('x')], after: [ok, fine()], exitCode: 0, changes: { fixed: 'x' } },
    {
      what: 'a deviation instead of another',
      before: [ok, broken('x')],
      after: [ok, broken('y')],
      exitCode: 1,
      changes: { new: 'y', fixed: 'x' },
    },
    {
      what: 'a deviation whose cell was not judged again',
      before: [ok, broken('x')],
      after: [ok, lost],
      exitCode: 3,
      changes: { unknown: 'x' },
    },
    {
      what: 'a fixed deviation of an undeclared status',
      before: [ok, broken('x', {}, 418)],
      after: [ok],
      exitCode: 0,
      changes: { fixed: 'x' },
    },
    { what: 'a new waived deviation', before: [ok, fine()], after: [ok, waived], exitCode: 0, changes: { new: 'x' } },
    {
      what: 'a deviation that is no longer waived',
      before: [ok, waived],
      after: [ok, broken('x')],
      exitCode: 0,
      changes: { stillThere: 'x' },
    },
    {
      what: 'a new flaky deviation',
      before: [ok, fine()],
      after: [ok, broken('x', flaky)],
      exitCode: 1,
      changes: { new: 'x' },
    },
    {
      what: 'a flaky deviation that did not occur',
      before: [ok, broken('x', flaky)],
      after: [ok, fine()],
      exitCode: 0,
      changes: { flaky: 'x' },
    },
    {
      what: 'a flaky deviation that occurred again',
      before: [ok, broken('x', flaky)],
      after: [ok, broken('x')],
      exitCode: 0,
      changes: { flaky: 'x' },
    },
    {
      what: 'a deviation that became flaky',
      before: [ok, broken('x')],
      after: [ok, broken('x', flaky)],
      exitCode: 0,
      changes: { flaky: 'x' },
    },
    {
      what: 'a deviation of a derived case that was not sent again',
      before: [ok, broken('x', { origin: 'derived' })],
      after: [ok, fine()],
      exitCode: 0,
      changes: { unknown: 'x' },
    },
    {
      what: 'a deviation of a derived case that was sent again',
      before: [ok, broken('x', { origin: 'derived' })],
      after: [ok, { ...fine(), id: 'a › 404 › x' }],
      exitCode: 0,
      changes: { fixed: 'x' },
    },
    {
      what: 'a deviation that is flaky in only one of its cases',
      before: [ok, broken('x')],
      after: [ok, broken('x', flaky), broken('x', { id: 'b' })],
      exitCode: 0,
      changes: { stillThere: 'x' },
    },
    {
      what: 'a deviation in more cases than before',
      before: [ok, broken('x')],
      after: [ok, broken('x'), broken('x', { id: 'b' })],
      exitCode: 0,
      changes: { stillThere: 'x' },
    },
    { what: 'a run that proved nothing', before: [ok, fine()], after: [fine()], exitCode: 3, changes: {} },
  ])('reports $what', ({ before, after, exitCode, changes }) => {
    const comparison = compareRuns(run(before), run(after));
    const { new: added, fixed, stillThere, flaky: unsteady, unknown } = comparison;
    const all = { new: added, fixed, stillThere, flaky: unsteady, unknown };
    expect(Object.fromEntries(Object.entries(all).map(([name, found]) => [name, ids(found)]))).toEqual({
      new: '',
      fixed: '',
      stillThere: '',
      flaky: '',
      unknown: '',
      ...changes,
    });
    expect(comparison.exitCode).toBe(exitCode);
  });

  test('lists exactly the cells that are no longer proved', () => {
    const before = run([ok, fine(), fine(401)]);
    const after = run([ok, lost]);
    expect(compareRuns(before, after).newlyNotProved).toEqual([
      {
        operation: 'GET /a',
        status: '401',
        was: 'conforming',
        is: 'not-provoked',
        reason: 'no case expects this status',
      },
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

  test('has the median response times of the cases that both runs sent', () => {
    const timed = (times: number[]) =>
      times.map((durationMs, at) => ({ ...fine(404, durationMs), id: `a › 404 › ${at}` }));
    const { durations } = compareRuns(run(timed([1, 2, 9])), run(timed([10, 20, 90, 9000])));
    expect(durations).toEqual([{ operation: 'GET /a', cases: 3, beforeMs: 2, afterMs: 20 }]);
    expect(compareRuns(run(timed([1, 3])), run(timed([1, 3]))).durations).toMatchObject([{ beforeMs: 2, afterMs: 2 }]);
  });
});

describe('a rendered comparison', () => {
  const plain = { colors: pc.createColors(false), columns: Infinity };
  const slow = [{ ...ok, response: { status: 200, headers: {}, body: null, durationMs: 90 } }];
  const comparison = compareRuns(run([ok, broken('x'), fine(401)]), run([...slow, broken('y')]));

  test('is text for the console', () => {
    expect(comparisonText(comparison, plain)).toBe(
      [
        'old  local (http://127.0.0.1:8080) on 2026-01-01 00:00 UTC: deviating, 2 of 8 cells conforming',
        'new  local (http://127.0.0.1:8080) on 2026-01-01 00:00 UTC: deviating, 1 of 8 cells conforming',
        '',
        '✗ 1 new deviation',
        '  body-schema of GET /a 404',
        '    /y: expected property reqId (received nothing; expected property reqId)',
        '    finding y in 1 case · specs/groups/get.yaml:42',
        '',
        '✓ 1 deviation fixed',
        '  body-schema of GET /a 404',
        '    /x: expected property reqId',
        '    finding x',
        '',
        '? 1 cell no longer proved',
        '  GET /a 401',
        '    not-provoked: no case expects this status',
        '',
        '⏱ response times: medians of the cases that both runs sent',
        '  GET /a',
        '    3 ms → 90 ms',
        '    1 case',
        '',
        'new deviations',
        '',
      ].join('\n'),
    );
  });

  test('concludes that nothing is new, or that the run is inconclusive', () => {
    expect(comparisonText(compareRuns(run([ok]), run([ok])), plain)).toMatch(/\nno new deviations\n$/);
    expect(comparisonText(compareRuns(run([ok]), run([])), plain)).toMatch(
      /\nno new deviations, but the run is inconclusive: no conforming 2xx was received\n$/,
    );
  });

  test('is Markdown that parses as headings and lists', () => {
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

  test('has no control characters and no line of a hostile server', () => {
    const spoiled = broken('y', {});
    const after = run([
      ok,
      { ...spoiled, findings: spoiled.findings.map((one) => ({ ...one, message: HOSTILE, received: HOSTILE })) },
    ]);
    const rendered = compareRuns(run([ok]), after);
    for (const text of [comparisonText(rendered, plain), comparisonMarkdown(rendered)]) {
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|^\s*(::error::|# h|<img)/mu);
    }
  });
});

test('parts of a response that only the earlier run contained are listed', () => {
  const covered = (seen: string[], unseen: string[]) =>
    run([ok], { coverage: [{ operation: 'GET /a', status: '200', seen, unseen }] });
  const comparison = compareRuns(covered(['/a', '/b'], []), covered(['/a'], ['/b', '/new']));
  expect(comparison.newlyUnseen).toEqual([{ operation: 'GET /a', status: '200', parts: ['/b'] }]);
  const shown = comparisonText(comparison, { colors: pc.createColors(false), columns: Infinity });
  expect(shown).toContain('? 1 response seen less completely\n  GET /a 200\n    no longer contains /b\n');
  expect(compareRuns(covered(['/a'], ['/b']), covered(['/a', '/b'], [])).newlyUnseen).toEqual([]);
});

test('findings of one cause are one row, which says how many are waived', () => {
  const found = (operation: string, waiver: string | null) =>
    line(operation, 404, [finding('body-schema', '/x', { id: operation, waiver })], { id: `${operation} › 404` });
  const comparison = compareRuns(run([ok]), run([ok, found('GET /a', null), found('GET /b', null)]));
  const shown = (one: typeof comparison) => comparisonText(one, { colors: pc.createColors(false), columns: Infinity });
  expect(shown(comparison)).toContain('  body-schema of 2 operations\n');
  expect(shown(comparison)).toContain('findings GET /a GET /b in 2 cases');
  const later = run([ok, found('GET /a', 'waivers.yaml:1'), found('GET /b', null)]);
  expect(shown(compareRuns(later, later))).toContain('in 2 cases · 1 of 2 waived');
});
