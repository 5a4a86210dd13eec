import { expect, test } from '@jest/globals';
import { piecesOf } from '../../../src/compare/url-pieces.ts';

test.each([
  '/api/v1/groups',
  '/api/v1/groups/a%2Fb?path=%2F&tag=x&tag=&flag',
  '/api/v1/groups/?',
  '/a//b?x=1=2&&y',
  '/a/%zz?x=%zz',
  '/a?x=1?y=2',
])('the pieces of %s are the URL again', (url) => {
  expect(
    piecesOf(url)
      .map(({ text }) => text)
      .join(''),
  ).toBe(url);
});

test('values are decoded, with their places', () => {
  const values = piecesOf('/groups/a%20b?my%20name=c%2Fd').filter(({ value }) => value !== undefined && value !== '');
  expect(values.map(({ at, value }) => [at, value])).toEqual([
    [1, 'groups'],
    [2, 'a b'],
    ['my name', 'c/d'],
  ]);
});
