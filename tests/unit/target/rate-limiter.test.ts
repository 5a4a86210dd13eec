import { describe, expect, test } from '@jest/globals';
import type { Reply } from '../../../src/client/reply.ts';
import { createRateLimiter } from '../../../src/target/rate-limiter.ts';
import { createRetryBudget } from '../../../src/target/retry-budget.ts';

const answer = (remaining: string, reset: string): Reply => ({
  ...{ kind: 'response', status: 200, body: new Uint8Array(), codingError: undefined, durationMs: 1 },
  headers: new Map([
    ['x-ratelimit-remaining', [remaining]],
    ['x-ratelimit-reset', [reset]],
  ]),
});

/** Milliseconds that the next request waits after the given reply. */
async function waited(reply: Reply, { underWay = 1, patienceMs = 1000, next = 'GET /a' } = {}): Promise<number> {
  const pace = createRateLimiter(createRetryBudget(patienceMs));
  for (let count = 0; count < underWay; count++) await pace.acquire('GET /a');
  pace.observe('GET /a', reply);
  const start = performance.now();
  await pace.acquire(next);
  return performance.now() - start;
}

describe('the rate limiter', () => {
  test.each([
    ['nothing remains', answer('0', '0.2'), {}],
    ['nothing remains until a timestamp', answer('0', String(Date.now() / 1000 + 0.5)), {}],
    ['the remaining number does not exceed the requests under way', answer('3', '0.2'), { underWay: 4 }],
  ])('waits if %s', async (_when, reply, more) => {
    const waiting = waited(reply, more);
    const early = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 150, 'still'))]);
    expect(early).toBe('still');
    await waiting;
  });

  test.each([
    ['the remaining number exceeds the requests under way', answer('3', '0.5'), { underWay: 3 }],
    ['another operation is requested', answer('0', '0.5'), { next: 'GET /b' }],
    ['the wait exceeds the budget', answer('0', '5'), {}],
    ['the field is not a number', answer('few', '0.5'), {}],
    ['the time is over', answer('0', String(Date.now() / 1000 - 60)), { patienceMs: 100_000 }],
  ])('does not wait if %s', async (_when, reply, more) => {
    expect(await waited(reply, more)).toBeLessThan(100);
  });
});
