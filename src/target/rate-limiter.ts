import type { Headers, Reply } from '../client/reply.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Keeps the requests of each operation within the rate that the target announces (`x-ratelimit-*`). */
export interface RateLimiter {
  /** Resolves when the operation may be asked; what then comes is told to `note`. */
  acquire(operation: string): Promise<void>;
  observe(operation: string, reply: Reply): void;
}

/** Seconds beyond which `x-ratelimit-reset` is a time and no span. */
const SPAN_LIMIT = 1_000_000;

/** @param patience what the waiting is taken from; what it has no room for is not waited for */
export function createRateLimiter(patience: RetryBudget): RateLimiter {
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
      for (let ms = left(); ms > 0; ms = left()) await patience.sleep(ms);
      count(operation, 1);
    },
    observe(operation, reply) {
      const others = count(operation, -1);
      if (reply.kind !== 'response') return;
      const remaining = number(reply.headers, 'x-ratelimit-remaining');
      const reset = number(reply.headers, 'x-ratelimit-reset');
      if (remaining === undefined || reset === undefined || remaining > others) return;
      const ms = 1000 * (reset > SPAN_LIMIT ? reset - Date.now() / 1000 : reset);
      if (ms > 0 && patience.spend(ms)) pausedUntil.set(operation, performance.now() + ms);
    },
  };
}

function number(headers: Headers, name: string): number | undefined {
  const text = headers.get(name)?.[0];
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
