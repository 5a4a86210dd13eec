import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SAME_RESPONSE } from '../../../src/record/sides.ts';
import { CHECKS } from '../../../src/verdict/checks/index.ts';
import { parseWaivers } from '../../../src/waivers/parse.ts';
import { readWaivers } from '../../../src/waivers/read.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

const OPERATIONS = ['GET /a', 'GET /b'];

const entry = (more: Record<string, unknown> = {}): string => {
  const all: Record<string, unknown> = {
    operation: 'GET /a',
    status: 200,
    check: 'body-schema',
    reason: 'it is fixed soon',
    owner: 'platform',
    expires: '2027-01-31',
    ...more,
  };
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([key, value], at) => `${at === 0 ? '-' : ' '} ${key}: ${JSON.stringify(value)}\n`)
    .join('');
};

const read = (text: string) => parseWaivers('waivers.yaml', text);
const readFor = (text: string) => readWaivers(`${files({ 'waivers.yaml': text })}/waivers.yaml`, OPERATIONS, ['live']);

describe('a waivers file', () => {
  test('is read with its lines', () => {
    const text = `# why\n${entry()}\n# b\n${entry({ operation: 'GET /b', pointer: '', target: 'live', flaky: true })}\n#\n`;
    expect(read(text)).toEqual([
      {
        operation: 'GET /a',
        status: '200',
        check: 'body-schema',
        pointer: null,
        expected: null,
        target: null,
        flaky: false,
        reason: 'it is fixed soon',
        owner: 'platform',
        expires: '2027-01-31',
        place: 'waivers.yaml:2',
        lines: [2, 7],
      },
      expect.objectContaining({ pointer: '', target: 'live', flaky: true, place: 'waivers.yaml:10', lines: [10, 18] }),
    ]);
  });

  test.each([
    ['that does not exist', undefined],
    ['that is empty', ''],
    ['with only comments', '# nothing\n\n'],
    ['with an empty list', '[]\n'],
  ])('%s waives nothing', (_what, text) => {
    const folder = files(text === undefined ? {} : { 'waivers.yaml': text });
    expect(readWaivers(`${folder}/waivers.yaml`, OPERATIONS, ['live'])).toEqual({ waivers: [], warnings: [] });
  });

  test.each<[what: string, text: string, where: string, line: RegExp]>([
    [
      'a day that does not exist',
      entry({ expires: '2026-02-30' }),
      ':6',
      /"2026-02-30", which is not a day of the calendar/,
    ],
    ['a text instead of a day', entry({ expires: 'soon' }), ':6', /\/0\/expires is "soon", not a day\. .*"2027-01-31"/],
    ['a text instead of a status', entry({ status: 'ok' }), ':2', /\/0\/status is "ok", not a status\. .* 404/],
    ['a status that is too long', entry({ status: 2000 }), ':2', /\/0\/status is 2000, not a status/],
    ['a kind of transport error and another check', entry({ status: 'timed-out' }), ':2', /"timed-out", not a status/],
    ['a list instead of a reason', entry({ reason: [] }), ':4', /\/0\/reason is a list, not a reason/],
    ['an empty owner', entry({ owner: ' ' }), ':5', /\/0\/owner is " ", not an owner/],
    [
      'no reason',
      entry({ reason: undefined }),
      ':1',
      /\/0 has no "reason"\. Add "reason: fixed with the next release"/,
    ],
    ['an unknown key', entry({ owners: 'x' }), ':7', /unknown key "owners" in \/0\. Did you mean "owner"/],
    ['a mistyped key', entry({ owner: undefined, ownr: 'x' }), ':6', /unknown key "ownr" .*Did you mean "owner"/],
    ['an unknown check', entry({ check: 'body-shema' }), ':3', /"body-shema", .*Did you mean "body-schema"/],
    ['an operation without a method', entry({ operation: '/a' }), ':1', /\/0\/operation is "\/a", not a method and/],
    ['a pointer without a slash', entry({ pointer: 'name' }), ':7', /\/0\/pointer is "name", not a JSON pointer/],
    ['flaky that is not a boolean', entry({ flaky: 'yes' }), ':7', /\/0\/flaky is "yes", not true or false/],
    [
      'an expected status of a check other than status-expected',
      entry({ expected: 200 }),
      ':7',
      /body-schema cannot have "expected"\. Delete "expected", or waive status-expected or same-response/,
    ],
    [
      'an expected value in the body',
      entry({ check: 'same-response', pointer: '/name', expected: 'string' }),
      ':8',
      /a waiver of same-response has "expected" only outside the body/,
    ],
    [
      'an expected status that is not a status',
      entry({ check: 'status-expected', expected: 'ok' }),
      ':7',
      /\/0\/expected is "ok", not the status that was expected\. .*"401 or 403"/,
    ],
    ['a repeated entry', entry() + entry(), ':7', /waives body-schema of GET \/a 200, as does waivers\.yaml:1/],
    ['an entry that is a text', '- GET /a\n', ':1', /\/0 is "GET \/a", not a waiver/],
    ['a map', 'waivers: none\n', ':1', /the file is a map, not a list of waivers/],
    ['text that is not YAML', '- operation: [\n', ':2', /not readable as YAML/],
  ])('with %s is refused', (_what, text, where, line) => {
    const problem = problemOf(() => read(text));
    expect(problem).toMatchObject({ exitCode: 2, where: `waivers.yaml${where}`, line: expect.stringMatching(line) });
  });

  test('may waive one status for different expected statuses', () => {
    const of = (expected: unknown) => entry({ check: 'status-expected', status: 404, expected });
    expect(read(of(200) + of('401 or 403') + of(undefined)).map(({ expected }) => expected)).toEqual([
      '200',
      '401 or 403',
      null,
    ]);
  });

  test('may waive the kind of a transport error', () => {
    expect(read(entry({ check: 'no-response', status: 'timed-out' }))).toMatchObject([{ status: 'timed-out' }]);
  });
});

