import { type Case, wantsSuccess } from '../cases/case.ts';
import { organizationOf } from '../client/claims.ts';
import type { Config } from '../config/config.ts';
import type { Leftover } from '../record/leftover.ts';
import type { OpenTarget } from '../run/open-target.ts';
import type { Plan } from '../run/planner.ts';
import { createRunContext } from '../run/run-context.ts';
import { schedule } from '../run/scheduler.ts';
import type { Connection } from '../target/connection.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import type { Validators } from '../verdict/schema/validators.ts';
import { AnsweredWrites } from './answered-writes.ts';
import type { Compared } from './compared.ts';
import { Comparer, type ComparerParts } from './comparer.ts';
import { Counterparts } from './counterparts.ts';
import { LedgerOfB } from './ledger.ts';
import { pairedContext } from './paired-context.ts';
import { RefusalCheck } from './refusal-check.ts';
import { Translation } from './translation.ts';
import { Twins } from './twins.ts';

/** A server of a comparison, with its own configuration. */
export interface Side {
  config: Config;
  connection: Connection;
}

/** A server of a comparison that has accepted the login. */
export interface OpenSide extends Side {
  opened: OpenTarget;
}

/** One pass of cases over both servers. */
export interface Pass {
  /**
   * Sends cases to both servers.
   *
   * @param keep receives each case, and the comparison of its replies; undefined if they were not compared
   * @returns what it made on each server and could not delete
   */
  run(
    cases: readonly Case[],
    unselected: readonly Case[],
    keep: (judged: JudgedCase, compared: Compared | undefined) => void,
  ): Promise<{ a: Leftover[]; b: Leftover[] }>;
  cancel(reason: string): void;
  isCancelled(): boolean;
}

/** How the responses of a pass are judged and compared. */
export interface Comparison extends Pick<ComparerParts, 'comparesValues' | 'startedAt'> {
  /** Those of both servers, because they have the same contract. */
  validators: Validators;
}

/** Prepares a pass, whose life cycles make resources of their own. */
export function createPass(a: OpenSide, b: OpenSide, plan: Plan, { validators, ...comparison }: Comparison): Pass {
  const [writesOfA, writesOfB] = [a, b].map(({ opened }) => opened.openWrites());
  const marks: [string, string][] = writesOfA && writesOfB ? [[writesOfA.run, writesOfB.run]] : [];
  const twins = new Twins();
  const counterparts = counterpartsOf(a, b, marks, comparison.startedAt);
  const translation = new Translation(a.config, b.config, counterparts);
  const answered = new AnsweredWrites();
  const ledger = writesOfB && new LedgerOfB(writesOfB, counterparts, translation, answered);
  const contextOfB = createRunContext(b.config, plan, { ...b.opened, validators, writes: writesOfB });
  const contextOfA = createRunContext(a.config, plan, {
    ...{ ...a.opened, validators },
    writes: writesOfA && { ...writesOfA, onLedgerLine: (line) => ledger?.add(line) },
  });
  const context = pairedContext(contextOfA, contextOfB, { twins, counterparts, translation, answered });
  const { operation } = context;
  const refusals = new RefusalCheck(contextOfB, candidatesFor(plan, translation, operation));
  const comparer = new Comparer({ twins, counterparts, ...comparison, operation, refusals });
  return {
    async run(cases, unselected, keep) {
      const keepOne = (judged: JudgedCase): void => keep(judged, comparer.of(judged));
      const running = schedule(cases, unselected, context, keepOne, (one, own) => comparer.execute(one, own));
      const left = { a: running.leftovers as Leftover[], b: [] as Leftover[] };
      await running.done.finally(async () => left.b.push(...((await ledger?.cleanUp()) ?? [])));
      return left;
    },
    cancel: (reason) => context.sender.cancel(reason),
    isCancelled: () => context.sender.isCancelled,
  };
}

/** The identifiers of which it is known before the first response that they belong together. */
function counterpartsOf(a: OpenSide, b: OpenSide, marks: readonly [string, string][], startedAt: number): Counterparts {
  const counterparts = new Counterparts(marks, startedAt);
  for (const auth of ['token', 'user'] as const) {
    const [left, right] = [a, b].map(({ opened: { authSession } }) =>
      organizationOf(authSession.current().authorization(auth)?.replace('Bearer ', '') ?? ''),
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
