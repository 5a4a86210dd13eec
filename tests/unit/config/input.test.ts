import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { checkerOf } from '../../../src/config/input.ts';
import { problemOf } from '../problem-of.ts';

const SCHEMA = {
  type: 'object',
  required: ['name', 'day'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', title: 'a name', examples: ['platform'] },
    day: { type: ['string', 'null'], title: 'a day', pattern: '^\\d{4}', examples: ['2027-01-31'] },
    state: { enum: ['open', 'closed'] },
    count: { type: 'integer', minimum: 0 },
    'a/b': { $ref: 'other.json#/definitions/flag' },
    keys: { type: 'object', propertyNames: { title: 'a status', pattern: '^\\d+$', examples: ['404'] } },
  },
};
const OTHER = { definitions: { flag: { type: 'boolean' } } };

const KIND = { code: 'thing', whole: 'the thing', fix: 'See thing.schema.json' };
const check = checkerOf(
  KIND,
  () => SCHEMA,
  () => ({ 'other.json': OTHER }),
);
const good = { name: 'x', day: '2027' };
const lineOf = (value: unknown, lineAt: (pointer: string) => number | undefined = (pointer) => pointer.length) =>
  problemOf(() => check({ name: 'thing.yaml', value, lineAt })).line;

describe('input that is validated by a schema', () => {
  test('passes if it is valid', () => {
    expect(() => check({ name: 'x', value: { ...good, 'a/b': true }, lineAt: () => 1 })).not.toThrow();
  });

  test.each<[what: string, value: unknown, line: string]>([
    ['null', null, 'thing.yaml:0: the thing is null: it must be object. See thing.schema.json. [thing]'],
    ['without a key', { name: 'x' }, 'thing.yaml:0: the thing has no "day". Add "day: 2027-01-31". [thing]'],
    [
      'with a mistyped key',
      { nam: 'x', day: '2027' },
      'thing.yaml:4: unknown key "nam" in the thing. Did you mean "name"? [thing]',
    ],
    [
      'with an unknown key',
      { ...good, 'surplus/y': 1 },
      'thing.yaml:11: unknown key "surplus/y" in the thing. Choose one of: name, day, state, count, a/b, keys. [thing]',
    ],
    [
      'with a value of another type',
      { ...good, name: ['x'] },
      'thing.yaml:5: /name is a list, not a name. Write a name, such as "platform". [thing]',
    ],
    [
      'with a value that does not match a pattern',
      { ...good, day: 'soon' },
      'thing.yaml:4: /day is "soon", not a day. Write a day, such as "2027-01-31". [thing]',
    ],
    [
      'with a value that is not one of several',
      { ...good, state: 'opn' },
      'thing.yaml:6: /state is "opn", which is not an allowed value. Did you mean "open"? [thing]',
    ],
    [
      'with a number that is too small',
      { ...good, count: -100 },
      'thing.yaml:6: /count is -100: it must be >= 0. See thing.schema.json. [thing]',
    ],
    [
      'with a long text, which is not quoted',
      { ...good, count: 'x'.repeat(100) },
      'thing.yaml:6: /count is a string of 102 characters: it must be integer. See thing.schema.json. [thing]',
    ],
    [
      'with a wrong value under a key that a pointer escapes',
      { ...good, 'a/b': 1 },
      'thing.yaml:5: /a~1b is 1: it must be boolean. See thing.schema.json. [thing]',
    ],
    [
      'with a key that does not match a pattern',
      { ...good, keys: { ok: 1 } },
      'thing.yaml:8: /keys may not have the key "ok". Write a status, such as "404". [thing]',
    ],
  ])('%s is reported in one line', (_what, value, line) => {
    expect(lineOf(value)).toBe(line);
  });

  test('is reported without a line number if lines are unknown', () => {
    expect(lineOf(1, () => undefined)).toMatch(/^thing\.yaml: the thing is 1:/);
  });
});

test.each(['contract.schema.json', 'fixtures/fixture.schema.json', 'record.schema.json', 'waivers.schema.json'])(
  '%s is a JSON Schema of draft-07',
  (path) => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    expect(ajv.validateSchema(JSON.parse(readFileSync(path, 'utf8')) as object)).toBe(true);
  },
);
