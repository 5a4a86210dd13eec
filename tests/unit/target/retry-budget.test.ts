import { describe, expect, test } from '@jest/globals';
import { createRetryBudget, retryAfterMs } from '../../../src/target/retry-budget.ts';

describe('the retry budget', () => {
  test('is one budget for all, and waits that overlap count once', () => {
    const budget = createRetryBudget(1000);
    expect([budget.backOff(600), budget.backOff(600), budget.backOff(300), budget.backOff(0)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(budget.waitedMs()).toBeLessThan(650);
    expect(budget.backOff(60_000)).toBe(false);
  });

  test.each([
    ['3', 3000],
    ['Thu, 01 Jan 2026 00:00:02 GMT', 2000],
    ['Thu, 01 Jan 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['1.5', undefined],
    ['-1', undefined],
    [undefined, undefined],
  ])('reads Retry-After: %s', (field, ms) => {
    expect(retryAfterMs(field, Date.UTC(2026, 0, 1))).toBe(ms);
  });
});
