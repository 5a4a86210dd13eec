import { describe, expect, test } from '@jest/globals';
import { fragmentAt } from '../../../src/contract/fragment.ts';

const same = (text: string): string => text;

describe('a displayed fragment of a document', () => {
  const schema = {
    description: 'prose',
    type: 'object',
    required: ['title'],
    properties: { title: { type: 'string', title: 'prose', example: 'prose' }, properties: { title: 'prose' } },
  };

  test.each([
    ['the object at the pointer', '/a'],
    ['the object around the keyword at the pointer', '/a/required'],
  ])('is %s, without prose, but with properties of the same names', (_name, pointer) => {
    expect(fragmentAt({ a: schema }, pointer, same)).toEqual({
      type: 'object',
      required: ['title'],
      properties: { title: { type: 'string' }, properties: {} },
    });
  });

  test('is short, even if the document is long, wide or deep', () => {
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, index]));
    expect(
      fragmentAt({ a: { wide, long: 'x'.repeat(300), deep: { b: { c: { d: { e: 1 } } } } } }, '/a', same),
    ).toMatchObject({
      wide: { p39: 39, '…': '10 more' },
      long: `${'x'.repeat(200)}…`,
      deep: { b: { c: { d: '…' } } },
    });
  });

  test('contains no part of a redacted text, even if it is cut', () => {
    const redact = (text: string) => text.replaceAll('secret'.repeat(5), '-');
    const schema = { enum: [`${'x'.repeat(190)}${'secret'.repeat(5)}`], properties: { ['secret'.repeat(5)]: 1 } };
    expect(fragmentAt({ a: schema }, '/a', redact)).toEqual({ enum: [`${'x'.repeat(190)}-`], properties: { '-': 1 } });
  });
});
