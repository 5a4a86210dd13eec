import type { Case } from '../cases/case.ts';
import { wantsSuccess } from '../cases/case.ts';
import type { Config } from '../config/config.ts';
import { organizationOf } from '../client/claims.ts';
import { evaluate } from '../record/evaluation.ts';
import type { CaseLine, PlanLine } from '../record/lines.ts';
import { planLine } from '../record/plan-line.ts';
import { createRecord } from '../record/record-file.ts';
import { createRecorder } from '../record/recorder.ts';
import type { FailOn, PlannedComparison, PlannedSide, SideEnd } from '../record/sides.ts';
import { validWaivers } from '../record/valid-waivers.ts';
import { contentsOf } from '../run/contents.ts';
import { type OpenTarget, openTarget } from '../run/open-target.ts';
import type { Plan } from '../run/planner.ts';
import { createRunContext } from '../run/run-context.ts';
import { type Schedule, schedule } from '../run/scheduler.ts';
import type { FinishedRun, Session } from '../run/session.ts';
import type { Connection } from '../target/connection.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { judgedAlone, judgedSides } from './case-sides.ts';
import { Comparer } from './comparer.ts';
import { Counterparts } from './counterparts.ts';
import { AnsweredWrites, LedgerOfB } from './ledger.ts';
import { pairedContext } from './paired-context.ts';
import { RefusalCheck } from './refusal-check.ts';
import { Translation } from './translation.ts';
import { Twins } from './twins.ts';

/** A server of a comparison, with its own configuration. */
export interface Side {
  config: Config;
  connection: Connection;
}

/** How two servers are compared. */
export interface ComparisonOptions {
  failOn: FailOn;
  /** True: values are compared as well. */
  values: boolean;
  /** True: servers that are not Infisical servers are compared as well. */
  isForced: boolean;
  /** Called with every verdict when it is recorded. */
  onVerdict: (line: CaseLine) => void;
}

/**
 * Starts a comparison: checks that both targets are reachable, logs in, and begins the record. The cases are those of
 * the plan for a; b is sent the same ones with its own variables, credentials and identifiers.
 *
 * @throws Problem with exit code 3 if one of the targets is unreachable, is not an Infisical server, or refuses the login
 */
export async function openComparison(
  a: Side,
  b: Side,
  plan: Plan,
  { failOn, values, isForced, onVerdict }: ComparisonOptions,
): Promise<Session> {
  const startedAt = performance.now();
  const open = ({ config, connection }: Side) => openTarget(config, plan, connection, isForced);
  const [ofA, ofB] = [await open(a), await open(b)];
  const twins = new Twins();
  const counterparts = counterpartsOf(ofA, ofB);
  const translation = new Translation(a.config, b.config, counterparts);
  const answered = new AnsweredWrites();
  const ledger = ofB.writes && new LedgerOfB(ofB.writes, counterparts, translation, answered);
  const contextOfB = createRunContext(b.config, plan, ofB);
  const context = pairedContext(
    createRunContext(a.config, plan, {
      ...ofA,
      writes: ofA.writes && { ...ofA.writes, onLedgerLine: (line) => ledger?.add(line) },
    }),
    contextOfB,
    { twins, counterparts, translation, answered },
  );
  const comparer = new Comparer({
    twins,
    counterparts,
    comparesValues: values,
    operation: context.operation,
    refusals: new RefusalCheck(contextOfB, candidatesFor(plan, translation, context.operation)),
  });
  const file = createRecord(b.config.reportDir, plan.contract.fetched);
  const redact = (text: string): string => ofA.authSession.redact(ofB.authSession.redact(text));
  const begun = comparisonPlan(a, b, plan, { failOn, values }, [ofA, ofB]);
  const { faultHeader, userAgent } = b.config;
  const recorder = createRecorder(file, begun, plan.contract, { faultHeader, userAgent, redact });
  const waivers = { a: validWaivers(begun, 'a'), b: validWaivers(begun, 'b') };
  const record = (judged: JudgedCase): CaseLine => {
    try {
      const compared = comparer.of(judged);
      const { judged: whole, sides } =
        compared === undefined
          ? judgedAlone(judged, redact)
          : judgedSides(judged, compared, { failOn, redact, waivers });
      const line = recorder.add(whole, sides);
      onVerdict(line);
      return line;
    } catch (error) {
      context.sender.cancel('a verdict could not be recorded');
      throw error;
    }
  };
  let started: Schedule<CaseLine> | undefined;
  const start = (): Schedule<CaseLine> =>
    (started ??= schedule(plan.cases, plan.probes, context, record, (one, own) => comparer.execute(one, own)));
  const end = async (): Promise<FinishedRun> => {
    const running = start();
    await running.done.finally(async () => leftovers.b.push(...((await ledger?.cleanUp()) ?? [])));
    leftovers.a.push(...running.leftovers);
    const [endOfA, endOfB] = [endOf(a, ofA, leftovers.a), endOf(b, ofB, leftovers.b)];
    const durationMs = Math.round(performance.now() - startedAt);
    const whole = recorder.end({ durationMs, ...endOfB, sides: { a: endOfA, b: endOfB } });
    return { record: whole, evaluation: evaluate(whole) };
  };
  const leftovers = { a: [] as SideEnd['leftovers'], b: [] as SideEnd['leftovers'] };
  let ended: Promise<FinishedRun> | undefined;
  return {
    contents: contentsOf(plan.cases),
    verdictOf: (one) => start().resultOf(one.id),
    finish: () => (ended ??= end()),
    cancel: (reason) => context.sender.cancel(reason),
    async close() {
      file.close();
      await Promise.all([a.connection.close(), b.connection.close()]);
    },
  };
}

