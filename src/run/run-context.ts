import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { CaseRequest } from '../cases/request.ts';
import { credentialName, secretPart } from '../client/credentials.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { claimsOf, organizationOf } from '../client/claims.ts';
import { isLoginName } from '../config/credentials.ts';
import type { Operation } from '../contract/operations.ts';
import type { LedgerLine } from '../lifecycles/ledger.ts';
import type { AuthSession } from '../target/auth-session.ts';
import type { RefusalContext } from '../target/credential-refusals.ts';
import { type RetryBudget, retryAfterMs } from '../target/retry-budget.ts';
import { createRouteProbe, type RouteProbe } from '../target/route-not-found.ts';
import type { Sender } from '../target/sender.ts';
import type { Target } from '../target/target.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { createJudge } from '../verdict/judge.ts';
import type { Validators } from '../verdict/schema/validators.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { LONGEST_MS } from '../verdict/time-limit.ts';
import type { Plan, PlannedWrites } from './planner.ts';

/** Sends the cases of a run. */
export type CaseSender = Pick<Sender, 'sendWithRetries' | 'isCancelled' | 'cancel' | 'unlessCancelled'>;

/** Everything that the cases of a run are executed with. */
export interface RunContext extends RefusalContext {
  sender: CaseSender;
  routeProbe: RouteProbe;
  /** Keys of operations whose plain request returned a 2xx; the scheduler adds them. */
  provedRoutes: Set<string>;
  operation(one: Pick<Case, 'operation'>): Operation;
  /** All operations of the contract. */
  operations: readonly Operation[];
  /** Sends a request once, when no wait is under way; undefined if the target throttles or the run is cancelled. */
  sendOnce(request: CaseRequest): Promise<Reply | undefined>;
  /**
   * @param companions the replies that this one is compared with
   * @param evidence what was seen of the resource around a write
   */
  judge(one: Case, reply: Reply, companions?: readonly Response[], evidence?: Evidence): Verdict;
  /** True for an identity that has logged in, so that its credentials are valid. */
  hasLoggedIn(auth: Auth): boolean;
  /** The id of a machine identity; undefined if its token does not contain it. */
  identityOf(auth: Auth): string | undefined;
  /** The organizations that the own tokens are bound to, by their claims. */
  organizations: ReadonlySet<string>;
  /** The writes of the run; undefined if the target is not disposable. */
  writes: Writes | undefined;
  /** Maximum concurrent requests. */
  concurrency: number;
  /** Milliseconds after which exploration ends. */
  exploreMs: number;
}

/** The writes of a run to a disposable target. */
export interface Writes extends PlannedWrites {
  /** Path of the ledger. */
  ledger: string;
  /** Called with each line of the ledger. */
  onLedgerLine?: (line: LedgerLine) => void;
  /** Occurs in every name that the run makes. */
  run: string;
  baseUrl: string;
  /** Credentials that may be used. */
  auths: readonly Auth[];
  /** Sends a request even if the run was cancelled or its time has passed. */
  sendAnyway(request: CaseRequest): Promise<Reply>;
  /** Closes the connections of `sendAnyway`. */
  close(): void;
}

/** The parts of a run that exist once its target is reachable and it has logged in. */
export interface Dependencies {
  sender: Sender;
  target: Target;
  budget: RetryBudget;
  authSession: AuthSession;
  writes?: Writes | undefined;
  /** Those of another context of the same plan. */
  validators?: Validators;
}

export function createRunContext(
  config: Config,
  { contract, operations }: Plan,
  { sender, target, budget, authSession, writes, validators }: Dependencies,
): RunContext {
  const sendOnce: RunContext['sendOnce'] = (request) =>
    sender.unlessCancelled(async () => {
      await budget.ready();
      const reply = await target.send(request);
      if (reply.kind !== 'response' || reply.status !== 429) return reply;
      budget.backOff(retryAfterMs(reply.headers.get('retry-after')?.[0]));
      return undefined;
    });
  const operation = ({ operation: key }: Pick<Case, 'operation'>): Operation => {
    const found = contract.operations.get(key);
    if (found === undefined) throw new Error(`no operation ${key}`);
    return found;
  };
  const judge = createJudge(operations, LONGEST_MS, config.advice, validators);
  const { redact } = authSession;
  return {
    sender,
    routeProbe: createRouteProbe(sendOnce),
    provedRoutes: new Set(),
    operation,
    operations: [...contract.operations.values()],
    sendOnce,
    judge(one, reply, companions = [], evidence) {
      const secrets = secretsOf(one, authSession);
      return judge({ case: one, operation: operation(one), reply, secrets, redact, companions, evidence });
    },
    hasLoggedIn: (auth) => isLoginName(auth) && config.credentials.logins[auth] !== undefined,
    identityOf(auth) {
      const { identityId } = claimsOf(authSession.current().authorization(auth) ?? '');
      return typeof identityId === 'string' ? identityId : undefined;
    },
    organizations: organizationsOf(authSession),
    writes,
    concurrency: config.concurrency,
    exploreMs: config.exploration?.limitMs ?? 0,
    credentialName: (auth) => credentialName(auth, config),
  };
}

function organizationsOf(authSession: AuthSession): Set<string> {
  const { authorization } = authSession.current();
  const tokens = (['token', 'user'] as const).flatMap((auth) => authorization(auth)?.replace('Bearer ', '') ?? []);
  return new Set(tokens.flatMap((token) => organizationOf(token) ?? []));
}

/** Credentials that a reply must not contain: every configured one, and the one of this request. */
function secretsOf({ request: { auth } }: Case, authSession: AuthSession): readonly string[] {
  const { secrets, authorization } = authSession.current();
  const isConfigured = typeof auth === 'string' && auth !== 'malformed';
  const own = isConfigured ? undefined : authorization(auth)?.replace('Bearer ', '');
  return own === undefined ? secrets : [...secrets, own, ...secretPart(own)];
}
