import type { Case, CaseRequest } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { Redact } from '../client/redaction.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import type { Exchange, Verdict } from '../verdict/judge.ts';
import type { Asked, Asker } from './asking.ts';
import type { Router } from './router.ts';

/** A case with what it brought and what is said of it. */
export interface Judged {
  case: Case;
  asked: Asked | undefined;
  verdict: Verdict;
  /** True for a deviation that was not there when the case was asked once more. */
  flaky?: boolean;
}

/** What a conductor works with. */
export interface Orchestra {
  operations: ReadonlyMap<string, Operation>;
  asker: Asker;
  router: Router;
  /** Sends a request once, when no wait is under way; undefined where the target throttles, or all is given up. */
  sendOnce(request: CaseRequest): Promise<Reply | undefined>;
  judge(exchange: Exchange): Verdict;
  secrets(one: Case): readonly string[];
  redact: Redact;
  /** Requests under way at a time. */
  concurrency: number;
  /** Milliseconds after which nothing more is explored. */
  exploreMs: number;
  /** What a refusal of credentials is called, by their kind. */
  credentialName(auth: Auth): string;
}

/** Asks a case and judges what came; what deviates is asked once more, and deviates even if it does not again. */
export async function askAndJudge(one: Case, orchestra: Orchestra): Promise<Judged> {
  const judged = await askOnce(one, orchestra);
  if (judged.verdict.verdict !== 'deviating') return judged;
  const again = await askOnce(one, orchestra);
  return again.verdict.verdict === 'conforming' ? { ...judged, flaky: true } : judged;
}

/** Asks a case, and what its answer is held against, and judges what came. */
async function askOnce(one: Case, orchestra: Orchestra): Promise<Judged> {
  const operation = operationOf(one, orchestra);
  const asked = await orchestra.asker.ask(one, operation);
  if (asked.kind !== 'answered') return { case: one, asked, verdict: unsaid(asked.kind, asked.reason) };
  const { reply } = asked;
  if (reply.kind !== 'response') return { case: one, asked, verdict: judged(one, reply, orchestra) };
  if (await missesRoute(one, reply, orchestra)) {
    return { case: one, asked, verdict: unsaid('not-judged', 'the path is none of the routes of the target') };
  }
  const companions: Response[] = [];
  for (const request of companionsDue(one, reply)) {
    const other = await orchestra.asker.ask({ ...one, request }, operation);
    if (other.kind !== 'answered') return { case: one, asked, verdict: unsaid(other.kind, other.reason) };
    if (other.reply.kind !== 'response')
      return { case: one, asked: other, verdict: judged(one, other.reply, orchestra) };
    companions.push(other.reply);
  }
  return { case: one, asked, verdict: judged(one, reply, orchestra, companions) };
}

/** Holds an answer to the rules of its case. */
export function judged(one: Case, reply: Reply, orchestra: Orchestra, companions: readonly Response[] = []): Verdict {
  const { judge, secrets, redact } = orchestra;
  const operation = operationOf(one, orchestra);
  return judge({ case: one, operation, reply, secrets: secrets(one), redact, companions });
}

/** True for the router's own 404 where the case's path may have led it astray. */
export const missesRoute = async (
  { mayMissRoute, request }: Case,
  reply: Reply,
  { router }: Orchestra,
): Promise<boolean> => mayMissRoute === true && (await router.isItsOwn(reply, request));

/** What was not found cannot be the known record. */
const companionsDue = ({ companions = [], rule }: Case, { status }: Response): readonly CaseRequest[] =>
  rule === 'unknown-resource-rejected' && status >= 300 ? [] : companions;

function operationOf(one: Case, { operations }: Orchestra): Operation {
  const operation = operations.get(one.operation);
  if (operation === undefined) throw new Error(`no operation ${one.operation}`);
  return operation;
}

/** The verdict of a case of which nothing can be said. */
export const unsaid = (verdict: 'inconclusive' | 'not-judged', reason: string): Verdict => ({
  verdict,
  reason,
  findings: [],
  notes: [],
});
