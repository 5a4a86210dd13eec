import type { Reply } from '../client/reply.ts';

/** Timeouts in a row after which an operation is no longer sent. */
const MAX_TIMEOUTS = 3;

/** Timeouts and granted waits of the operations of a run. */
export interface OperationHistory {
  /** @param startedAt when the request began, by `performance.now()` */
  observe(operation: string, startedAt: number, reply: Reply): void;
  /** True after several timeouts in a row. */
  isHanging(operation: string): boolean;
  /** Counts the time that a wait for Retry-After took from the budget; time that is already paid for does not count. */
  grant(operation: string, ms: number): void;
  /** Milliseconds that were granted to the operation. */
  grantedMs(operation: string): number;
}

/** Creates an empty history. Timeouts of requests that were under way together count once. */
export function createOperationHistory(): OperationHistory {
  const timeouts = new Map<string, { count: number; lastEnd: number }>();
  const granted = new Map<string, number>();
  return {
    observe(operation, startedAt, reply) {
      const before = timeouts.get(operation);
      if (reply.kind !== 'transport-error' || reply.reason !== 'timed-out') timeouts.delete(operation);
      else if (before === undefined || startedAt >= before.lastEnd) {
        timeouts.set(operation, { count: (before?.count ?? 0) + 1, lastEnd: performance.now() });
      }
    },
    isHanging: (operation) => (timeouts.get(operation)?.count ?? 0) >= MAX_TIMEOUTS,
    grant: (operation, ms) => void granted.set(operation, (granted.get(operation) ?? 0) + ms),
    grantedMs: (operation) => granted.get(operation) ?? 0,
  };
}
