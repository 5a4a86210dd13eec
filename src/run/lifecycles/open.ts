import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Case } from '../../cases/case.ts';
import type { Auth, Scalar } from '../../cases/fixtures.ts';
import { createClient } from '../../client/client.ts';
import type { Config } from '../../config/config.ts';
import { neededBy } from '../../lifecycles/graph.ts';
import { Ledger } from '../../lifecycles/ledger.ts';
import type { Lifecycle } from '../../lifecycles/lifecycle.ts';
import { idOf, type Resource } from '../../lifecycles/resource.ts';
import type { AuthSession } from '../../target/auth-session.ts';
import type { CredentialCheck } from '../../target/credential-check.ts';
import type { Reply } from '../../client/reply.ts';
import { createRetryBudget, sendWithBackoff } from '../../target/retry-budget.ts';
import { createTarget } from '../../target/target.ts';
import type { JudgedCase } from '../../verdict/judged-case.ts';
import type { Plan } from '../planner.ts';
import { type Acceptance, isOfLimited } from '../acceptance.ts';
import type { Reader } from '../reader.ts';
import type { RunContext, Writes } from '../run-context.ts';
import { LifecycleRun } from './lifecycle-run.ts';
import { Observer } from './observer.ts';
import { Requests } from './requests.ts';
import { isStep } from './steps.ts';
import type { Tools } from './tools.ts';

/** The writes of a run; undefined if its target is not disposable, or no case of a life cycle is selected. */
export function openWrites(
  config: Config,
  { writes, cases }: Plan,
  baseUrl: string,
  authSession: AuthSession,
): Writes | undefined {
  if (writes === undefined || !cases.some(({ origin }) => origin === 'lifecycle')) return undefined;
  const run = randomBytes(4).toString('hex');
  const { available } = authSession.current();
  // The deadline of the run does not apply: what it made must be deleted.
  const client = createClient({ ...config, direct: baseUrl });
  const budget = createRetryBudget(CLEANING_MS);
  return {
    ...writes,
    run,
    baseUrl,
    ledger: join(config.reportDir, `ledger-${run}.ndjson`),
    auths: (['token', 'user'] satisfies Auth[]).filter((auth) => available.has(auth)),
    close: () => client.close(),
    async sendAnyway(request) {
      const send = () => createTarget(client, baseUrl, authSession, config).send(request);
      const reply = await sendWithBackoff(send, budget, isNoThrottling);
      if (isNoThrottling(reply)) budget.resetBackoff();
      return reply;
    },
  };
}

/** Time that the clean-up may wait for a target that throttles, in milliseconds. */
const CLEANING_MS = 180_000;

const isNoThrottling = (reply: Reply): boolean => reply.kind !== 'response' || reply.status !== 429;

/**
 * Prepares the life cycles of a run.
 *
 * @param selected the selected cases of life cycles; further life cycles only make what these need
 */
export function openLifecycles(
  selected: readonly Case[],
  context: RunContext,
  reader: Reader,
  { credentials, acceptance }: { credentials: CredentialCheck; acceptance: Acceptance },
  settle: (id: string, judged: JudgedCase) => void,
): LifecycleRun | undefined {
  const { writes } = context;
  if (writes === undefined) return undefined;
  const { lifecycles, cases, run, baseUrl, auths } = writes;
  const isSelected = new Set(selected.map(({ operation }) => operation));
  const requests = new Requests(reader.pool, lifecycles, run);
  const queue = new PQueue({ concurrency: context.concurrency });
  const send = (one: Case) => queue.add(() => context.sender.sendWithRetries(one, context.operation(one)));
  const needed = neededBy(isSelected, lifecycles);
  const firsts = new Map(
    cases
      .filter((one) => isStep(one, 'create') && one.write.body === 'required')
      .flatMap((one) => {
        const lifecycle = lifecycles.roles.get(one.operation)?.lifecycle;
        return lifecycle !== undefined && needed.has(lifecycle) ? [[lifecycle, one] as const] : [];
      }),
  );
  const tools: Tools = {
    ...{ context, lifecycles, requests, reader, send, firsts, auths },
    isPrincipal: (id: Scalar) => [...life.creator.resources.values()].some(({ principal }) => idOf(principal) === id),
    another: (resource: Resource) => life.creator.another(resource),
    wishFor: (lifecycle: Lifecycle, auth: Auth) => life.creator.wishFor(lifecycle, auth),
    observer: new Observer(context, requests, send, auths, (...read) => reader.adopt(...read)),
    ledger: new Ledger(
      writes.ledger,
      { type: 'ledger', run, baseUrl, startedAt: new Date().toISOString() },
      writes.onLedgerLine,
    ),
    confirmed: async (judged: JudgedCase) => {
      const confirmed = await credentials.confirmed(judged);
      return isOfLimited(confirmed) ? acceptance.confirmed(confirmed) : confirmed;
    },
    settle,
  };
  const life: LifecycleRun = new LifecycleRun(
    tools,
    lifecycles,
    cases.filter(({ operation }) => isSelected.has(operation)),
  );
  return life;
}
