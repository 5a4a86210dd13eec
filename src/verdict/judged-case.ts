import type { Case } from '../cases/case.ts';
import type { SendResult } from '../client/reply.ts';
import type { Verdict } from './judge.ts';

/** A case with the result of sending it, and its verdict. */
export interface JudgedCase {
  case: Case;
  /** Undefined if it was not sent. */
  sent: SendResult | undefined;
  verdict: Verdict;
  /** True for a deviation that did not occur when the case was sent again. */
  flaky?: boolean;
}

/** The verdict of a case that cannot be judged. */
export const unjudged = (verdict: 'inconclusive' | 'not-judged', reason: string): Verdict => ({
  verdict,
  reason,
  findings: [],
  notes: [],
});

/** The reason of a case whose route the target does not implement. */
export const NO_ROUTE = 'the target does not implement this route';
