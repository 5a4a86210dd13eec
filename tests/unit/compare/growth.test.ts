import { expect, test } from '@jest/globals';
import { isGrowing, oldItems } from '../../../src/compare/growth.ts';

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
  expect(isGrowing([{ id: 'old' }, item], since)).toBe(isNew);
  expect(oldItems([{ id: 'old' }, item], since)).toEqual(isNew ? [{ id: 'old' }] : [{ id: 'old' }, item]);
});
