import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import { Ajv } from 'ajv';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import pc from 'picocolors';
import { DIFFERENCE_KINDS, type RecordedDifference } from '../../../../src/record/sides.ts';
import { consoleReport } from '../../../../src/report/console.ts';
import type { ContractJson } from '../../../../src/report/contract-json.ts';
import { isComparable } from '../../../../src/report/comparison/since.ts';
import { compareRuns } from '../../../../src/report/comparison/compare.ts';
import { CLASSES, classOf } from '../../../../src/report/sides/classes.ts';
import { readContractJson } from '../../../../src/report/read-json.ts';
import { files } from '../../files.ts';
import { HARMLESS, HOSTILE, report as run } from '../example.ts';
import { COMPARED, FORMATS, golden } from '../formats.ts';
import { compared, comparison, comparisonOf, difference } from './example.ts';

const written = (name: string, one: ContractJson = comparison): string => FORMATS[name]?.(one) ?? '';
const terminal = { colors: pc.createColors(false), columns: Infinity };

describe('the reports of a comparison', () => {
  test.each(COMPARED)('%s equals its golden file', (name) => {
    expect(written(name)).toBe(readFileSync(golden(`compare.${name}`), 'utf8'));
  });

  test('contract.json is valid, and unchanged when it is read back', () => {
    const schema = JSON.parse(readFileSync('contract.schema.json', 'utf8')) as object;
    const validate = new Ajv({ allowUnionTypes: true, strict: true }).compile(schema);
    expect([validate(comparison), validate.errors]).toEqual([true, null]);
    expect(readContractJson(files({ 'contract.json': JSON.stringify(comparison) }))).toEqual(comparison);
  });

  test('have a difference of every class', () => {
    expect([...new Set(comparison.sides.differences.map(classOf))].sort()).toEqual([...CLASSES].sort());
  });

  test.each(['console.txt', 'summary.md', 'contract.html'])('%s names both servers', (name) => {
    const text = written(name).split('<script')[0];
    for (const part of ['old', 'http://127.0.0.1:8080', 'new', 'http://127.0.0.1:8081']) expect(text).toContain(part);
  });

  test.each(['console.txt', 'summary.md', 'junit.xml', 'ctrf-report.json', 'annotations.txt'])(
    '%s has the failing differences with both shapes',
    (name) => {
      const text = written(name).split('<script')[0]?.replaceAll('%2C', ',');
      for (const part of ['regression', 'the property name is missing', 'string of length 4', 'allowed, breaking']) {
        expect(text).toContain(part);
      }
    },
  );

  test.each(['console.txt', 'summary.md', 'contract.html'])(
    '%s shows why cases were not compared, and when a server did not respond',
    (name) => {
      expect(written(name)).toContain('1 case not compared: b refuses its CONTRACT_TOKEN');
      expect(written(name)).toContain('b: the target did not respond for 14 s from 12:03:05 UTC');
    },
  );

  test.each(['console.txt', 'summary.md'])(
    '%s counts the deviations alike on both sides without naming them',
    (name) => {
      expect(written(name)).toContain('both servers deviate alike: 1 cause in 1 case');
      expect(written(name)).not.toContain('ffffffffff');
    },
  );

  test('the console lists them with --verbose', () => {
    expect(consoleReport(comparison, terminal, true)).toContain('ffffffffff');
  });
});

describe('a comparison without differences', () => {
  const none = comparisonOf([compared('GET /a', 200, []), compared('GET /b', 404, [])]);

  test('says in one line how much was compared', () => {
    const line = 'no differences · 2 of 2 cases compared · 1 of 2 operations with a 2xx from both';
    for (const name of ['console.txt', 'summary.md', 'contract.html']) expect(written(name, none)).toContain(line);
    expect(written('console.txt', none)).not.toContain('fails');
    expect(written('annotations.txt', none)).toBe('');
  });

  test('is not claimed if nothing was compared', () => {
    const empty = comparisonOf([]);
    expect(written('console.txt', empty)).toMatch(/^nothing · 0 of 0 cases compared · 0 of 2 operations/m);
    expect(written('console.txt', empty)).toMatch(/^inconclusive · 0 of 0 cases compared/m);
    expect(written('console.txt', empty)).not.toContain('no differences');
  });
});

describe('response times', () => {
  const timed = (aMs: number, bMs: number) => {
    const ratio = aMs === 0 ? null : Math.round((100 * bMs) / aMs) / 100;
    const durations = [{ operation: 'GET /a', cases: 3, aMs, bMs, ratio }];
    return written('console.txt', { ...comparison, sides: { ...comparison.sides, durations } });
  };

  test.each([
    [20, 30, true],
    [30, 20, true],
    [0, 5, true],
    [20, 29, false],
    [8, 12, false],
    [100, 70, false],
  ])('of %i ms and %i ms are noted: %s', (aMs, bMs, isNoted) => {
    expect(timed(aMs, bMs).includes(`GET /a: ${aMs} ms from a, ${bMs} ms from b`)).toBe(isNoted);
  });
});

