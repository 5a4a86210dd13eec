import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import { Ajv } from 'ajv';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import pc from 'picocolors';
import { annotations, untrusted } from '../../../src/report/annotations.ts';
import { causesOf, failuresOf } from '../../../src/report/causes.ts';
import { consoleReport } from '../../../src/report/console.ts';
import { contractJson } from '../../../src/report/contract-json.ts';
import { junit } from '../../../src/report/junit.ts';
import { nextStep } from '../../../src/report/next-step.ts';
import { evaluate } from '../../../src/record/evaluation.ts';
import type { Waiver } from '../../../src/waivers/waiver.ts';
import type { CaseLine } from '../../../src/record/lines.ts';
import { cases, finding, HARMLESS, hostileRecord, line, record, report } from './example.ts';
import { files } from '../files.ts';
import { FORMATS, golden, SHORTENED, shortened } from './formats.ts';

const written = (name: string, one = report): string => FORMATS[name]?.(one) ?? '';

describe('the reports of one run', () => {
  test.each(Object.keys(FORMATS))('%s equals its golden file', (name) => {
    expect(written(name)).toBe(readFileSync(golden(name), 'utf8'));
  });

  test.each(SHORTENED)('%s of 489 operations equals its golden file', (name) => {
    expect(shortened(name)).toBe(readFileSync(golden(`whole-api.${name}`), 'utf8'));
  });

  test('contract.json without cases is valid JSON', () => {
    const empty = { ...report, cases: [] };
    expect(JSON.parse(written('contract.json', empty))).toEqual(empty);
  });

  test('the console shows the same text in color', () => {
    const colored = consoleReport(report, { colors: pc.createColors(true), columns: Infinity });
    expect(colored).toContain('\u001b[32m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(written('console.txt'));
  });
});

describe('a count of one', () => {
  const counts = { ...report.counts, cases: 1, cells: 1, cellsConforming: 1 };
  const operations = report.operations.slice(0, 1).map((each) => ({ ...each, cells: each.cells.slice(0, 1) }));
  const one = { ...report, counts, operations, setAside: 1 };

  test.each([
    ['console.txt', '1 of 1 cell conforming · 1 case ·'],
    ['console.txt', '1 case of fixtures/ skipped'],
    ['summary.md', '1 of 1 cell conforming · 1 case ·'],
    ['contract.html', '<b>1 of 1 cell conforming</b> · <b>1</b> case ·'],
  ])('has a singular in %s: %s', (name, text) => {
    expect(written(name, one).replace(/<!--.*?-->/g, '')).toContain(text);
  });
});

describe('a terminal of 80 columns', () => {
  const long = `GET /api/v1/${'a-very-long-name/'.repeat(8)}{id}`;
  const operations = [...report.operations, ...report.operations.map((one) => ({ ...one, operation: long }))];
  const lines = consoleReport({ ...report, operations }, { colors: pc.createColors(false), columns: 80 }).split('\n');

  test('is wide enough for every line except commands to copy', () => {
    const toCopy = /^ {2}repeat /;
    expect(lines.filter((each) => each.length > 80 && !toCopy.test(each))).toEqual([]);
  });

  test('shows the start and the end of a long name', () => {
    expect(lines.filter((each) => /^GET \/api\/v1\/a-very.*….*\{id\} +[✓✗·]/.test(each))).toHaveLength(2);
  });

  test('wraps prose with an indentation', () => {
    expect(lines.slice(2, 4)).toEqual([
      'warning: CONTRACT_FAVOURITE_COLOUR (environment) is not used by any option,',
      '  fixture or parameter',
    ]);
  });
});

describe('the next step', () => {
  const inconclusive = { ...report, outcome: 'inconclusive' as const, reasons: ['CONTRACT_TOKEN was refused'] };
  const foreign = { ...report, doubt: 'it is a teapot' };

  test.each([
    ['a refused token', inconclusive, /^Set CONTRACT_TOKEN again/],
    [
      'a refused token of a login',
      { ...inconclusive, reasons: ['the token of CONTRACT_UNIVERSAL_AUTH_CLIENT_ID was refused'] },
      /^Check the access of the identity of CONTRACT_UNIVERSAL_AUTH_CLIENT_ID:/,
    ],
    ['missing values', { ...inconclusive, reasons: [] }, /^Set the missing values/],
    ['a server that is not an Infisical server', foreign, /^Set CONTRACT_BASE_URL/],
  ])('is named for %s', (_name, one, step) => {
    expect(nextStep(one)).toMatch(step);
    expect(written('console.txt', one)).toContain(nextStep(one));
  });

  test('names every refused credential', () => {
    const names = ['the token of CONTRACT_A', 'CONTRACT_B', 'CONTRACT_C'];
    expect(nextStep({ ...inconclusive, reasons: names.map((name) => `${name} was refused`) })).toBe(
      'Set CONTRACT_B and CONTRACT_C again (docs/configuration.md describes where to find them). Check the access of the identity of CONTRACT_A: it could log in',
    );
  });

  test('is not named for a conforming run', () => {
    expect(nextStep({ ...report, outcome: 'conforming' })).toBeUndefined();
    expect(nextStep({ ...foreign, outcome: 'conforming' })).toBeUndefined();
  });

  test.each(['console.txt', 'summary.md', 'annotations.txt', 'contract.html'])(
    'for a server that is not an Infisical server is shown with its findings in %s',
    (name) => {
      expect(written(name, foreign)).toContain('it is a teapot');
      expect(written(name, foreign)).toContain('body-schema');
    },
  );
});

describe('waivers', () => {
  const waiver: Waiver = {
    operation: 'GET /b',
    status: '404',
    check: 'body-schema',
    pointer: '/reqId',
    expected: null,
    target: null,
    flaky: false,

    reason: 'fixed soon',
    owner: 'platform',
    expires: '2027-01-31',
    place: 'waivers.yaml:1',
    lines: [1, 8],
  };
  const stale = { ...waiver, operation: 'GET /a', status: '200', place: 'waivers.yaml:9', lines: [9, 9] as const };
  const expired = { ...waiver, operation: 'GET /a', status: '401', place: 'waivers.yaml:17', expires: '2025-12-31' };
  const waived = line('GET /b', 404, [finding('body-schema', '/reqId', { waiver: 'waivers.yaml:1' })], {
    verdict: 'waived',
    reason: 'waived until 2027-01-31 by platform: fixed soon',
  });
  const partly = line('GET /b', 401, [
    finding('body-schema', '/reqId', { waiver: 'waivers.yaml:1', message: 'this is waived' }),
    finding('headers', '', { message: 'this is not' }),
  ]);
  const others = record.cases.filter(({ id, verdict }) => id !== waived.id && verdict === 'conforming');
  const known = (waivers: Waiver[], more: CaseLine[] = []) => {
    const all = [waived, ...others, ...more];
    const planned = all.map(({ id, operation, origin, expected }) => ({
      id,
      operation,
      origin,
      expected,
      missing: [],
    }));
    const one = { ...record, plan: { ...record.plan, waivers, cases: planned }, cases: all };
    return contractJson(one, evaluate(one));
  };

  test.each(['console.txt', 'summary.md', 'contract.html'])(
    'are listed in %s, and their findings are not listed as deviations',
    (name) => {
      const text = written(name, known([waiver]));
      expect(text).toContain('is waived until 2027-01-31, in 1 case (platform: fixed soon)');
      expect(text.split('<script')[0]).not.toMatch(/expected property reqId|✗ body-schema/);
    },
  );

  test('make a cell waived, which is neither conforming nor unproved', () => {
    const [, row = ''] = /^GET \/b (.*)$/m.exec(written('console.txt', known([waiver]))) ?? [];
    expect(row).toContain('~');
    expect(written('console.txt', known([waiver]))).not.toMatch(/cell not proved: waived/);
    expect(known([waiver])).toMatchObject({ exitCode: 0, counts: { waived: 1, cellsWaived: 1 } });
  });

  test.each([
    ['stale', stale, 'GET /a 200 was judged and no longer occurs: delete line 9 (platform: fixed soon)'],
    ['expired', expired, 'GET /a 401 was waived until 2025-12-31: fix it, or change'],
  ])('fail a run if one is %s, which every report states', (_name, failing, line) => {
    const one = known([waiver, failing]);
    expect(one).toMatchObject({ exitCode: 1, outcome: 'deviating' });
    const formats = ['console.txt', 'summary.md', 'contract.html', 'junit.xml', 'ctrf-report.json', 'annotations.txt'];
    for (const name of formats) {
      expect(written(name, one).replaceAll('&quot;', '"')).toContain(line);
    }
    expect(written('junit.xml', one)).toMatch(/<testcase name="outcome" classname="run">\s*<failure type="waiver"/);
    expect(written('annotations.txt', one)).toMatch(/^::error title=waiver::waivers\.yaml/m);
  });

  test('do not cover other findings of a case', () => {
    const one = known([waiver], [partly]);
    expect(one).toMatchObject({ exitCode: 1, counts: { deviating: 1, waived: 1 } });
    for (const name of ['console.txt', 'summary.md', 'junit.xml', 'ctrf-report.json', 'annotations.txt']) {
      expect(written(name, one)).toContain('this is not');
      expect(written(name, one)).not.toContain('this is waived');
    }
    expect(failuresOf(partly)).toHaveLength(1);
  });

  test('make skipped test cases, which name the owner', () => {
    expect(junit(known([waiver]), true)).toContain('<skipped message="waived until 2027-01-31 by platform');
  });
});

const spoiled = contractJson(hostileRecord, evaluate(hostileRecord));

describe('the text of a hostile server', () => {
  test.each(Object.keys(FORMATS))('%s contains no unescaped control or formatting characters', (name) => {
    expect(written(name, spoiled)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(written(name, spoiled)).toContain('owned');
  });

  test.each(['console.txt', 'annotations.txt'])('%s has no line that begins with it', (name) => {
    expect(written(name, spoiled)).not.toMatch(/^\s*(::error::|# h|<img)/m);
  });

  test('is not interpreted as commands on the console of a GitHub job', () => {
    const [first = '', ...rest] = untrusted(written('console.txt', spoiled)).split('\n');
    const [, token = ''] = /^::stop-commands::([\w-]{36})$/.exec(first) ?? [];
    expect(rest.slice(-2)).toEqual([`::${token}::`, '']);
  });
});

describe('junit.xml', () => {
  const parsed = (one = report) => {
    const onError = (level: string, message: string): void => {
      if (level !== 'warning') throw new Error(message);
    };
    return new DOMParser({ onError }).parseFromString(written('junit.xml', one), 'text/xml');
  };
  const all = (name: string, one = report) => [...parsed(one).getElementsByTagName(name)];

  const failures = () =>
    all('failure').map(({ parentNode }) => (parentNode as unknown as Element).getAttribute('name'));
  const ofA = cases.filter(({ operation }) => operation === 'GET /a');

  test('has a test case for each conforming case and for each cause of an operation, and correct counts', () => {
    const names = all('testcase').map((each) => each.getAttribute('name'));
    const conforming = cases.filter(({ verdict }) => verdict === 'conforming').map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining(conforming));
    const perOperation = report.operations.map(
      ({ operation }) => causesOf(cases.filter((one) => one.operation === operation)).length,
    );
    expect(failures()).toHaveLength(perOperation.reduce((sum, count) => sum + count, 0));
    const [root] = all('testsuites');
    const counts = { tests: 'testcase', failures: 'failure', errors: 'error', skipped: 'skipped' };
    for (const [attribute, element] of Object.entries(counts)) {
      expect([attribute, root?.getAttribute(attribute)]).toEqual([attribute, String(all(element).length)]);
    }
  });

  test('has a failure for a deviating case whose shown findings are all waived', () => {
    const waived = finding('body-schema', '/x', { waiver: 'waivers.yaml:1' });
    const one = line('GET /a', 404, [waived], { verdict: 'deviating', notes: ['3 more findings are not shown'] });
    const cut = { ...record, cases: [one] };
    expect(junit(contractJson(cut, evaluate(cut)))).toMatch(
      /<failure type="deviating" message="the case deviates by further findings, which are not shown">/,
    );
  });

  test('lists all cases of a cause', () => {
    const [first = ''] = all('failure').map((each) => each.textContent ?? '');
    const [cause] = causesOf(ofA);
    expect(cause?.cases.every((id) => first.includes(`case: ${id}`))).toBe(true);
  });

  test('has findings as failures, inconclusive cases as errors, and skipped cases if they are wanted', () => {
    expect(all('failure').map((each) => each.textContent)[0]).toContain('declared in specs/groups/get.yaml:42');
    expect(all('error').map((each) => each.getAttribute('message'))).toEqual([
      'throttled beyond CONTRACT_PATIENCE_SECONDS',
    ]);
    expect(all('skipped')).toEqual([]);
    expect(junit(report, true)).toContain('<skipped message="CONTRACT_TOKEN is not set"');
  });

  test('has an error if the run proved too little', () => {
    const [whole] = all('testcase', {
      ...report,
      outcome: 'inconclusive',
      reasons: ['no conforming 2xx was received'],
    });
    expect(whole?.textContent?.trim()).toBe('no conforming 2xx was received');
  });

  test('keeps hostile text as text', () => {
    expect(all('failure', spoiled).map((each) => each.textContent)[0]).toContain(`case: a › 200 › ${HARMLESS}`);
    expect(all('failure', spoiled)[0]?.textContent).toContain(HARMLESS);
    expect(all('script', spoiled)).toEqual([]);
  });
});

describe('summary.md', () => {
  const nodes = (one = report): Nodes[] => {
    const root = fromMarkdown(written('summary.md', one), {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    });
    const under = (node: Nodes): Nodes[] => [node, ...('children' in node ? node.children.flatMap(under) : [])];
    return under(root);
  };
  const values = (type: string, one = report) =>
    nodes(one).flatMap((node) => (node.type === type && 'value' in node ? [node.value] : []));

  test('has the matrix as a table', () => {
    const [table] = nodes().filter(({ type }) => type === 'table');
    expect(table).toMatchObject({ children: { length: report.operations.length + 1 } });
    expect(values('inlineCode')).toEqual(expect.arrayContaining(['GET /a', 'GET /b']));
  });

  test('keeps hostile text as text', () => {
    expect(values('inlineCode', spoiled)).toEqual(expect.arrayContaining([HARMLESS]));
    expect(values('code', spoiled)).toEqual([`curl '${HARMLESS}'`]);
    const types = new Set(nodes(spoiled).map(({ type }) => type));
    expect(
      [...types].filter((type) => ['html', 'link', 'image', 'break', 'delete', 'footnoteReference'].includes(type)),
    ).toEqual([]);
    expect(nodes(spoiled).filter((node) => node.type === 'heading' && node.depth === 1)).toEqual([]);
  });
});

describe('the annotations', () => {
  test.each([
    ['names the line of a file of the checkout', 'specs/a.yaml', true],
    ['names no file for a contract that was fetched', 'contract-served.json', false],
    ['names no file for a URL', 'http://127.0.0.1:8080/api/docs/json', false],
  ])('%s', (_what, document, isNamed) => {
    const project = files({ 'specs/a.yaml': '', 'contract-served.json': '' });
    const where = { document, pointer: '/paths', line: 7 };
    const one = { ...report, cases: [line('GET /b', 404, [finding('body-schema', '/x', { where })])] };
    const text = annotations(one, { directory: project, workspace: project });
    expect(text.includes(`file=${document},line=7`)).toBe(isNamed);
    expect(text).toMatch(isNamed ? /^::error file=/ : /^::error title=body-schema/);
  });
});

describe('contract.har', () => {
  interface Entry {
    request: { method: string; queryString: { name: string; value: string }[] };
    response: { status: number; content: { text?: string } };
  }
  const parsed = (one = report) => (JSON.parse(written('contract.har', one)) as { log: { entries: Entry[] } }).log;
  const HAR_SCHEMAS = 'node_modules/har-schema/lib';
  const schemas = readdirSync(HAR_SCHEMAS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${HAR_SCHEMAS}/${name}`, 'utf8')) as object)
    .map((schema) => ({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' }));

  test.each([
    ['a run', report],
    ['a run with hostile text', spoiled],
  ])('of %s satisfies the schema of HAR 1.2', (_name, one) => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema(schemas);
    const validate = ajv.getSchema('log.json#');
    expect([validate?.(parsed(one)), validate?.errors]).toEqual([true, null]);
  });

  test('has every exchange, with shapes instead of bodies, and every value of a repeated parameter', () => {
    const repeated = line('GET /a', 200, [], {
      request: { method: 'GET', url: 'http://127.0.0.1:8080/a?x=1&x=2', headers: {} },
    });
    const { entries } = parsed({ ...report, cases: [repeated, ...report.cases] });
    expect(entries).toHaveLength(5);
    expect(entries[0]?.request.queryString).toEqual([
      { name: 'x', value: '1' },
      { name: 'x', value: '2' },
    ]);
    expect(entries[0]?.response).toMatchObject({ status: 200, content: { text: '{"message":"string of length 9"}' } });
  });
});

test.each(['console.txt', 'summary.md', 'contract.html'])(
  '%s shows when the target did not respond, and for how long',
  (name) => {
    const outages = [{ from: '2026-01-01T12:03:05.678Z', seconds: 14.2, ended: true }];
    expect(written(name, { ...report, outages })).toContain('the target did not respond for 14 s from 12:03:05 UTC');
    const { outages: _, ...older } = report;
    expect(written(name, older)).not.toContain('the target did not respond');
  },
);

test('contract.json is JSON of the report', () => {
  expect(JSON.parse(written('contract.json', spoiled))).toEqual(spoiled);
  expect(report).toMatchObject({ exitCode: 1, counts: { cells: 8, deviating: 2 }, setAside: 2 });
});

test('findings with the same cause are one entry, across cases, operations and list items', () => {
  const items = [0, 1, 2].map((index) => finding('body-schema', `/${index}/name`));
  const causes = causesOf([...cases, line('GET /a', 200, items)]);
  expect(
    causes.map(({ finding: { check }, cases: ids, operations }) => [check, ids.length, operations.length]),
  ).toEqual([
    ['body-schema', 2, 2],
    ['headers', 1, 1],
    ['body-schema', 1, 1],
  ]);
});

test('each undeclared status is a separate cause', () => {
  const status = (received: string) => finding('status-declared', '', { received });
  expect(causesOf([line('GET /a', 502, [status('502')]), line('GET /a', 418, [status('418')])])).toHaveLength(2);
});

test('a deviating or inconclusive case has failures for Jest', () => {
  expect(cases.map((each) => failuresOf(each).length)).toEqual([1, 2, 0, 1, 0]);
});
