import type { Case } from '../cases/case.ts';
import type { Response, SendResult } from '../client/reply.ts';
import type { Verdict } from './verdict.ts';

/** A case with the result of sending it, and its verdict. */
export interface JudgedCase {
  case: Case;
  /** Undefined if it was not sent. */
  sent: SendResult | undefined;
  verdict: Verdict;
  /** True for a deviation that did not occur when the case was sent again. */
  flaky?: boolean;
}

/** The response of a judged case; undefined if it has none. */
export const responseOf = (judged: Pick<JudgedCase, 'sent'> | undefined): Response | undefined =>
  judged?.sent?.kind === 'answered' && judged.sent.reply.kind === 'response' ? judged.sent.reply : undefined;

/** The status of its response. */
export const statusOf = (judged: Pick<JudgedCase, 'sent'> | undefined): number | undefined =>
  responseOf(judged)?.status;

/** The verdict of a case that cannot be judged. */
export const unjudged = (verdict: 'inconclusive' | 'not-judged', reason: string): Verdict => ({
  verdict,
  reason,
  findings: [],
  notes: [],
});

/** The reason of a case that changed its path, if the router does not know the path. */
export const NO_SUCH_PATH = 'the path of this request leads to no route';

/** The reason of a case whose route the target does not implement. */
export const NO_ROUTE = 'the target does not implement this route';
