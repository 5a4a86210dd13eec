import pluralize from 'pluralize';
import { Problem } from '../problem.ts';
import { type CellState, type OperationCells, cellsOf, VERDICTS } from './cells.ts';
import type { CaseLine, RunRecord } from './lines.ts';
import { missingSuccess, successesOf } from './success.ts';
import { type EvaluatedWaiver, evaluateWaivers } from './waiver-evaluation.ts';
import { isFailing } from '../waivers/waiver.ts';

/** The result of a run, computed from its record. */
export interface Evaluation {
  outcome: 'conforming' | 'deviating' | 'inconclusive';
  exitCode: 0 | 1 | 3;
  /** Why the outcome is not conforming, one phrase per reason. */
  reasons: string[];
  operations: OperationCells[];
  waivers: EvaluatedWaiver[];
  /** Operations that returned a conforming 2xx. */
  successes: string[];
  counts: {
    cases: number;
    conforming: number;
    deviating: number;
    inconclusive: number;
    notJudged: number;
    waived: number;
    cells: number;
    cellsConforming: number;
    cellsWaived: number;
    cellsNotProvoked: number;
    /** Operations with a 2xx to their own method. */
    operationsReached: number;
  };
}

/**
 * Computes the result of a run.
 *
 * @throws Problem `internal` for an unknown verdict, which would count as not deviating
 */
export function evaluate(record: RunRecord): Evaluation {
  checkVerdicts(record.cases);
  const operations = cellsOf(record);
  const counts = countsOf(record.cases, operations);
  const successes = [...successesOf(record.cases)];
  const reasons = reasonsOf(record, successes, counts);
  const waivers = evaluateWaivers(record, operations);
  return { ...outcomeOf(counts, waivers, reasons), reasons, operations, waivers, successes, counts };
}

/** The outcome and exit code. A deviation or a failing waiver takes precedence over inconclusive reasons. */
export function outcomeOf(
  { deviating }: Pick<Evaluation['counts'], 'deviating'>,
  waivers: readonly Pick<EvaluatedWaiver, 'state'>[],
  reasons: readonly string[],
): Pick<Evaluation, 'outcome' | 'exitCode'> {
  if (deviating > 0 || waivers.some(isFailing)) return { outcome: 'deviating', exitCode: 1 };
  return reasons.length > 0 ? { outcome: 'inconclusive', exitCode: 3 } : { outcome: 'conforming', exitCode: 0 };
}

function checkVerdicts(cases: readonly CaseLine[]): void {
  const known: ReadonlySet<string> = new Set(VERDICTS);
  const unknown = cases.find(({ verdict }) => !known.has(verdict));
  if (unknown === undefined) return;
  throw new Problem({
    code: 'internal',
    message: `the record contains an unknown verdict for ${unknown.id}`,
    where: 'contract.ndjson',
    fix: 'Report this error with the command that caused it; the result of this run is not reliable',
  });
}

/** Numbers of cases by verdict, and of cells by state. */
export function countsOf(
  cases: readonly Pick<CaseLine, 'verdict'>[],
  operations: readonly Pick<OperationCells, 'cells' | 'reached'>[],
): Evaluation['counts'] {
  const number = (verdict: CaseLine['verdict']) => cases.filter((each) => each.verdict === verdict).length;
  const cells = operations.flatMap((each) => each.cells);
  const inState = (state: CellState) => cells.filter((cell) => cell.state === state).length;
  return {
    cases: cases.length,
    conforming: number('conforming'),
    deviating: number('deviating'),
    inconclusive: number('inconclusive'),
    notJudged: number('not-judged'),
    waived: number('waived'),
    cells: cells.length,
    cellsConforming: inState('conforming'),
    cellsWaived: inState('waived'),
    cellsNotProvoked: inState('not-provoked'),
    operationsReached: operations.filter(({ reached }) => reached !== null).length,
  };
}

/** Minimum numbers of proved cells and of reached operations. */
export interface Minimums {
  requireCells: number;
  requireReached: number;
}

/**
 * The reasons for a run that proved fewer cells or reached fewer operations than required. Waived cells count: their
 * cases were answered.
 */
export function missingNumbers(
  { cellsConforming, cellsWaived, operationsReached }: Evaluation['counts'],
  { requireCells, requireReached }: Minimums,
): string[] {
  const proved = cellsConforming + cellsWaived;
  const reached = pluralize('operation', operationsReached, true);
  return [
    ...(proved < requireCells
      ? [`${pluralize('cell', proved, true)} proved, but CONTRACT_REQUIRE_CELLS requires ${requireCells}`]
      : []),
    ...(operationsReached < requireReached
      ? [`${reached} reached, but CONTRACT_REQUIRE_REACHED requires ${requireReached}`]
      : []),
  ];
}

/** All reasons why a run without deviations is inconclusive. */
function reasonsOf(
  { plan, cases, end }: RunRecord,
  successes: readonly string[],
  counts: Evaluation['counts'],
): string[] {
  const reasons = new Set<string>();
  if (end === undefined) reasons.add('the run was cut off before its end');
  for (const { verdict, reason } of cases) if (verdict === 'inconclusive' && reason !== null) reasons.add(reason);
  if (plan.recorded !== null && cases.length === 0)
    reasons.add(
      `no exchange of ${plan.recorded.file} matches an operation of the contract; URLs are matched below the base paths of its servers and of --base-url`,
    );
  const judged = new Set(cases.map(({ id }) => id));
  const missed = plan.cases.filter(({ id }) => !judged.has(id)).length;
  if (missed > 0) reasons.add(`${pluralize('planned case', missed, true)} ${missed === 1 ? 'has' : 'have'} no verdict`);
  // A recording does not depend on configured credentials.
  const unproved = missingSuccess(plan.recorded === null ? plan.operations : [], cases);
  if (unproved !== undefined) reasons.add(unproved);
  // A comparison does not fail because both servers deviate alike.
  for (const { operation, expected, missing } of plan.sides === undefined ? plan.cases : []) {
    const isExpected = missing.length === 0 && expected.every((status) => status.startsWith('2'));
    if (isExpected && !successes.includes(operation)) reasons.add(`${operation} returned no conforming 2xx`);
  }
  if (plan.shard === null) for (const reason of missingNumbers(counts, plan)) reasons.add(reason);
  return [...reasons];
}
