import type { Config } from '../config/config.ts';
import { type AuthSession, openAuthSession } from '../target/auth-session.ts';
import type { Connection } from '../target/connection.ts';
import { createOutages, type Outages } from '../target/outages.ts';
import { checkTarget } from '../target/preflight.ts';
import { createRetryBudget, type RetryBudget, sendWithBackoff } from '../target/retry-budget.ts';
import { Sender } from '../target/sender.ts';
import { createTarget, isGatewayFailure, type Target } from '../target/target.ts';
import { openWrites } from './lifecycles/open.ts';
import type { Plan } from './planner.ts';
import type { Writes } from './run-context.ts';

/** A target that is reachable, and that has accepted the login. */
export interface OpenTarget {
  /** Why it may not be an Infisical server; null if it looks like one. */
  doubt: string | null;
  target: Target;
  sender: Sender;
  budget: RetryBudget;
  authSession: AuthSession;
  outages: Outages;
  /** Prepares the writes of a run; undefined if it does not write. */
  openWrites(): Writes | undefined;
}

/**
 * Checks that a target is reachable, and logs in.
 *
 * @param isForced true: a server that is not an Infisical server is judged as well
 * @throws Problem with exit code 3 if it is unreachable, is not an Infisical server, or refuses the login
 */
export async function openTarget(
  config: Config,
  plan: Plan,
  connection: Connection,
  isForced: boolean,
): Promise<OpenTarget> {
  const { client, baseUrl, deadline } = connection;
  const budget = createRetryBudget(config.retryBudgetMs, deadline.signal);
  const doubt = await deadline.within(checkTarget(config, connection, budget, isForced));
  const logIn = openAuthSession(
    config,
    baseUrl,
    (request) => sendWithBackoff(() => client.send(request), budget),
    (reason) => sender.cancel(reason),
  );
  const authSession = await deadline.within(logIn);
  const target = createTarget(client, baseUrl, authSession, config);
  const outages = createOutages();
  const sender = new Sender(target, budget, outages);
  deadline.onPassed((reason) => sender.cancel(reason));
  return {
    ...{ doubt, target, sender, budget, authSession, outages },
    openWrites: () => observed(openWrites(config, plan, baseUrl, authSession), outages),
  };
}

/** Writes whose clean-up shows that the target responds again, after the run has given it up. */
const observed = (writes: Writes | undefined, outages: Outages): Writes | undefined =>
  writes && {
    ...writes,
    async sendAnyway(request) {
      const reply = await writes.sendAnyway(request);
      if (reply.kind === 'response' && !isGatewayFailure(reply)) outages.answered(reply.durationMs);
      return reply;
    },
  };
