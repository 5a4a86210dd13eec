import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../client/reply.ts';

/** Shortest and longest wait of a server that does not say how long. */
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/** The time that a whole run may spend waiting; all requests wait together. */
export interface RetryBudget {
  /** Milliseconds that a run may wait in all. */
  budgetMs: number;
  /** Resolves when no wait is under way. */
  ready(): Promise<void>;
  /** Resolves after so many milliseconds; rejects when the run ends before that. */
  sleep(ms: number): Promise<void>;
  /**
   * Makes every further request wait.
   *
   * @param ms how long, as far as the target says; at least a moment, which grows each time
   * @returns false where that is more than is left, and nothing waits
   */
  backOff(ms: number | undefined): boolean;
  /**
   * Takes from the budget a wait that holds up some requests alone; one that is under way anyway costs nothing.
   *
   * @returns false where that is more than is left
   */
  spend(ms: number): boolean;
  /** Says that the target answers again. */
  resetBackoff(): void;
  /** Milliseconds waited in all. */
  waitedMs(): number;
}

/**
 * @param budgetMs how much a run may wait in all
 * @param signal ends every wait when it is aborted, so that no timer outlives the run
 */
export function createRetryBudget(budgetMs: number, signal?: AbortSignal): RetryBudget {
  let until = 0;
  let paidUntil = 0;
  let spent = 0;
  let backoff = FIRST_BACKOFF_MS;
  const spend = (ms: number): boolean => {
    const now = performance.now();
    const longer = Math.max(0, now + ms - Math.max(paidUntil, now));
    if (spent + longer > budgetMs) return false;
    spent += longer;
    paidUntil = Math.max(paidUntil, now + ms);
    return true;
  };
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, signal && { signal });
  return {
    budgetMs,
    sleep: pause,
    async ready() {
      for (let left = until - performance.now(); left > 0; left = until - performance.now()) await pause(left);
    },
    backOff(ms) {
      const now = performance.now();
      const asked = ms ?? 0;
      if (asked < backoff && until > now) return true;
      const wait = Math.max(asked, backoff);
      if (!spend(wait)) return false;
      if (asked < backoff) backoff = Math.min(2 * backoff, LONGEST_BACKOFF_MS);
      until = Math.max(until, now + wait);
      return true;
    },
    spend,
    resetBackoff() {
      backoff = FIRST_BACKOFF_MS;
    },
    waitedMs: () => Math.round(spent),
  };
}

/** Milliseconds that a Retry-After field asks for: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(field: string | undefined, now = Date.now()): number | undefined {
  if (field === undefined) return undefined;
  if (/^\d+$/.test(field.trim())) return 1000 * Number(field);
  const date = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(field) ? Date.parse(field) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Asks what a run cannot do without, and waits where the target throttles or is not ready yet.
 *
 * @param send sends the request once
 */
export async function sendWithBackoff(
  send: () => Promise<Reply>,
  patience: RetryBudget,
  isFinal: (reply: Reply) => boolean = () => false,
): Promise<Reply> {
  for (;;) {
    const reply = await send();
    if (!isTransient(reply) || isFinal(reply)) return reply;
    const field = reply.kind === 'response' ? reply.headers.get('retry-after')?.[0] : undefined;
    if (!patience.backOff(retryAfterMs(field))) return reply;
    await patience.ready();
  }
}

/** What may be over in a moment: a throttle, a gateway without its server, a connection that fails. */
const isTransient = (reply: Reply): boolean =>
  reply.kind === 'response'
    ? [429, 502, 503, 504].includes(reply.status)
    : ['refused', 'reset', 'timed-out'].includes(reply.reason);
