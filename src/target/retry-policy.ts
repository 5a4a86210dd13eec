/** Number of failures after which a different failure is no longer retried at once. The share limits Retry-After. */
const MAX_FAILURES = 4;

/** Number of times that the target may become unreachable while a case is sent alone, before this failure is judged. */
const MAX_CRASHES = 2;

/** The retry state of a case. */
export interface RetryState {
  failures: number;
  /** How the previous request failed: a status code or the reason of a transport error; undefined: none. */
  lastFailure: string | undefined;
  /** True after the failure was repeated while the target was reachable. */
  isConfirmed: boolean;
  /** True if the case is sent alone. */
  isIsolated: boolean;
  /** Number of times that the target became unreachable while the case was sent alone. */
  crashes: number;
}

/** The state of a case that has not been sent. */
export const INITIAL: Readonly<RetryState> = {
  failures: 0,
  lastFailure: undefined,
  isConfirmed: false,
  isIsolated: false,
  crashes: 0,
};

/** The properties of a reply that determine retries. */
export interface Observed {
  /** True for a 429 that the case does not expect (RFC 6585, section 4). */
  isThrottled: boolean;
  /** How the request failed; undefined: it was answered. */
  failure: string | undefined;
  /** The wait that a Retry-After field asks for, in milliseconds. */
  retryAfterMs: number | undefined;
  /** True if the operation has used its share of the retry budget. */
  hasUsedShare: boolean;
  /** True if the operation has timed out several times in a row. */
  isHanging: boolean;
}

/** What happens next to a case. */
export type Step =
  /** The reply is judged. */
  | { action: 'answer' }
  /** The budget is used up while the target throttles. */
  | { action: 'give-up' }
  /** The case is sent again at once. */
  | { action: 'retry'; state: RetryState }
  /** The case is sent again after a short pause. */
  | { action: 'pause'; state: RetryState }
  /** Every request waits; `otherwise` applies if the budget does not allow it. */
  | { action: 'wait'; ms: number | undefined; state: RetryState; otherwise: Step }
  /** The reachability of the target is checked first; see {@link afterLocating}. */
  | { action: 'locate'; state: RetryState };

/** The next step after a reply. */
export function nextStep(state: RetryState, reply: Observed): Step {
  if (reply.isThrottled) return { action: 'wait', ms: reply.retryAfterMs, state, otherwise: { action: 'give-up' } };
  if (reply.failure === undefined) return { action: 'answer' };
  const { lastFailure } = state;
  const failed = { ...state, failures: state.failures + 1, lastFailure: reply.failure };
  const isFirst = lastFailure === undefined && !reply.isHanging;
  const isDifferent = lastFailure !== undefined && lastFailure !== reply.failure && failed.failures < MAX_FAILURES;
  const otherwise: Step = { action: isFirst || isDifferent ? 'retry' : 'locate', state: failed };
  const mayWait = reply.retryAfterMs !== undefined && !reply.hasUsedShare;
  return mayWait ? { action: 'wait', ms: reply.retryAfterMs, state: failed, otherwise } : otherwise;
}

/**
 * The next step after a repeated failure. If the target is reachable, the case is repeated once more and judged. If the
 * target was unreachable and has recovered, the case may have caused the crash, so it is sent alone.
 */
export function afterLocating(state: RetryState, target: 'reachable' | 'back'): Step {
  if (target === 'reachable') {
    return state.isConfirmed ? { action: 'answer' } : { action: 'pause', state: { ...state, isConfirmed: true } };
  }
  const crashes = state.isIsolated ? state.crashes + 1 : 0;
  if (crashes === MAX_CRASHES) return { action: 'answer' };
  return {
    action: 'retry',
    state: { ...state, lastFailure: undefined, isConfirmed: false, isIsolated: true, crashes },
  };
}
