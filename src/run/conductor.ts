import pLimit from 'p-limit';
import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { createExplorer } from './exploring.ts';
import { askAndJudge, type Judged, type Orchestra, unsaid } from './judging.ts';
import { credentialOf, isTelling, refusal, refusedCredentials, settled } from './refusals.ts';

/**
 * Asks every case and judges what comes. What shows whether a credential is taken goes first: where the target refuses
 * all of it, the credential was refused, and its other cases would tell nothing. What is explored is drawn one after the
 * other for each operation, and what compares answers waits until nothing else asks its operation.
 *
 * @param probes cases that are not selected, and asked only to learn whether their credential is taken
 * @returns a promise per case, by its id, none of which rejects because of the target
 */
export function conduct(
  cases: readonly Case[],
  probes: readonly Case[],
  orchestra: Orchestra,
): Map<string, Promise<Judged>> {
  const limit = pLimit(orchestra.concurrency);
  const explorer = createExplorer(orchestra);
  const ask = (one: Case) => limit(() => (one.origin === 'explored' ? explorer.ask(one) : askAndJudge(one, orchestra)));
  const telling = [...cases, ...probes].filter((one) => isAsked(one) && isTelling(one));
  const first = new Map(telling.map((one) => [one.id, ask(one)]));
  const refused = Promise.all(first.values()).then((judged) => refusedCredentials(judged, orchestra));
  const lanes = createLanes();
  const outcome = async (one: Case): Promise<Judged> => {
    const early = first.get(one.id);
    if (early !== undefined) return settled(await early, await refused, orchestra);
    return isAsked(one) ? unlessRefused(one, await refused, ask, orchestra) : unasked(one);
  };
  const together = cases
    .filter((one) => !isAlone(one))
    .map((one) => [one, lanes.enter(one, () => outcome(one))] as const);
  const alone = cases.filter(isAlone).map((one) => [one, lanes.enterAlone(one, () => outcome(one))] as const);
  return new Map([...together, ...alone].map(([one, judged]) => [one.id, judged]));
}

const isAlone = ({ rule }: Case): boolean => rule === 'default-applied';

const isAsked = ({ missing }: Case): boolean => missing.length === 0;

/** Keeps the cases of one operation apart that must not be under way together. */
function createLanes() {
  const under = new Map<string, Promise<unknown>[]>();
  const explored = new Map<string, Promise<unknown>>();
  const begin = (one: Case, judged: Promise<Judged>): Promise<Judged> => {
    const all = under.get(one.operation);
    if (all === undefined) under.set(one.operation, [judged]);
    else all.push(judged);
    return judged;
  };
  return {
    enter(one: Case, ask: () => Promise<Judged>): Promise<Judged> {
      if (one.origin !== 'explored') return begin(one, ask());
      const judged = (explored.get(one.operation) ?? Promise.resolve()).then(ask);
      explored.set(one.operation, judged);
      return begin(one, judged);
    },
    enterAlone(one: Case, ask: () => Promise<Judged>): Promise<Judged> {
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

function unasked(one: Case): Judged {
  const reason = [...one.missing]
    .sort()
    .map((name) => `${name} is not set`)
    .join(', ');
  return { case: one, asked: undefined, verdict: unsaid('not-judged', reason) };
}