/**
 * The plan of a comparison, whose target is b.
 *
 * @param opened what is known of the servers; absent if one of them could not be reached
 */
export function comparisonPlan(
  a: Side,
  b: Side,
  plan: Plan,
  how: Pick<PlannedComparison, 'failOn' | 'values'>,
  opened?: readonly [a: OpenTarget, b: OpenTarget],
): PlanLine {
  const side = ({ config, connection: { baseUrl } }: Side, of: OpenTarget | undefined): PlannedSide => ({
    target: { name: config.target.name, baseUrl },
    doubt: of?.doubt ?? null,
    disposable: of?.writes === undefined ? null : new URL(baseUrl).host,
  });
  const { baseUrl } = b.connection;
  return {
    ...planLine(b.config, plan, { baseUrl, doubt: opened?.[1].doubt ?? null }),
    sides: { a: side(a, opened?.[0]), b: side(b, opened?.[1]), ...how },
  };
}

/** The identifiers of which it is known before the first response that they belong together. */
function counterpartsOf(
  { authSession: a, writes }: OpenTarget,
  { authSession: b, writes: ofB }: OpenTarget,
): Counterparts {
  const counterparts = new Counterparts(
    writes === undefined || ofB === undefined ? [] : [[writes.run, ofB.run] as const],
  );
  for (const auth of ['token', 'user'] as const) {
    const [left, right] = [a, b].map((session) =>
      organizationOf(session.current().authorization(auth)?.replace('Bearer ', '') ?? ''),
    );
    if (left !== undefined && right !== undefined) counterparts.add(left, right);
  }
  return counterparts;
}

/** Requests to b that should succeed without values from responses, by which its credentials are tried. */
const candidatesFor = (
  { cases }: Plan,
  translation: Translation,
  operation: (one: Case) => Plan['operations'][number],
): Case[] =>
  cases
    .filter((one) => one.request.method === 'GET' && one.missing.length === 0 && one.request.fault === undefined)
    .filter(
      (one) =>
        (wantsSuccess(one) && one.origin === 'fixture') || (one.provesRoute && one.open?.parameters.length === 0),
    )
    .flatMap((one) => {
      const translated = translation.caseOfB(one, operation(one));
      return 'case' in translated ? [translated.case] : [];
    });

const endOf = ({ connection }: Side, { budget, outages }: OpenTarget, leftovers: SideEnd['leftovers']): SideEnd => ({
  requests: { ...connection.client.requests },
  waitedMs: budget.waitedMs(),
  leftovers,
  outages: outages.list(),
});
