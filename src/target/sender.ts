import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from '../cases/case.ts';
import type { Reply, SendResult } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { isAmong } from '../contract/responses.ts';
import { createCancellation } from './cancellation.ts';
import { createExclusiveLock } from './exclusive-lock.ts';
import { createLocator, type Located } from './locator.ts';
import { createOperationHistory } from './operation-history.ts';
import { createOutages, type Outages } from './outages.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
import { type RetryBudget, retryAfterMs } from './retry-budget.ts';
import { afterLocating, INITIAL, nextStep, type Observed, type RetryState, type Step } from './retry-policy.ts';
import { isGatewayFailure, type Target } from './target.ts';

/** Pause before the last retry of a failing case. */
const PAUSE_MS = 500;

/** How the retries of a case end, or the state in which it is sent again. */
type Outcome = 'answer' | 'give-up' | 'gone' | RetryState;

/**
 * Sends the cases of one run: waits if the target throttles, retries failures, and detects that the target is
 * unreachable.
 */
export class Sender {
  readonly #target: Target;
  readonly #budget: RetryBudget;
  readonly #rateLimiter: RateLimiter;
  readonly #outages: Outages;
  readonly #history = createOperationHistory();
  readonly #lock = createExclusiveLock();
  readonly #cancellation = createCancellation<SendResult>();
  readonly #locate: () => Promise<Located>;
  /** Ids of cases that may take the target down. They are sent alone, to find the one that does. */
  readonly #isolated = new Set<string>();

  constructor(target: Target, budget: RetryBudget, outages = createOutages()) {
    this.#target = target;
    this.#budget = budget;
    this.#rateLimiter = createRateLimiter(budget);
    this.#outages = outages;
    this.#locate = createLocator(target, budget, outages, () => this.#cancellation.outcome() !== undefined);
  }

  /** The reply to a case that is to be judged, or the reason why there is none. */
  async sendWithRetries(one: Case, operation: Operation): Promise<SendResult> {
    const sent = () => this.#cancellation.race(this.#untilSettled(one, operation.key), (outcome) => outcome);
    return this.#cancellation.outcome() ?? sent();
  }

  /** True if no further case is sent. */
  get isCancelled(): boolean {
    return this.#cancellation.outcome() !== undefined;
  }

  /** Makes all pending and later cases inconclusive. */
  cancel(reason: string): void {
    this.#cancellation.cancel({ kind: 'inconclusive', reason });
  }

  /** The result of work; undefined if everything was cancelled before it ended. */
  async unlessCancelled<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#cancellation.outcome() !== undefined) return undefined;
    return this.#cancellation.race(work(), () => undefined);
  }

  async #untilSettled(one: Case, operation: string): Promise<SendResult> {
    if (this.#history.isHanging(operation)) {
      return { kind: 'not-judged', reason: 'the operation timed out three times in a row' };
    }
    let state: RetryState = { ...INITIAL, isIsolated: this.#isolated.has(one.id) };
    for (;;) {
      const reply = await this.#attempt(one, operation);
      const observed = this.#observed(one, operation, reply);
      if (!observed.isThrottled) this.#budget.resetBackoff();
      const next = await this.#carryOut(nextStep(state, observed), one.id, operation);
      if (typeof next !== 'string') state = next;
      else return this.#settled(next, reply);
    }
  }

  #settled(end: Exclude<Outcome, RetryState>, reply: Reply): SendResult {
    if (end === 'give-up') {
      return { kind: 'inconclusive', reason: 'throttled beyond CONTRACT_PATIENCE_SECONDS', reply };
    }
    const cancelled = end === 'gone' ? this.#cancellation.outcome() : undefined;
    return cancelled ?? { kind: 'answered', reply };
  }

  async #attempt(one: Case, operation: string): Promise<Reply> {
    const { id, request } = one;
    await this.#rateLimiter.acquire(operation);
    await this.#budget.ready();
    const isAlone = this.#isolated.has(id);
    return (isAlone ? this.#lock.exclusive : this.#lock.shared)(async () => {
      if (isAlone) await this.#locateOrCancel();
      const startedAt = performance.now();
      const reply = await this.#target.send(request);
      this.#rateLimiter.observe(operation, reply);
      this.#history.observe(operation, startedAt, reply);
      if (isFailure(reply, one)) this.#outages.failed();
      else this.#outages.answered(reply.durationMs);
      return reply;
    });
  }

  #observed(one: Case, operation: string, reply: Reply): Observed {
    return {
      isThrottled: isThrottled(reply, one),
      failure: mayBeRepeated(one) && isFailure(reply, one) ? failureOf(reply) : undefined,
      retryAfterMs: reply.kind === 'response' ? retryAfterMs(reply.headers.get('retry-after')?.[0]) : undefined,
      hasUsedShare: this.#history.grantedMs(operation) >= this.#budget.budgetMs / 3,
      isHanging: this.#history.isHanging(operation),
    };
  }

  async #carryOut(step: Step, id: string, operation: string): Promise<Outcome> {
    switch (step.action) {
      case 'answer':
      case 'give-up':
        return step.action;
      case 'retry':
        if (step.state.isIsolated) this.#isolated.add(id);
        return step.state;
      case 'pause':
        await sleep(PAUSE_MS);
        return step.state;
      case 'wait': {
        const before = this.#budget.waitedMs();
        if (!this.#budget.backOff(step.ms)) return this.#carryOut(step.otherwise, id, operation);
        if (step.otherwise.action !== 'give-up') {
          this.#history.grant(operation, this.#budget.waitedMs() - before);
          this.#outages.waits(operation);
        }
        return step.state;
      }
      case 'locate': {
        const found = await this.#locateOrCancel();
        return found === 'gone' ? found : this.#carryOut(afterLocating(step.state, found), id, operation);
      }
    }
  }

  async #locateOrCancel(): Promise<Located> {
    const found = await this.#locate();
    if (found === 'gone') this.cancel('the target became unreachable');
    return found;
  }
}

const isThrottled = (reply: Reply, { origin, expected }: Case): boolean =>
  reply.kind === 'response' && reply.status === 429 && !(origin === 'fixture' && expected.includes('429'));

/** False for a write of a life cycle that has a further effect if it is sent again (RFC 9110, section 9.2.2). */
const mayBeRepeated = ({ write, request: { method } }: Case): boolean =>
  write === undefined || (method !== 'POST' && method !== 'PATCH');

/** True for a failure of the target or its gateway that may be transient, even if its status is declared. */
const isFailure = (reply: Reply, { expected }: Case): boolean =>
  reply.kind === 'transport-error' || (isGatewayFailure(reply) && !isAmong(reply.status, expected));

const failureOf = (reply: Reply): string => (reply.kind === 'response' ? String(reply.status) : reply.reason);
