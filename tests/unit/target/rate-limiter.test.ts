import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Reply } from '../../../src/client/reply.ts';
import { createRateLimiter } from '../../../src/target/rate-limiter.ts';

const answer = (remaining: string, reset: string): Reply => ({
  ...{ kind: 'response', status: 200, body: new Uint8Array(), codingError: undefined, durationMs: 1 },
  headers: new Map([
    ['x-ratelimit-remaining', [remaining]],
    ['x-ratelimit-reset', [reset]],
  ]),
});

const NOW = Date.UTC(2026, 0, 1);

/** Milliseconds that the next request waits after the given reply. */
async function waited(reply: Reply, { underWay = 1, patienceMs = 1000, next = 'GET /a' } = {}): Promise<number> {
  jest.useFakeTimers({ now: NOW });
  let slept = 0;
  const limiter = createRateLimiter({
    spend: (ms) => ms <= patienceMs,
    sleep: (ms) => {
      slept += ms;
      return jest.advanceTimersByTimeAsync(ms);
    },
  });
  for (let count = 0; count < underWay; count++) await limiter.acquire('GET /a');
  limiter.observe('GET /a', reply);
  await limiter.acquire(next);
  return slept;
}

afterEach(() => {
  jest.useRealTimers();
});

describe('the rate limiter', () => {
  test.each([
    ['nothing remains', answer('0', '0.2'), {}, 200],
    ['nothing remains until a timestamp', answer('0', String(NOW / 1000 + 0.5)), {}, 500],
    ['the remaining number does not exceed the requests under way', answer('3', '0.2'), { underWay: 4 }, 200],
  ])('waits if %s', async (_when, reply, more, ms) => {
    expect(await waited(reply, more)).toBeCloseTo(ms, 0);
  });

  test.each([
    ['the remaining number exceeds the requests under way', answer('3', '0.5'), { underWay: 3 }],
    ['another operation is requested', answer('0', '0.5'), { next: 'GET /b' }],
    ['the wait exceeds the budget', answer('0', '5'), {}],
    ['the field is not a number', answer('few', '0.5'), {}],
    ['the time is over', answer('0', String(NOW / 1000 - 60)), { patienceMs: 100_000 }],
  ])('does not wait if %s', async (_when, reply, more) => {
    expect(await waited(reply, more)).toBe(0);
  });
});
