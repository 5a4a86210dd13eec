import { expect, test } from '@jest/globals';
import { align, type Aligned } from '../../../src/compare/items.ts';

const A = [
  { id: 'a1', name: 'one' },
  { id: 'a2', name: 'two' },
];
const swapped = [...A].reverse();
const both: Aligned['pairs'] = [
  [0, 1],
  [1, 0],
];
const inOrder: Aligned['pairs'] = [
  [0, 0],
  [1, 1],
];

test.each<[string, a: readonly unknown[], b: readonly unknown[], expected: Aligned]>([
  ['the same scalars', ['x', 'y'], ['y', 'x'], { pairs: both, others: [], by: 'id' }],
  ['the same ids', A, swapped, { pairs: both, others: [], by: 'id' }],
  ['the same names', A, [{ name: 'two' }, { name: 'one' }], { pairs: both, others: [], by: 'name' }],
  ['ids that correspond', A, [{ id: 'b2' }, { id: 'b1' }], { pairs: both, others: [], by: 'counterpart' }],
  ['one id that corresponds', A, [{ id: 'x' }, { id: 'b1' }], { pairs: [[0, 1]], others: [[1, 0]], by: 'counterpart' }],
  ['other ids', A, [{ id: 'b3' }, { id: 'b4' }], { pairs: [], others: inOrder, by: 'none' }],
  ['names of which two are alike', A, [{ name: 'two' }, { name: 'two' }], { pairs: [], others: inOrder, by: 'none' }],
  ['fewer items', A, [{ id: 'x' }], { pairs: [], others: [[0, 0]], by: 'none' }],
])('items of lists with %s', (_what, a, b, expected) => {
  const found = align(a, b, (key) => String(key).replace(/^a/, 'b'));
  expect({ ...found, pairs: [...found.pairs].sort() }).toEqual(expected);
});