describe('a long comparison', () => {
  const many = (count: number) =>
    comparisonOf(
      Array.from({ length: count }, (_, at) =>
        compared(
          'GET /a',
          200,
          [difference(`id${at}`, { isBreaking: true, message: `the property p${at} is missing` })],
          {
            id: `a › 200 › ${at}`,
          },
        ),
      ),
    );

  test.each([7, 12, 300])('of %i causes has at most 60 lines in the terminal', (count) => {
    const text = written('console.txt', many(count));
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
    expect(text).toContain(`${count} differences in ${count} causes: allowed, breaking ${count}`);
  });

  test('is whole with --verbose', () => {
    expect(consoleReport(many(40), terminal, true)).toContain('the property p39 is missing');
  });

  test('has at most ten annotations', () => {
    expect(written('annotations.txt', many(12)).match(/^::error /gm)).toHaveLength(10);
  });
});

describe('a comparison with an earlier report', () => {
  const other = comparisonOf([compared('GET /a', 200, [])]);
  const named = (a: string, more = {}) =>
    comparisonOf([compared('GET /a', 200, [])], {
      a: { ...other.sides.a, target: { ...other.sides.a.target, name: a } },
      ...more,
    });

  test.each([
    ['of the same two servers', other, true],
    ['of other servers', named('older'), false],
    ['with values', named('old', { values: true }), false],
    ['with another --fail-on', named('old', { failOn: 'any' }), false],
    ['of a run', { ...other, sides: undefined } as unknown as ContractJson, false],
  ])('%s is made: %s', (_what, before, isMade) => {
    expect(isComparable(before, comparison)).toBe(isMade);
    expect(isComparable(comparison, before)).toBe(isMade);
  });

  test('warns if one of them is a run', () => {
    const alone = { ...run, target: comparison.target };
    expect(compareRuns(alone, comparison).warnings).toEqual(['new was judged alone, and new was compared with old']);
  });
});

test('junit.xml has a test for each failing cause, whose name does not depend on lengths of lists', () => {
  const shorter = difference('x', { kind: 'length', isBreaking: true, message: 'a list of 1 instead of 2' });
  const root = new DOMParser().parseFromString(
    written('junit.xml', comparisonOf([compared('GET /a', 200, [shorter])])),
    'text/xml',
  );
  const [failed] = [...root.getElementsByTagName('failure')];
  expect(failed?.getAttribute('message')).toBe('a list of 1 instead of 2 (a: nothing → b: string of length 3)');
  expect((failed?.parentNode as unknown as Element).getAttribute('name')).toBe(
    'allowed, breaking · length /x: the length of the list differs',
  );
});

test('the page shows each cause with two columns, and each cell as a pair', () => {
  const text = written('contract.html').split('<script')[0];
  expect(text?.match(/<details class="cause">/g)).toHaveLength(comparison.sides.differences.length);
  expect(text).toContain(
    '<figcaption>a</figcaption><pre tabindex="0">string of length 4</pre></figure><figure><figcaption>b</figcaption><pre tabindex="0">nothing</pre>',
  );
  expect(text).toContain('aria-label="GET /b 404: a conforming, b deviating, 1 case"');
  expect(text).toContain('✓|✗');
});

test('the page keeps the responses of both sides for the details of a case', () => {
  const [, outline = '', ...details] = written('contract.html').split('<script type="application/json"');
  expect(outline).not.toContain('"durationMs":60');
  expect(details.join('').match(/"durationMs":60/g)).toHaveLength(6);
});

describe('the text of a hostile server', () => {
  const spoiled: RecordedDifference[] = DIFFERENCE_KINDS.map((kind, at) =>
    difference(`id${at}`, { kind, isBreaking: true, pointer: `/${HOSTILE}`, a: HOSTILE, b: HOSTILE, message: HOSTILE }),
  );
  const hostile = comparisonOf([compared('GET /a', 200, spoiled, { id: `a › 200 › ${HOSTILE}`, notes: [HOSTILE] })]);

  test.each(COMPARED)('%s contains no unescaped control or formatting characters', (name) => {
    expect(written(name, hostile)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(written(name, hostile)).toContain('owned');
  });

  test.each(['console.txt', 'annotations.txt'])('%s has no line that begins with it', (name) => {
    expect(written(name, hostile)).not.toMatch(/^\s*(::error::|# h|<img)/m);
  });

  test('summary.md keeps it as text', () => {
    const under = (node: Nodes): Nodes[] => [node, ...('children' in node ? node.children.flatMap(under) : [])];
    const all = under(
      fromMarkdown(written('summary.md', hostile), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }),
    );
    const active = ['html', 'link', 'image', 'break', 'delete', 'footnoteReference'];
    expect(all.filter(({ type }) => active.includes(type))).toEqual([]);
    const codes = all.flatMap((node) => (node.type === 'inlineCode' ? [node.value] : []));
    expect(codes).toContain(HARMLESS);
  });

  test('contract.html contains none of its markup', () => {
    expect(written('contract.html', hostile)).not.toMatch(/<script>alert|<img src=x/);
  });
});
