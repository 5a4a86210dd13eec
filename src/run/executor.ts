import type { Case } from '../cases/case.ts';
import type { CaseRequest } from '../cases/request.ts';
import { isSuccess } from '../contract/responses.ts';
import type { Reply, Response } from '../client/reply.ts';
import { type JudgedCase, NO_ROUTE, NO_SUCH_PATH, unjudged } from '../verdict/judged-case.ts';
import type { RunContext } from './run-context.ts';

/** Sends a case and judges the reply. */
export type Execute = (one: Case, context: RunContext) => Promise<JudgedCase>;

/**
 * Sends a case and judges the reply. A case that deviates is sent once more. If it then conforms, the deviation is
 * flaky.
 */
export async function executeCase(one: Case, context: RunContext): Promise<JudgedCase> {
  const judged = await executeOnce(one, context);
  if (judged.verdict.verdict !== 'deviating') return judged;
  const again = await executeOnce(one, context);
  return again.verdict.verdict === 'conforming' ? { ...judged, flaky: true } : judged;
}

async function executeOnce(one: Case, context: RunContext): Promise<JudgedCase> {
  const operation = context.operation(one);
  const sent = await context.sender.sendWithRetries(one, operation);
  if (sent.kind !== 'answered') return { case: one, sent, verdict: unjudged(sent.kind, sent.reason) };
  const { reply } = sent;
  if (reply.kind !== 'response') return { case: one, sent, verdict: context.judge(one, reply) };
  if (await isMissingRoute(one, reply, context)) {
    return {
      case: one,
      sent,
      verdict: unjudged('not-judged', one.mayMissRoute === 'always' ? NO_SUCH_PATH : NO_ROUTE),
    };
  }
  const companions: Response[] = [];
  for (const request of companionsOf(one, reply)) {
    const other = await context.sender.sendWithRetries({ ...one, request }, operation);
    if (other.kind !== 'answered') return { case: one, sent, verdict: unjudged(other.kind, other.reason) };
    if (other.reply.kind !== 'response') return { case: one, sent: other, verdict: context.judge(one, other.reply) };
    companions.push(other.reply);
  }
  return { case: one, sent, verdict: context.judge(one, reply, companions) };
}

/** True for the router's own 404, if the route of the case might be missing. */
export async function isMissingRoute(
  { mayMissRoute, operation, request }: Case,
  reply: Reply,
  { routeProbe, provedRoutes }: RunContext,
): Promise<boolean> {
  if (mayMissRoute === undefined || (mayMissRoute === 'until-proved' && provedRoutes.has(operation))) return false;
  return routeProbe.isRouteNotFound(reply, request);
}

/**
 * Requests whose replies are compared with that of the case. A resource that was not found is not the known one, but its
 * 404 is compared with the one for what nobody has.
 */
function companionsOf({ companions = [], rule }: Case, { status }: Response): readonly CaseRequest[] {
  if (rule === 'unknown-resource-rejected') return status >= 300 ? [] : companions;
  if (rule !== 'tenant-isolated' || isSuccess(status)) return companions;
  return status === 404 ? companions.slice(2) : [];
}
