import { describe, expect, test } from '@jest/globals';
import {
  afterLocating,
  INITIAL,
  nextStep,
  type Observed,
  type RetryState,
  type Step,
} from '../../../src/target/retry-policy.ts';

const answered: Observed = {
  isThrottled: false,
  failure: undefined,
  retryAfterMs: undefined,
  hasUsedShare: false,
  isHanging: false,
};
const failed = (failure: string, more: Partial<Observed> = {}): Observed => ({ ...answered, failure, ...more });
const after = (lastFailure: string, failures = 1, more: Partial<RetryState> = {}): RetryState => ({
  ...INITIAL,
  lastFailure,
  failures,
  ...more,
});

/** A step in words: its action, and the alternative if the budget does not allow it. */
const words = (step: Step): string =>
  step.action === 'wait' ? `wait ${step.ms ?? 'a moment'}, else ${words(step.otherwise)}` : step.action;

describe('the step after a reply', () => {
  test.each<[situation: string, state: RetryState, reply: Observed, step: string]>([
    ['an answer', INITIAL, answered, 'answer'],
    ['an answer after a failure', after('503'), answered, 'answer'],
    ['a throttled request', INITIAL, { ...answered, isThrottled: true }, 'wait a moment, else give-up'],
    [
      'a throttled request with Retry-After',
      INITIAL,
      { ...answered, isThrottled: true, retryAfterMs: 7 },
      'wait 7, else give-up',
    ],
    ['a first failure', INITIAL, failed('reset'), 'retry'],
    ['a first failure of an operation that hangs', INITIAL, failed('timed-out', { isHanging: true }), 'locate'],
    ['the same failure again', after('reset'), failed('reset'), 'locate'],
    ['a different failure', after('reset'), failed('503'), 'retry'],
    ['a third different failure', after('reset', 2), failed('503'), 'retry'],
    ['a fourth different failure', after('reset', 3), failed('503'), 'locate'],
    ['a failure with Retry-After', INITIAL, failed('503', { retryAfterMs: 9 }), 'wait 9, else retry'],
    ['a repeated failure with Retry-After', after('503'), failed('503', { retryAfterMs: 9 }), 'wait 9, else locate'],
    ['a fourth failure with Retry-After', after('503', 3), failed('503', { retryAfterMs: 9 }), 'wait 9, else locate'],
    ['a failure after the share was used', INITIAL, failed('503', { retryAfterMs: 9, hasUsedShare: true }), 'retry'],
    [
      'a repeated failure after the share was used',
      after('503'),
      failed('503', { retryAfterMs: 9, hasUsedShare: true }),
      'locate',
    ],
  ])('%s', (_, state, reply, step) => {
    expect(words(nextStep(state, reply))).toBe(step);
  });

  test('a failure is counted and recorded', () => {
    expect(nextStep(after('reset'), failed('503'))).toEqual({ action: 'retry', state: after('503', 2) });
  });

  test('a throttled request is not counted as a failure', () => {
    const step = nextStep(after('503'), { ...answered, isThrottled: true });
    expect(step).toMatchObject({ action: 'wait', state: after('503') });
  });
});

describe('the next step after a repeated failure', () => {
  test.each<[situation: string, state: RetryState, target: 'reachable' | 'back', step: Step]>([
    [
      'the target is reachable',
      after('503', 2),
      'reachable',
      { action: 'pause', state: after('503', 2, { isConfirmed: true }) },
    ],
    ['it failed again after the pause', after('503', 3, { isConfirmed: true }), 'reachable', { action: 'answer' }],
    [
      'the target was unreachable',
      after('503', 2),
      'back',
      { action: 'retry', state: { ...INITIAL, failures: 2, isIsolated: true } },
    ],
    [
      'the target became unreachable while the case was sent alone',
      after('reset', 4, { isIsolated: true }),
      'back',
      { action: 'retry', state: { ...INITIAL, failures: 4, isIsolated: true, crashes: 1 } },
    ],
    ['that happened twice', after('reset', 6, { isIsolated: true, crashes: 1 }), 'back', { action: 'answer' }],
  ])('%s', (_, state, target, step) => {
    expect(afterLocating(state, target)).toEqual(step);
  });
});
