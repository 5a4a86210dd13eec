import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../client/reply.ts';

/** First and longest wait, if the server does not state one. */
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/** The time that a whole run may spend waiting for its target. All requests wait together. */
export interface RetryBudget {
  /** Milliseconds that a run may wait in total. */
  budgetMs: number;
  /** Resolves when no wait is pending. */
  ready(): Promise<void>;
  /** Resolves after a number of milliseconds; rejects if the run ends first. */
  sleep(ms: number): Promise<void>;
  /**
   * Delays all further requests.
   *
   * @param ms wait that the target requires; undefined: the backoff, which doubles each time
   * @returns false if the wait exceeds the budget; requests are then not delayed
   */
  backOff(ms: number | undefined): boolean;
  /**
   * Takes a wait of some requests from the budget. Time in which all requests wait anyway is not counted twice.
   *
   * @returns false if the budget is too small for it
   */
  spend(ms: number): boolean;
  /** Resets the backoff after a response. */
  resetBackoff(): void;
  /** Milliseconds waited in total. */
  waitedMs(): number;
}

/**
 * @param budgetMs milliseconds that a run may wait in total
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

/** The wait in milliseconds that a Retry-After field requires, as seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(field: string | undefined, now = Date.now()): number | undefined {
  if (field === undefined) return undefined;
  if (/^\d+$/.test(field.trim())) return 1000 * Number(field);
  const date = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(field) ? Date.parse(field) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Sends a request that a run requires. Retries if the target throttles or is not ready.
 *
 * @param send sends the request once
 * @param isFinal true for a reply that is returned although it is transient
 */
export const sendWithBackoff = async (
  send: () => Promise<Reply>,
  budget: RetryBudget,
  isFinal?: (reply: Reply) => boolean,
): Promise<Reply> => repeatWithBackoff(await send(), send, budget, isFinal);

/** Does the same as {@link sendWithBackoff} for a request whose first reply was already received. */
export async function repeatWithBackoff(
  first: Reply,
  send: () => Promise<Reply>,
  budget: RetryBudget,
  isFinal: (reply: Reply) => boolean = () => false,
): Promise<Reply> {
  for (let reply = first; ; reply = await send()) {
    if (!isTransient(reply) || isFinal(reply)) return reply;
    const field = reply.kind === 'response' ? reply.headers.get('retry-after')?.[0] : undefined;
    if (!budget.backOff(retryAfterMs(field))) return reply;
    await budget.ready();
  }
}

/** True for a transient failure: throttling, a gateway without its server, a failed connection. */
const isTransient = (reply: Reply): boolean =>
  reply.kind === 'response'
    ? [429, 502, 503, 504].includes(reply.status)
    : ['refused', 'reset', 'timed-out'].includes(reply.reason);
