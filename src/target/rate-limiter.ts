import type { Headers, Reply } from '../client/reply.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Keeps the requests of each operation within the rate limit that the target announces (`x-ratelimit-*`). */
export interface RateLimiter {
  /** Resolves when a request of the operation may be sent; its reply must be passed to `observe`. */
  acquire(operation: string): Promise<void>;
  observe(operation: string, reply: Reply): void;
}

/** Seconds beyond which `x-ratelimit-reset` is a point in time instead of a duration. */
const SPAN_LIMIT = 1_000_000;

/** @param budget budget that waits are taken from; a wait that exceeds it is skipped */
export function createRateLimiter(budget: Pick<RetryBudget, 'sleep' | 'spend'>): RateLimiter {
  const pausedUntil = new Map<string, number>();
  const underWay = new Map<string, number>();
  const count = (operation: string, more: number): number => {
    const now = (underWay.get(operation) ?? 0) + more;
    underWay.set(operation, now);
    return now;
  };
  return {
    async acquire(operation) {
      const left = () => (pausedUntil.get(operation) ?? 0) - performance.now();
      for (let ms = left(); ms > 0; ms = left()) await budget.sleep(ms);
      count(operation, 1);
    },
    observe(operation, reply) {
      const others = count(operation, -1);
      if (reply.kind !== 'response') return;
      const remaining = number(reply.headers, 'x-ratelimit-remaining');
      const reset = number(reply.headers, 'x-ratelimit-reset');
      if (remaining === undefined || reset === undefined || remaining > others) return;
      const ms = 1000 * (reset > SPAN_LIMIT ? reset - Date.now() / 1000 : reset);
      if (ms > 0 && budget.spend(ms)) pausedUntil.set(operation, performance.now() + ms);
    },
  };
}

function number(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.[0];
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
