import { describe, expect, test } from '@jest/globals';
import { readWaivers, parseWaivers } from '../../../src/waivers/read.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

const OPERATIONS = ['GET /a', 'GET /b'];

const entry = (more: Record<string, unknown> = {}): string => {
  const all = {
    ...{ operation: 'GET /a', status: 200, check: 'body-schema' },
    ...{ reason: 'it is mended soon', owner: 'platform', expires: '2027-01-31', ...more },
  };
  return Object.entries(all)
    .map(([key, value], at) => `${at === 0 ? '-' : ' '} ${key}: ${JSON.stringify(value)}\n`)
    .join('');
};

const read = (text: string) => parseWaivers('waivers.yaml', text, { operations: OPERATIONS, target: 'live' });

describe('a file of waivers', () => {
  test('is read with its lines', () => {
    const text = `# why\n${entry()}\n# b\n${entry({ operation: 'GET /b', pointer: '', target: 'live', flaky: true })}\n#\n`;
    expect(read(text)).toEqual([
      {
        ...{ operation: 'GET /a', status: '200', check: 'body-schema', pointer: null, target: null, flaky: false },
        ...{ reason: 'it is mended soon', owner: 'platform', expires: '2027-01-31' },
        ...{ place: 'waivers.yaml:2', lines: [2, 7] },
      },
      expect.objectContaining({ pointer: '', target: 'live', flaky: true, place: 'waivers.yaml:10', lines: [10, 18] }),
    ]);
  });

  test.each([
    ['which is not there', undefined],
    ['which is empty', ''],
    ['of comments alone', '# nothing\n\n'],
    ['with an empty list', '[]\n'],
  ])('%s waives nothing', (_what, text) => {
    const folder = files(text === undefined ? {} : { 'waivers.yaml': text });
    expect(readWaivers(`${folder}/waivers.yaml`, OPERATIONS, 'live')).toEqual([]);
  });

  test.each<[what: string, text: string, where: string, message: RegExp]>([
    ['a day that does not exist', entry({ expires: '2026-02-30' }), ':6', /"2026-02-30" is no day/],
    ['no day', entry({ expires: 'soon' }), ':6', /"soon" is no day/],
    ['no status', entry({ status: 'ok' }), ':2', /"ok" is no status/],
    ['a status that is too long', entry({ status: 2000 }), ':2', /"2000" is no status/],
    ['a list for a reason', entry({ reason: [] }), ':4', /reason is a list or a map, which is no text/],
    ['a key that is none', entry({ owners: 'x' }), ':7', /a waiver has no "owners"/],
    ['a pointer that is none', entry({ pointer: 'name' }), ':7', /"name" is no JSON pointer/],
    ['flaky that is no boolean', entry({ flaky: 'yes' }), ':7', /flaky is neither true nor false/],
    [
      'an entry that is there twice',
      entry() + entry(),
      ':7',
      /waives body-schema of GET \/a 200, as does waivers\.yaml:1/,
    ],
    ['an entry that is none', '- GET /a\n', ':1', /is no waiver/],
    ['no list', 'waivers: none\n', ':1', /is no list/],
    ['no YAML', '- operation: [\n', ':2', /not readable as YAML/],
  ])('with %s is refused', (_what, text, where, message) => {
    const problem = problemOf(() => read(text));
    expect(problem).toMatchObject({
      exitCode: 2,
      where: `waivers.yaml${where}`,
      message: expect.stringMatching(message),
    });
  });

  test('may waive the kind of a transport error', () => {
    expect(read(entry({ check: 'no-response', status: 'timed-out' }))).toMatchObject([{ status: 'timed-out' }]);
  });
});
