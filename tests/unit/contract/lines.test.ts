import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonLines } from '../../../src/contract/json-lines.ts';
import { toPointer } from '../../../src/contract/pointer.ts';
import { YamlLines } from '../../../src/contract/yaml-lines.ts';

/** The pointers to a value and to everything in it. */
function pointersIn(value: unknown, tokens: readonly string[] = []): string[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [toPointer(tokens), ...members.flatMap(([name, child]) => pointersIn(child, [...tokens, name]))];
}

describe('the lines of JSON', () => {
  const TEXT = `{
  "a\\"}": [1, -2.5e+3,
    {"b": "]\\\\"}, [], {}
  ],
  "c": null,
  "a\\"}": {
    "~/": true }
}
`;

  test.each([
    ['', 1],
    ['/c', 5],
    ['/a"}', 6],
    ['/a"}/~0~1', 7],
    ['/a"}/0/nothing', 6],
    ['/nothing', 1],
    ['/c/x', 5],
  ])('has %j in line %d', (pointer, line) => {
    expect(new JsonLines(TEXT).lineOf(pointer)).toBe(line);
  });

  test('are those that the YAML parser finds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 4 }), (value, indent) => {
        const text = JSON.stringify({ value }, null, indent);
        const [json, yaml] = [new JsonLines(text), new YamlLines(text)];
        for (const pointer of pointersIn({ value })) expect(json.lineOf(pointer)).toBe(yaml.lineOf(pointer));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
