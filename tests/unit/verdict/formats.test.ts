import { describe, expect, test } from '@jest/globals';
import { FORMATS, NUMBER_FORMATS } from '../../../src/verdict/schema/formats.ts';

const UUID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const TABLE: [format: string, valid: string[], invalid: string[]][] = [
  [
    'uuid',
    [UUID, UUID.toUpperCase(), '00000000-0000-0000-0000-000000000000', '3fa85f64-5717-9562-f3fc-2c963f66afa6'],
    [`urn:uuid:${UUID}`, UUID.replaceAll('-', ''), 'not-a-uuid', '', `${UUID}\n`],
  ],
  [
    'date-time',
    [
      '2024-01-01T00:00:00Z',
      '2024-01-01T00:00:00.123456789+05:30',
      '2024-01-01 00:00:00Z',
      '2024-01-01t00:00:00z',
      '2016-12-31T23:59:60Z',
      '2017-01-01T05:29:60+05:30',
      '2024-01-01T00:00:00-00:00',
      '0000-01-01T00:00:00Z',
    ],
    [
      '2024-01-01',
      '2024-01-01T00:00:00',
      '2016-12-31T22:59:60Z',
      '2024-02-30T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:00Z',
      '2024-01-01T00:00:00+0530',
      '2024-01-01T00:00:00+05',
      'Mon Jan 01 2024',
      '1704067200',
      '2024-01-01T00:00:00,5Z',
    ],
  ],
  ['date', ['2024-02-29'], ['2023-02-29', '2024-1-1', '2024-01-01T00:00:00Z']],
  ['time', ['12:00:00Z'], ['12:00:00']],
  ['email', ['a@b.co', 'a@b', '"a b"@c.de', 'a@[127.0.0.1]'], ['a', 'ü@b.co', 'a..b@c.de', 'a@b@c', '@b.co']],
  ['uri', ['https://a.b/c?d#e', 'urn:x:y', 'x:'], ['a/b', '//a/b', 'http://a b', 'http://ü.de']],
  ['uri-reference', ['a/b'], ['a b']],
  ['hostname', ['a.b'], ['-a']],
  ['ipv4', ['1.2.3.4'], ['01.2.3.4', '256.1.1.1']],
  ['ipv6', ['::1'], ['1::2::3']],
  ['byte', ['aGVsbG8=', ''], ['aGVsbG8', '***', 'aGVs_G8-']],
  ['binary', ['anything'], []],
  ['password', ['x'], []],
  ['duration', ['P1DT2H'], ['1d']],
  ['json-pointer', ['/a/0'], ['a']],
  ['regex', ['a\\-b'], ['[']],
];

describe.each(TABLE)('a string of format %s', (format, valid, invalid) => {
  test.each(valid)('can be %j', (text) => expect(FORMATS[format]?.(text)).toBe(true));
  if (invalid.length > 0) test.each(invalid)('cannot be %j', (text) => expect(FORMATS[format]?.(text)).toBe(false));
});

test.each([
  [3.4028235677973362e38, true],
  [3.402823567797337e38, false],
])('a number rounds to a finite float up to the bound: %d', (value, isFinite) => {
  expect(Number.isFinite(Math.fround(value))).toBe(isFinite);
});

test.each([
  ['int32', 2147483647, -2147483648],
  ['float', 3.4028235677973362e38, -3.4028235677973362e38],
  ['double', Number.MAX_VALUE, -Number.MAX_VALUE],
])('a number of format %s lies between its bounds', (format, maximum, minimum) => {
  const { minimum: least, maximum: most } = NUMBER_FORMATS[format] ?? {};
  expect([Number(least), Number(most)]).toEqual([minimum, maximum]);
});
