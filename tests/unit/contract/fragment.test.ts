import { describe, expect, test } from '@jest/globals';
import { fragmentAt } from '../../../src/contract/fragment.ts';

describe('what is shown of a document', () => {
  const schema = {
    description: 'prose',
    type: 'object',
    required: ['title'],
    properties: { title: { type: 'string', title: 'prose', example: 'prose' }, properties: { title: 'prose' } },
  };

  test.each([
    ['the object that a pointer leads to', '/a'],
    ['the object that holds the keyword that it leads to', '/a/required'],
  ])('is %s, without prose, though a property may be called like it', (_name, pointer) => {
    expect(fragmentAt({ a: schema }, pointer)).toEqual({
      type: 'object',
      required: ['title'],
      properties: { title: { type: 'string' }, properties: {} },
    });
  });

  test('is short, however long, wide or deep the document is', () => {
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, index]));
    expect(fragmentAt({ a: { wide, long: 'x'.repeat(300), deep: { b: { c: { d: { e: 1 } } } } } }, '/a')).toMatchObject(
      {
        wide: { p39: 39, '…': '10 more' },
        long: `${'x'.repeat(200)}…`,
        deep: { b: { c: { d: '…' } } },
      },
    );
  });
});