describe('waivers of operations that this contract does not have', () => {
  const applied = (...operations: string[]) => {
    const { waivers, warnings } = readFor(operations.map((operation) => entry({ operation })).join(''));
    return { operations: waivers.map(({ operation }) => operation), warnings };
  };

  test('are not applied, and are named in one line', () => {
    const others = Array.from({ length: 5 }, (_, at) => `GET /others/${at}`);
    expect(applied('GET /a', ...others)).toEqual({
      operations: ['GET /a'],
      warnings: [
        expect.stringMatching(
          /^\S*waivers\.yaml: 5 waivers were not applied: this contract does not have GET \/others\/0, GET \/others\/1, GET \/others\/2 and 2 more$/,
        ),
      ],
    });
    expect(applied('GET /others').warnings).toEqual([
      expect.stringMatching(/waivers\.yaml: 1 waiver was not applied: this contract does not have GET \/others$/),
    ]);
  });

  test('are reported with the nearest operation if they are probably typos', () => {
    expect(applied('GET /b', 'GET /aa', 'GET /others').warnings).toEqual([
      expect.stringMatching(
        /waivers\.yaml:7: the waiver was not applied: this contract does not have GET \/aa\. Did you mean "GET \/a"\?$/,
      ),
      expect.stringMatching(/: 1 waiver was not applied: .* GET \/others$/),
    ]);
  });

  test('are not reported if they are for another target', () => {
    expect(readFor(entry({ operation: 'GET /others', target: 'staging' }))).toEqual({ waivers: [], warnings: [] });
  });
});

test('the schema lists every check, and that of comparisons', () => {
  const schema = JSON.parse(readFileSync('waivers.schema.json', 'utf8')) as {
    items: { properties: { check: { enum: string[] } } };
  };
  expect(schema.items.properties.check.enum).toEqual([...CHECKS.map(({ id }) => id), SAME_RESPONSE]);
});
