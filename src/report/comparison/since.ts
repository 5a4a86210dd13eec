import type { ContractJson, Since } from '../contract-json.ts';
import { type Change, compareRuns } from './compare.ts';

/**
 * Compares a run with an earlier one. A finding is new only if the earlier run judged one of its cases. Advice of one
 * run that is a finding of the other, because only one of them was strict, is neither new nor fixed.
 */
export function changesSince(before: ContractJson, after: ContractJson): Since {
  const { new: added, fixed, stillThere, flaky, unknown } = compareRuns(before, after);
  const [old, now] = [before, after].map(({ advice = [] }) => new Set(advice.map(({ finding }) => finding.id)));
  const open = added.filter(({ id, waiver }) => waiver === null && old?.has(id) !== true);
  const judged = new Set(before.cases.filter(isJudged).map(({ id }) => id));
  const isNew = ({ cases }: Change): boolean => cases.some((id) => judged.has(id));
  const gone = fixed.filter(({ id }) => now?.has(id) !== true);
  return {
    startedAt: before.startedAt,
    new: open.filter(isNew).map(({ id }) => id),
    fixed: gone.map(({ id, check, status, message, operation }) => ({ id, check, status, message, operation })),
    remaining: stillThere.length + flaky.length,
    notTested: unknown.length,
    notTestedBefore: open.filter((change) => !isNew(change)).length,
  };
}

const isJudged = ({ verdict }: ContractJson['cases'][number]): boolean =>
  verdict !== 'inconclusive' && verdict !== 'not-judged';

/**
 * True if a run was sent to the same target with the same contract, so that a comparison says something. Reports of two
 * servers are comparable if they are the same servers, compared in the same way.
 */
export function isComparable(before: ContractJson, after: ContractJson): boolean {
  const isAlike = before.target.name === after.target.name && before.recorded?.file === after.recorded?.file;
  return (
    isAlike &&
    wayOf(before) === wayOf(after) &&
    before.cases.some(isJudged) &&
    before.operations.some(({ operation }) => isIn(operation, after))
  );
}

/** Which server is compared with the target, and how; undefined for a run. */
const wayOf = ({ sides }: ContractJson): string | undefined =>
  sides && JSON.stringify([sides.a.target.name, sides.failOn, sides.values]);

const isIn = (operation: string, { operations }: ContractJson): boolean =>
  operations.some((each) => each.operation === operation);
