import pLimit from 'p-limit';
import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { createExplorer } from './exploring.ts';
import { askAndJudge, type Judged, type Orchestra, unsaid } from './judging.ts';
import { resolve, type Taken, takenFrom, wantedFrom } from './discovering.ts';
import { createLanes } from './lanes.ts';
import { createStanding } from './standing.ts';
import { credentialOf, isTelling, refusal, refusedCredentials, settled, takenCases } from './refusals.ts';

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
  const wanted = wantedFrom([...cases, ...probes]);
  const telling = [...cases, ...probes].filter((one) => isAsked(one) && isTelling(one) && isSound(one));
  const early = telling.map((one) => ({ id: one.id, judged: ask(one) }));
  const told = Promise.all(early.map(({ judged }) => judged));
  const refused = told.then((judged) => refusedCredentials(judged, orchestra));
  const standing = createStanding(told.then(takenCases), orchestra);
  const others = new Map(probes.map((one) => [one.id, one]));
  /** Early answers that nobody has used yet; what no one will use is not kept. */
  const first = new Map(
    early.filter(({ id }) => !others.has(id) || wanted.has(id)).map(({ id, judged }) => [id, judged]),
  );
  const lanes = createLanes();
  const outcomes = new Map<string, Promise<Kept>>();
  const taken = new Map<string, Promise<Taken>>();
  /** What is taken from a source that is under way, or that is asked for this alone. */
  const takenOf = (id: string): Promise<Taken> | undefined => {
    const other = others.get(id);
    if (!taken.has(id) && other !== undefined) void answered(other);
    return taken.get(id);
  };
  const answered = (one: Case): Promise<Judged> => {
    const answer = Promise.resolve().then(() => outcome(one));
    const parameters = wanted.get(one.id);
    if (parameters !== undefined)
      taken.set(
        one.id,
        answer.then((judged) => takenFrom(judged, parameters)),
      );
    return answer;
  };
  const unlessLost = async (judged: Judged): Promise<Judged> =>
    (await standing.isLost(judged)) ? { ...judged, verdict: refusal(judged.case, orchestra) } : judged;
  const outcome = async (one: Case): Promise<Judged> => {
    const fault = orchestra.operations.get(one.operation)?.fault;
    if (fault !== undefined) return unasked(one, `the contract is at fault: ${fault}`);
    const begun = first.get(one.id);
    first.delete(one.id);
    if (begun !== undefined) return unlessLost(settled(await begun, await refused, orchestra));
    if (!isAsked(one)) return unasked(one, missingOf(one));
    const credentials = await refused;
    const found = await resolve(one, orchestra, takenOf);
    const judged = await unlessRefused(found.one, credentials, ask, orchestra);
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
