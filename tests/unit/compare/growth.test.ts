import { describe, expect, test } from '@jest/globals';
import { growingSince, oldItems } from '../../../src/compare/growth.ts';

const since = Date.parse('2026-01-01T00:00:00Z');

test.each([
  ['made after the time', { createdAt: '2026-01-01T00:00:01Z' }, true],
  ['made at the time', { created_at: '2026-01-01T00:00:00.000Z' }, true],
  ['logged after the time', { timestamp: '2026-01-01T00:00:01+00:00' }, true],
  ['made by a server whose clock is ahead', { createdAt: '2999-01-01T00:00:00Z' }, true],
  ['made before the time', { createdAt: '2025-12-31T23:59:59Z' }, false],
  ['changed after the time', { updatedAt: '2026-01-01T00:00:01Z', lastLoginTime: '2026-01-01T00:00:01Z' }, false],
  ['that expires', { expiresAt: '2999-01-01T00:00:00Z' }, false],
  ['without times', { id: 'x', createdAt: null }, false],
  ['that is a text', '2026-01-01T00:00:01Z', false],
])('an item %s', (_what, item, isNew) => {
  const old = { id: 'old' };
  const times = { startedAt: since, latestCommon: undefined };
  expect(growingSince([[old], [old, item]], times)).toBe(isNew ? since : undefined);
  expect(oldItems([old, item], since)).toEqual(isNew ? [old] : [old, item]);
});

describe('lists of two servers with a copy of the same data', () => {
  const made = (day: string) => ({ id: day, createdAt: `2025-12-${day}T00:00:00Z` });
  const times = { startedAt: since, latestCommon: Date.parse('2025-12-24T00:00:00Z') };

  test('may have other items after the latest one that both have, if each has one', () => {
    const copied = growingSince(
      [
        [made('25'), made('24')],
        [made('26'), made('24')],
      ],
      times,
    );
    expect(copied).toBe(times.latestCommon + 1);
    expect(oldItems([made('25'), made('24')], copied ?? 0)).toEqual([made('24')]);
  });

  test.each([
    ['only a has a later one', [made('25'), made('24')], [made('24')]],
    ['their other items are older', [made('23')], [made('22')]],
  ])('have the same items if %s', (_what, a, b) => {
    expect(growingSince([a, b], times)).toBeUndefined();
  });
});
