import pLimit from 'p-limit';
import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { createExplorer } from './exploring.ts';
import { askAndJudge, type Judged, type Orchestra, unsaid } from './judging.ts';
import { resolve } from './discovering.ts';
import { createStanding } from './standing.ts';
import { credentialOf, isTelling, refusal, refusedCredentials, settled } from './refusals.ts';

/**
 * Asks every case and judges what comes. What shows whether a credential is taken goes first: where the target refuses
 * all of it, the credential was refused, and its other cases would tell nothing. What is explored is drawn one after the
 * other for each operation, and what compares answers waits until nothing else asks its operation.
 *
 * @param probes cases that are not selected, and asked only to learn whether their credential is taken, or what exists
 * @param keep makes of a verdict what is kept of it, so that the bodies of a long run need not be
 * @returns a promise per case, by its id, none of which rejects because of the target
 */
export function conduct<Kept>(
  cases: readonly Case[],
  probes: readonly Case[],
  orchestra: Orchestra,
  keep: (judged: Judged) => Kept,
): Map<string, Promise<Kept>> {
  const limit = pLimit(orchestra.concurrency);
  const explorer = createExplorer(orchestra);
  const ask = (one: Case) => limit(() => (one.origin === 'explored' ? explorer.ask(one) : askAndJudge(one, orchestra)));
  const isSound = ({ operation }: Case) => orchestra.operations.get(operation)?.fault === undefined;
  const telling = [...cases, ...probes].filter((one) => isAsked(one) && isTelling(one) && isSound(one));
  const first = new Map(telling.map((one) => [one.id, ask(one)]));
  const refused = Promise.all(first.values()).then((judged) => refusedCredentials(judged, orchestra));
  const standing = createStanding(Promise.all(first.values()), orchestra);
  const lanes = createLanes();
  const outcomes = new Map<string, Promise<Kept>>();
  const sources = new Set(
    [...cases, ...probes].flatMap(({ discover }) => discover?.values.map(({ from }) => from) ?? []),
  );
  const answers = new Map<string, Promise<Judged>>();
  const others = new Map(probes.map((one) => [one.id, one]));
  /** What a source brought that is under way, or that is asked for this alone. */
  const answerTo = (id: string): Promise<Judged> | undefined => {
    const other = others.get(id);
    const known = answers.get(id) ?? first.get(id);
    return known ?? (other && answered(other));
  };
  const answered = (one: Case): Promise<Judged> => {
    const answer = Promise.resolve().then(() => outcome(one));
    if (sources.has(one.id)) answers.set(one.id, answer);
    return answer;
  };
  const unlessLost = async (judged: Judged): Promise<Judged> =>
    (await standing.isLost(judged)) ? { ...judged, verdict: refusal(judged.case, orchestra) } : judged;
  const outcome = async (one: Case): Promise<Judged> => {
    const fault = orchestra.operations.get(one.operation)?.fault;
    if (fault !== undefined) return unasked(one, `the contract is at fault: ${fault}`);
    const early = first.get(one.id);
    if (early !== undefined) return unlessLost(settled(await early, await refused, orchestra));
    if (!isAsked(one)) return unasked(one, missingOf(one));
    const taken = await refused;
    const found = await resolve(one, orchestra, answerTo);
    const judged = await unlessRefused(found.one, taken, ask, orchestra);
    const notes = [...judged.verdict.notes, ...found.notes];
    return unlessLost({ ...judged, verdict: { ...judged.verdict, notes } });
  };
  for (const one of cases.filter((each) => !isAlone(each)))
    outcomes.set(
      one.id,
      lanes.enter(one, () => answered(one).then(keep)),
    );
  for (const one of cases.filter(isAlone))
    outcomes.set(
      one.id,
      lanes.enterAlone(one, () => answered(one).then(keep)),
    );
  return new Map(cases.map(({ id }) => [id, outcomes.get(id) ?? Promise.reject(new Error(`${id} was not asked`))]));
}

const isAlone = ({ rule }: Case): boolean => rule === 'default-applied';

const isAsked = ({ missing }: Case): boolean => missing.length === 0;

/** Keeps the cases of one operation apart that must not be under way together. */
function createLanes() {
  const under = new Map<string, Promise<unknown>[]>();
  const explored = new Map<string, Promise<unknown>>();
  const begin = <T>(one: Case, judged: Promise<T>): Promise<T> => {
    const all = under.get(one.operation);
    if (all === undefined) under.set(one.operation, [judged]);
    else all.push(judged);
    return judged;
  };
  return {
    enter<T>(one: Case, ask: () => Promise<T>): Promise<T> {
      if (one.origin !== 'explored') return begin(one, ask());
      const judged = (explored.get(one.operation) ?? Promise.resolve()).then(ask);
      explored.set(one.operation, judged);
      return begin(one, judged);
    },
    enterAlone<T>(one: Case, ask: () => Promise<T>): Promise<T> {
      return begin(one, Promise.all(under.get(one.operation) ?? []).then(ask));
    },
  };
}

async function unlessRefused(
  one: Case,
  refused: ReadonlySet<Auth>,
  ask: (one: Case) => Promise<Judged>,
  orchestra: Orchestra,
): Promise<Judged> {
  return refused.has(credentialOf(one)) ? { case: one, asked: undefined, verdict: refusal(one, orchestra) } : ask(one);
}

const unasked = (one: Case, reason: string): Judged => ({
  case: one,
  asked: undefined,
  verdict: unsaid('not-judged', reason),
});

const missingOf = ({ missing }: Case): string =>
  [...missing]
    .sort()
    .map((name) => `${name} is not set`)
    .join(', ');
