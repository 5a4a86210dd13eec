import PQueue from 'p-queue';
import type { Case } from '../cases/case.ts';
import { isReader, openOf } from '../cases/open-parameters.ts';
import type { CaseRequest } from '../cases/request.ts';
import { isSuccess } from '../contract/responses.ts';
import { routeOf } from '../contract/path-template.ts';
import { createCredentialCheck } from '../target/credential-check.ts';
import { isProbe } from '../target/credential-refusals.ts';
import { type JudgedCase, responseOf, statusOf } from '../verdict/judged-case.ts';
import { jsonOf } from '../verdict/subject.ts';
import { recordsIn } from '../verdict/tenancy.ts';
import { Acceptance } from './acceptance.ts';
import { createCaseRunner, unsent } from './case-runner.ts';
import { createExplorer } from './explorer.ts';
import { type Execute, executeCase } from './executor.ts';
import { Reader } from './reader.ts';
import type { Leftover } from '../record/leftover.ts';
import { openLifecycles } from './lifecycles/open.ts';
import { isStep } from './lifecycles/steps.ts';
import { Results } from './results.ts';
import type { RunContext } from './run-context.ts';

/** A run of cases that is under way. */
export interface Schedule<Kept> {
  /** What is kept of a case; rejects if it could not be kept. */
  resultOf(id: string): Promise<Kept>;
  /** What the run made and could not delete; complete when the schedule is done. */
  leftovers: readonly Leftover[];
  /** Resolves when every case has a result; rejects if one could not be kept, but never because of the target. */
  done: Promise<void>;
}

/**
 * Runs every case, in phases:
 *
 * - probes, whose replies show which credentials the target accepts;
 * - reads, the plain requests of operations without a fixture, which take values from each other's responses; on a
 *   disposable target, in turn with the creates of life cycles;
 * - all other cases, with the values of the reads; explored cases of one operation run one after the other;
 * - requests of another organization, for what the reads have found;
 * - comparisons (`default-applied`), after all other reads, so that these do not change the compared data;
 * - all other writes of life cycles, which end with the deletion of everything that the run made.
 *
 * @param unselected cases that are sent only as probes, or for the values in their answers, and are not kept
 * @param keep returns the part of a judged case to keep, so that response bodies are released during a long run
 * @param executeOne sends a case and judges the reply
 */
