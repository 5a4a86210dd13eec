import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatJson, isMinified } from '../../../src/contract/json-format.ts';

describe('the formatter of JSON', () => {
  test.each<[what: string, text: string, formatted: string]>([
    ['numbers as they are written', '[1e400,0.10,-0,1E+2]', '[\n  1e400,\n  0.10,\n  -0,\n  1E+2\n]\n'],
    ['braces in strings', '{"a{":"}],[: "}', '{\n  "a{": "}],[: "\n}\n'],
    [
      'escapes and characters beyond ASCII',
      '["\\"","\\\\","\\u0041\\/é😀\\ud800"]',
      '[\n  "\\"",\n  "\\\\",\n  "\\u0041\\/é😀\\ud800"\n]\n',
    ],
    ['blanks in strings', '["  a ,\u2028 b\u00a0"]', '[\n  "  a ,\u2028 b\u00a0"\n]\n'],
    ['the order of names, and duplicates', '{"2":1,"1":1,"2":null}', '{\n  "2": 1,\n  "1": 1,\n  "2": null\n}\n'],
    [
      'empty objects and arrays in one line',
      '{"a":{ },"b":[\n],"c":[{}]}',
      '{\n  "a": {},\n  "b": [],\n  "c": [\n    {}\n  ]\n}\n',
    ],
    ['a scalar', ' true ', 'true\n'],
  ])('keeps %s', (_what, text, formatted) => {
    expect(formatJson(text)).toBe(formatted);
  });

  test('writes the lines of JSON.stringify, whatever the whitespace before', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.integer({ min: 0, max: 4 }), (value, indent) => {
        // Padding, so that the text does not grow beyond the limit.
        const whole = { value, padding: 'x'.repeat(2000) };
        const text = JSON.stringify(whole, null, indent).replaceAll('\n', '\r\n\t');
        expect(formatJson(text)).toBe(`${JSON.stringify(whole, null, 2)}\n`);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('formats nesting as long as the text does not become too long for the memory', () => {
    const nested = (levels: number, text = ''): string => `${'['.repeat(levels)}"${text}"${']'.repeat(levels)}`;
    expect(formatJson(nested(200, 'x'.repeat(5000))).split('\n')).toHaveLength(402);
    expect(formatJson(nested(100_000))).toBe(nested(100_000));
  });
});

describe('whether a text is minified', () => {
  const long = JSON.stringify({ text: 'x'.repeat(1000) });

  test.each<[what: string, text: string, expected: boolean]>([
    ['with a long line', long, true],
    ['with a long line and blank lines after it', `${long}${'\n'.repeat(50)}`, true],
    ['with one long line among short ones', `${'\n"a",'.repeat(50)}${long}`, false],
    ['that is short', '{"openapi":"3.0.3"}', false],
    ['that is empty', '', false],
  ])('is decided for one %s', (_what, text, expected) => {
    expect(isMinified(text)).toBe(expected);
  });
});
