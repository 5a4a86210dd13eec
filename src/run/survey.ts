import { type Case, wantsSuccess } from '../cases/case.ts';
import type { Config } from '../config/config.ts';
import { caseLine } from '../record/case-line.ts';
import type { AuthSession } from '../target/auth-session.ts';
import type { Connection } from '../target/connection.ts';
import { isProbe } from '../target/credential-refusals.ts';
import { createRetryBudget } from '../target/retry-budget.ts';
import { Sender } from '../target/sender.ts';
import { createTarget } from '../target/target.ts';
import type { Tried } from '../record/diagnosis.ts';
import type { Plan } from './planner.ts';
import { createRunContext } from './run-context.ts';
import { schedule } from './scheduler.ts';

/**
 * Sends the requests of a plan that should succeed, and those that show which credentials the target accepts, as a run
 * sends them, but records nothing.
 */
export async function survey(
  config: Config,
  plan: Plan,
  { client, baseUrl, deadline }: Connection,
  authSession: AuthSession,
): Promise<Tried[]> {
  const budget = createRetryBudget(config.retryBudgetMs, deadline.signal);
  const target = createTarget(client, baseUrl, authSession, config);
  const sender = new Sender(target, budget);
  deadline.onPassed((reason) => sender.cancel(reason));
  const context = createRunContext(config, plan, { sender, target, budget, authSession });
  const { faultHeader, userAgent } = config;
  const tried = new Map<string, Tried>();
  const { done } = schedule(plan.cases.filter(shouldSucceed), plan.probes, context, (judged) => {
    const line = caseLine(judged, baseUrl, { faultHeader, userAgent }, authSession.redact);
    tried.set(judged.case.id, { one: judged.case, line });
    return line;
  });
  await done;
  return plan.cases.flatMap(({ id }) => tried.get(id) ?? []);
}

const shouldSucceed = (one: Case): boolean =>
  one.provesRoute === true ||
  (one.origin === 'fixture' && one.missing.length === 0 && (wantsSuccess(one) || isProbe(one)));