export function schedule<Kept>(
  selected: readonly Case[],
  unselected: readonly Case[],
  context: RunContext,
  keep: (judged: JudgedCase) => Kept,
  executeOne: Execute = executeCase,
): Schedule<Kept> {
  const execute = createQueue(context, executeOne);
  const isReady = (one: Case) => one.missing.length === 0 && context.operation(one).fault === undefined;
  const all = [...selected, ...unselected];
  const probes = new Map(all.filter((one) => isProbe(one) && isReady(one)).map((one) => [one.id, execute(one)]));
  const probed = Promise.all(probes.values());
  const credentials = createCredentialCheck(probed, context, execute);
  const run = createCaseRunner(probes, execute, credentials, context);
  const results = new Results<Kept>();
  const settle = (id: string, judged: JudgedCase): void => {
    try {
      results.add(id, keep(judged));
    } catch (error) {
      results.end(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };

  // A public operation accepts any token.
  const isAnySecured = context.operations.some(({ secured }) => secured);
  /** Requests that succeeded and name nothing. */
  const plain: CaseRequest[] = [];
  const acceptance = new Acceptance(context, () => plain);
  const selectedReads = new Set(selected.filter(isRead).map(({ id }) => id));
  const reader = new Reader(
    context,
    run,
    {
      succeeded(one) {
        if (openOf(one).length === 0) plain.push(one.request);
        if (!isAnySecured || context.operation(one).secured) credentials.accept(one);
        if (selectedReads.has(one.id)) context.provedRoutes.add(one.operation);
      },
      settled(id, judged) {
        if (selectedReads.has(id)) settle(id, judged);
      },
      isAccepted: credentials.isAccepted,
    },
    new Set(
      context.writes?.cases
        .filter((one) => isStep(one, 'restate'))
        .map(({ operation }) => routeOf(operation.replace(/^\w+/, 'GET'))),
    ),
  );
  const selectedIds = new Set(selected.map(({ id }) => id));
  const settleSelected = (id: string, judged: JudgedCase): void => {
    if (selectedIds.has(id)) settle(id, judged);
  };
  const lifecycles = openLifecycles(
    selected.filter(({ origin }) => origin === 'lifecycle'),
    context,
    reader,
    { credentials, acceptance },
    settleSelected,
  );
  const leftovers: Leftover[] = [];
  const shared = new Set<string>();
  const tenancy = {
    isMade: (id: string): boolean => reader.pool.own.has('', id),
    isOwner: (id: string): boolean => context.organizations.has(id) || reader.pool.isOwner(id),
    isShared: (id: string): boolean => shared.has(id),
  };
  const runFilled = async (one: Case): Promise<JudgedCase> => {
    const { good } = reader;
    const changes = one.parameter !== undefined && one.open !== undefined;
    const error = changes ? good.serverErrorOf(one) : undefined;
    if (error !== undefined) return unsent(one, `the request without this change is answered with ${error} as well`);
    if (one.request.ifNoneMatch !== undefined && !good.isReached(one)) return unsent(one, NOTHING_TO_COMPARE);
    if (isOfTenant(one) && !good.isReached(one)) return unsent(one, NOTHING_OF_OURS);
    if (isOfTenant(one)) return acceptance.confirmed(await run({ ...good.fill(one), tenancy }));
    const judged = await run(good.fill(one));
    const { verdict } = judged;
    if (!changes || good.isReached(one) || verdict.verdict !== 'deviating') return judged;
    return { ...judged, verdict: { ...verdict, notes: [...verdict.notes, UNKNOWN_CAUSE] } };
  };
  /** Runs cases in order. Twice as many as can be sent are under way, so that the queue is never empty. */
  const runAll = async (cases: readonly Case[], observe: (judged: JudgedCase) => void = () => undefined) => {
    const left = cases.values();
    const work = async (): Promise<void> => {
      for (const one of left) {
        if (results.isEnded) return;
        const judged = await runFilled(one);
        observe(judged);
        settle(one.id, judged);
      }
    };
    await Promise.all(Array.from({ length: 2 * context.concurrency }, work));
  };
  const runPhases = async (): Promise<void> => {
    for (const reply of await probed) {
      reader.observe(reply);
      const { operation, request } = reply.case;
      const isPlain = isReader(request.auth) && request.method === 'GET' && !operation.includes('{');
      if (isPlain && isSuccess(statusOf(reply))) plain.push(request);
    }
    try {
      await reader.readAll(all.filter(isRead), lifecycles && ((read) => lifecycles.createAll(read)));
      const others = selected.filter((one) => !isRead(one) && one.origin !== 'lifecycle');
      await runAll(byPriority(others.filter((one) => !isComparison(one) && !isOfTenant(one))));
      const ofTenants = others.filter(isOfTenant);
      await runAll(ofTenants.filter(namesNothing), (judged) => {
        for (const { id } of sharedIn(judged)) shared.add(id);
      });
      await runAll(ofTenants.filter((one) => !namesNothing(one)));
      await runAll(others.filter(isComparison));
      await lifecycles?.play();
    } finally {
      if (lifecycles !== undefined) leftovers.push(...(await lifecycles.cleanUp()));
    }
  };
  const done = runPhases();
  done.then(
    () => results.end(new Error('no such case was planned')),
    (error: unknown) => results.end(error instanceof Error ? error : new Error(String(error))),
  );
  return { resultOf: (id) => results.of(id), done, leftovers };
}

const UNKNOWN_CAUSE = 'no successful request of this operation is known, so another value may be the cause';

const NOTHING_TO_COMPARE = 'no successful request of this operation is known, so it has no known resource';

const NOTHING_OF_OURS =
  'no successful request of this operation is known, so it names no resource of the own organization';

/** True for a read by the identity of another organization. */
const isOfTenant = ({ rule, write }: Case): boolean => rule === 'tenant-isolated' && write === undefined;

/** True for a read in the organization of that identity: there are no names that nobody has. */
const namesNothing = ({ companions = [] }: Case): boolean => companions.length < 3;

/** The resources that the other organization is shown in its own lists, unless they are a finding. */
const sharedIn = (judged: JudgedCase): { id: string }[] =>
  isSuccess(statusOf(judged)) && judged.verdict.findings.length === 0 ? recordsIn(jsonOf(responseOf(judged))) : [];

const isRead = ({ provesRoute }: Case): boolean => provesRoute === true;

/**
 * Cases in the order of what they can find, so that a run that is cut short has the best of them: requests that should
 * succeed, error statuses, invalid input, hostile input, explored input; of each, one case of every operation in turn.
 */
function byPriority(cases: readonly Case[]): Case[] {
  const counts = new Map<string, number>();
  const ranked = cases.map((one) => {
    const stage = stageOf(one);
    const key = `${stage} ${one.operation}`;
    const turn = counts.get(key) ?? 0;
    counts.set(key, turn + 1);
    return { one, stage, turn };
  });
  return ranked.sort((a, b) => a.stage - b.stage || a.turn - b.turn).map(({ one }) => one);
}

function stageOf({ origin, rule }: Case): number {
  if (origin === 'fixture') return 0;
  if (origin === 'hostile') return 3;
  if (origin === 'explored') return 4;
  return rule === 'invalid-input-rejected' || rule === 'no-server-error' ? 2 : 1;
}

const isComparison = ({ rule }: Case): boolean => rule === 'default-applied';

/** Executes as many cases at a time as the configuration allows, and the explored cases of an operation in turn. */
function createQueue(context: RunContext, executeOne: Execute): (one: Case) => Promise<JudgedCase> {
  const queue = new PQueue({ concurrency: context.concurrency });
  const explorer = createExplorer(context, executeOne);
  const explored = new Map<string, PQueue>();
  return (one) => {
    if (one.origin !== 'explored') return queue.add(() => executeOne(one, context));
    const ofOperation = explored.get(one.operation) ?? new PQueue({ concurrency: 1 });
    explored.set(one.operation, ofOperation);
    return ofOperation.add(() => queue.add(() => explorer.execute(one)));
  };
}
