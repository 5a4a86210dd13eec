import { evaluate } from '../record/evaluation.ts';
import type { CaseLine } from '../record/lines.ts';
import { createRecord } from '../record/record-file.ts';
import { createRecorder } from '../record/recorder.ts';
import type { FailOn, SideEnd } from '../record/sides.ts';
import { validWaivers } from '../record/valid-waivers.ts';
import { openTarget } from '../run/open-target.ts';
import type { Plan } from '../run/planner.ts';
import type { FinishedRun } from '../run/session.ts';
import { validatorsOf } from '../verdict/judge.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { judgedAlone, judgedSides } from './case-sides.ts';
import { type Compared, isDiffering } from './compared.ts';
import { confirmed } from './steady.ts';
import { comparisonPlan } from './comparison-plan.ts';
import { type Comparison, createPass, type OpenSide, type Side } from './pass.ts';

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

/** A comparison of two reachable servers. */
export interface ComparisonSession {
  /** Sends all cases, ends the record and evaluates it. */
  run(): Promise<FinishedRun>;
  /** Makes all cases without a reply inconclusive. */
  cancel(reason: string): void;
  /** Closes the record and both connections. */
  close(): Promise<void>;
}

/** A case of a life cycle with differences. It is recorded after it was repeated. */
interface Pending {
  judged: JudgedCase;
  compared: Compared;
}

/**
 * Starts a comparison: checks that both targets are reachable, logs in, and begins the record. The cases are those of
 * the plan for a; b is sent the same ones with its own variables, credentials and identifiers. Life cycles that differ
 * are repeated at the end, because their requests cannot be sent again one by one.
 *
 * @throws Problem with exit code 3 if one of the targets is unreachable, is not an Infisical server, or refuses the login
 */
export async function openComparison(
  sideA: Side,
  sideB: Side,
  plan: Plan,
  { failOn, values, isForced, onVerdict }: ComparisonOptions,
): Promise<ComparisonSession> {
  const began = performance.now();
  const comparison = { startedAt: Date.now() - CLOCK_MS, validators: validatorsOf(plan.operations) };
  const open = async (side: Side): Promise<OpenSide> => ({
    ...side,
    opened: await openTarget(side.config, plan, side.connection, isForced),
  });
  const [a, b] = [await open(sideA), await open(sideB)];
  const redact = (text: string): string => a.opened.authSession.redact(b.opened.authSession.redact(text));
  const begun = comparisonPlan(a, b, plan, { failOn, values });
  const file = createRecord(b.config.reportDir, plan.contract.fetched);
  const { faultHeader, userAgent } = b.config;
  const recorder = createRecorder(file, begun, plan.contract, { faultHeader, userAgent, redact });
  const judging = { failOn, redact, waivers: { a: validWaivers(begun, 'a'), b: validWaivers(begun, 'b') } };
  const first = createPass(a, b, plan, { ...comparison, comparesValues: values });

  const record = (judged: JudgedCase, compared: Compared | undefined): void => {
    try {
      const whole = compared === undefined ? judgedAlone(judged, redact) : judgedSides(judged, compared, judging);
      onVerdict(recorder.add(whole.judged, whole.sides));
    } catch (error) {
      first.cancel('a verdict could not be recorded');
      throw error;
    }
  };
  const run = async (): Promise<FinishedRun> => {
    const pending = new Map<string, Pending>();
    const left = await first.run(plan.cases, plan.probes, (judged, compared) => {
      const isOfLifecycle = judged.case.origin === 'lifecycle';
      if (compared !== undefined && isOfLifecycle && isDiffering(compared))
        pending.set(judged.case.id, { judged, compared });
      else record(judged, compared);
    });
    if (pending.size > 0) {
      const again = first.isCancelled() ? undefined : await repeated(a, b, plan, [...pending.keys()], comparison);
      for (const { judged, compared } of pending.values())
        record(judged, confirmed(compared, again?.compared.get(judged.case.id), again !== undefined));
      left.a.push(...(again?.left.a ?? []));
      left.b.push(...(again?.left.b ?? []));
    }
    const [endOfA, endOfB] = [endOf(a, left.a), endOf(b, left.b)];
    const durationMs = Math.round(performance.now() - began);
    const whole = recorder.end({ durationMs, ...endOfB, sides: { a: endOfA, b: endOfB } });
    return { record: whole, evaluation: evaluate(whole) };
  };
  return {
    run,
    cancel: (reason) => first.cancel(reason),
    async close() {
      file.close();
      await Promise.all([a.connection.close(), b.connection.close()]);
    },
  };
}

/** How far the clock of a server may be behind, in milliseconds. */
const CLOCK_MS = 2000;

/** Runs the life cycles of some cases once more. */
async function repeated(
  a: OpenSide,
  b: OpenSide,
  plan: Plan,
  ids: readonly string[],
  comparison: Omit<Comparison, 'comparesValues'>,
) {
  const roles = plan.writes?.lifecycles.roles;
  const [wanted, own] = [new Set(ids), new Set<unknown>()];
  for (const one of plan.cases) if (wanted.has(one.id)) own.add(roles?.get(one.operation)?.lifecycle);
  own.delete(undefined);
  const isWanted = ({ id, operation, origin }: Plan['cases'][number]) =>
    wanted.has(id) || (origin === 'lifecycle' && own.has(roles?.get(operation)?.lifecycle));
  const compared = new Map<string, Compared>();
  const reads = plan.cases.filter(({ provesRoute }) => provesRoute === true);
  const pass = createPass(a, b, plan, { ...comparison, comparesValues: false });
  const left = await pass.run(plan.cases.filter(isWanted), [...plan.probes, ...reads], (judged, found) => {
    if (found !== undefined) compared.set(judged.case.id, found);
  });
  return { compared, left };
}

const endOf = ({ connection, opened: { budget, outages } }: OpenSide, leftovers: SideEnd['leftovers']): SideEnd => ({
  requests: { ...connection.client.requests },
  waitedMs: budget.waitedMs(),
  leftovers,
  outages: outages.list(),
});
