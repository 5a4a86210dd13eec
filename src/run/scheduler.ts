import PQueue from 'p-queue';
import type { Case } from '../cases/case.ts';
import { createCredentialCheck } from '../target/credential-check.ts';
import { isProbe } from '../target/credential-refusals.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { CaseRunner } from './case-runner.ts';
import { createExplorer } from './explorer.ts';
import { executeCase } from './executor.ts';
import type { RunContext } from './run-context.ts';

/**
 * Runs every case, in three phases:
 *
 * - probes, whose replies show which credentials the target accepts;
 * - all other cases in any order, with three exceptions: a case waits for the one whose answer it takes values from, a
 *   case whose route is unproved waits for the plain request of its operation, and explored cases of one operation run
 *   one after the other;
 * - comparisons (`default-applied`), after all other cases, so that these do not change the compared data.
 *
 * @param unselected cases that are sent only as probes, or for the values in their answers, and are not kept
 * @param keep returns the part of a judged case to keep, so that response bodies are released during a long run
 * @returns a promise per case, by its id, none of which rejects because of the target
 */
export function schedule<Kept>(
  selected: readonly Case[],
  unselected: readonly Case[],
  context: RunContext,
  keep: (judged: JudgedCase) => Kept,
): Map<string, Promise<Kept>> {
  const execute = createQueue(context);
  const isReady = (one: Case) => one.missing.length === 0 && context.operation(one).fault === undefined;
  const ready = [...selected, ...unselected].filter((one) => isProbe(one) && isReady(one));
  const probes = new Map(ready.map((one) => [one.id, execute(one)]));
  const probed = Promise.all(probes.values());
  const credentials = createCredentialCheck(probed, context, execute);
  const runner = new CaseRunner({ selected, unselected, probes, execute }, credentials, context);

  const kept = new Map<string, Promise<Kept>>();
  const runAfter = async (phase: Promise<unknown>, one: Case): Promise<Kept> => {
    await phase;
    const judged = await runner.run(one);
    if (one.provesRoute === true && isSuccess(judged)) context.provedRoutes.add(one.operation);
    return keep(judged);
  };
  const plain = new Map<string, Promise<unknown>>();
  for (const one of selected.filter(({ provesRoute }) => provesRoute)) {
    const result = runAfter(probed, one);
    kept.set(one.id, result);
    plain.set(one.operation, Promise.allSettled([result]));
  }
  for (const one of selected.filter((each) => !isComparison(each) && !each.provesRoute)) {
    const route = one.mayMissRoute === 'until-proved' ? plain.get(one.operation) : undefined;
    kept.set(one.id, runAfter(route ?? probed, one));
  }
  const others = Promise.allSettled(kept.values());
  for (const one of selected.filter(isComparison)) kept.set(one.id, runAfter(others, one));
  return kept;
}

const isSuccess = ({ sent }: JudgedCase): boolean =>
  sent?.kind === 'answered' && sent.reply.kind === 'response' && sent.reply.status >= 200 && sent.reply.status < 300;

const isComparison = ({ rule }: Case): boolean => rule === 'default-applied';

/** Executes as many cases at a time as the configuration allows, and the explored cases of an operation in turn. */
function createQueue(context: RunContext): (one: Case) => Promise<JudgedCase> {
  const queue = new PQueue({ concurrency: context.concurrency });
  const explorer = createExplorer(context);
  const explored = new Map<string, PQueue>();
  return (one) => {
    if (one.origin !== 'explored') return queue.add(() => executeCase(one, context));
    const ofOperation = explored.get(one.operation) ?? new PQueue({ concurrency: 1 });
    explored.set(one.operation, ofOperation);
    return ofOperation.add(() => queue.add(() => explorer.execute(one)));
  };
}
