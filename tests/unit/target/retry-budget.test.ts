import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createRetryBudget, retryAfterMs } from '../../../src/target/retry-budget.ts';

afterEach(() => {
  jest.useRealTimers();
});

describe('the retry budget', () => {
  test('is one budget for all, and waits that overlap count once', () => {
    jest.useFakeTimers();
    const budget = createRetryBudget(1000);
    expect([budget.backOff(600), budget.backOff(600), budget.backOff(300), budget.backOff(0)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(budget.waitedMs()).toBe(600);
    expect(budget.backOff(60_000)).toBe(false);
  });

  test('doubles the backoff up to its limit, and starts again after a response', () => {
    jest.useFakeTimers();
    const budget = createRetryBudget(100_000);
    const wait = (): number => {
      const before = budget.waitedMs();
      budget.backOff(undefined);
      jest.advanceTimersByTime(20_000);
      return budget.waitedMs() - before;
    };
    expect([wait(), wait(), wait(), wait(), wait(), wait(), wait()]).toEqual([
      500, 1000, 2000, 4000, 8000, 15000, 15000,
    ]);
    budget.resetBackoff();
    expect(wait()).toBe(500);
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
