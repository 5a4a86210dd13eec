import { expect, test } from '@jest/globals';
import { align, type Aligned, hasNewItem } from '../../../src/compare/items.ts';

const A = [
  { id: 'a1', name: 'one' },
  { id: 'a2', name: 'two' },
];
const swapped = (items: { id: string; name: string }[]) => [...items].reverse();

test.each<[string, a: readonly unknown[], b: readonly unknown[], pairs: Aligned['pairs'], by: Aligned['by']]>([
  [
    'the same scalars',
    ['x', 'y'],
    ['y', 'x'],
    [
      [0, 1],
      [1, 0],
    ],
    'id',
  ],
  [
    'the same ids',
    A,
    swapped(A),
    [
      [0, 1],
      [1, 0],
    ],
    'id',
  ],
  [
    'the same names',
    A,
    swapped(A).map((item, at) => ({ ...item, id: `b${at}` })),
    [
      [0, 1],
      [1, 0],
    ],
    'name',
  ],
  [
    'ids that belong together',
    A,
    [{ id: 'b2' }, { id: 'b1' }],
    [
      [0, 1],
      [1, 0],
    ],
    'counterpart',
  ],
  [
    'ids that do not belong together',
    A,
    [{ id: 'b3' }, { id: 'b4' }],
    [
      [0, 0],
      [1, 1],
    ],
    'position',
  ],
  [
    'names of which two are alike',
    A,
    [{ name: 'two' }, { name: 'two' }],
    [
      [0, 0],
      [1, 1],
    ],
    'position',
  ],
])('items of lists with %s', (_what, a, b, pairs, by) => {
  const found = align(a, b, (key) => String(key).replace(/^a/, 'b'));
  expect({ ...found, pairs: [...found.pairs].sort() }).toEqual({ pairs, by });
});

const since = Date.parse('2026-01-01T00:00:00Z');

test.each([
  ['made after the time', { createdAt: '2026-01-01T00:00:01Z' }, true],
  ['changed after the time', { updatedAt: '2026-01-01T00:00:01.000Z' }, true],
  ['made before the time', { createdAt: '2025-12-31T23:59:59Z' }, false],
  ['made by a server whose clock is ahead', { createdAt: new Date(Date.now() + 30_000).toISOString() }, true],
  ['that expires in the future', { expiresAt: '2999-01-01T00:00:00Z' }, false],
  ['with a day that is not a stamp', { birthday: '2026-01-02T00:00:00Z' }, false],
  ['without times', { id: 'x' }, false],
  ['that is a text', '2026-01-01T00:00:01Z', false],
])('an item %s', (_what, item, isNew) => {
  expect(hasNewItem([{ id: 'old' }, item], since)).toBe(isNew);
});
