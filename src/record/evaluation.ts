import { Problem } from '../problem.ts';
import { type CellState, type OperationCells, cellsOf, VERDICTS } from './cells.ts';
import type { CaseLine, RunRecord } from './lines.ts';
import { type EvaluatedWaiver, evaluateWaivers } from './waiver-evaluation.ts';
import { isFailing } from '../waivers/waiver.ts';

/** What a run came to, worked out from its record alone. */
export interface Evaluation {
  outcome: 'conforming' | 'deviating' | 'inconclusive';
  exitCode: 0 | 1 | 3;
  /** Why it is not conforming, one phrase each. */
  reasons: string[];
  operations: OperationCells[];
  waivers: EvaluatedWaiver[];
  /** Operations that gave a conforming 2xx. */
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
  };
}

/**
 * Weighs a record.
 *
 * @throws Problem `internal` for a verdict that is not one of the vocabulary: it would count as not deviating
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

/** A deviation, or a waiver that fails, wins over everything that is inconclusive. */
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
  const stranger = cases.find(({ verdict }) => !known.has(verdict));
  if (stranger === undefined) return;
  throw new Problem({
    code: 'internal',
    message: `the record holds an unknown verdict for ${stranger.id}`,
    where: 'contract.ndjson',
    fix: 'Report this with the command that led to it; nothing of this run can be relied on',
  });
}

/** Numbers of cases by verdict, and of cells by state. */
export function countsOf(
  cases: readonly Pick<CaseLine, 'verdict'>[],
  operations: readonly Pick<OperationCells, 'cells'>[],
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
  };
}

/** The doubts about a run that saw errors alone, or answers alone that anybody gets. */
export const NO_SUCCESS = 'no 2xx answer was proved';
export const NO_SECURED_SUCCESS = 'no 2xx answer was proved of an operation that takes credentials';

/**
 * What is missing of a proof that an answer can be had at all, with credentials where any operation takes them: one that
 * says so, or that refuses who has none. A public 2xx shows nothing of a token that is wrong, or was lost on the way.
 */
export function missingSuccess(
  operations: readonly Pick<OperationCells, 'operation' | 'secured'>[],
  cases: readonly Answered[],
): string | undefined {
  const successes = cases.filter(isProvedSuccess);
  if (successes.length === 0) return NO_SUCCESS;
  const secured = new Set(operations.filter((each) => each.secured).map(({ operation }) => operation));
  const refusing = new Set(cases.filter(isRefusedAnonymously).map(({ operation }) => operation));
  const isProof = ({ operation, request }: Answered) =>
    secured.has(operation) || (refusing.has(operation) && request?.headers.authorization !== undefined);
  return secured.size + refusing.size === 0 || successes.some(isProof) ? undefined : NO_SECURED_SUCCESS;
}

type Answered = Pick<CaseLine, 'operation' | 'origin' | 'expected' | 'verdict' | 'request' | 'response'>;

/** The operations that gave a conforming 2xx. */
const successesOf = (cases: readonly Answered[]): Set<string> =>
  new Set(cases.filter(isProvedSuccess).map(({ operation }) => operation));

/** What is odd may be refused for what it is. */
const isRefusedAnonymously = ({ origin, request, response }: Answered): boolean =>
  (origin === 'fixture' || origin === 'derived') &&
  (request?.method === 'GET' || request?.method === 'HEAD') &&
  request.headers.authorization === undefined &&
  (response?.status === 401 || response?.status === 403);

/** The doubt about a run that proved less than it should. What is waived was asked and answered. */
export function missingCells({ cellsConforming, cellsWaived }: Evaluation['counts'], required: number): string[] {
  const proved = cellsConforming + cellsWaived;
  return proved < required ? [`${proved} cells were proved, CONTRACT_REQUIRE_CELLS asks for ${required}`] : [];
}

/** Everything that keeps a run without a deviation from being a proof. */
function reasonsOf(
  { plan, cases, end }: RunRecord,
  successes: readonly string[],
  counts: Evaluation['counts'],
): string[] {
  const doubts = new Set<string>();
  if (end === undefined) doubts.add('the run was cut off before its end');
  for (const { verdict, reason } of cases) if (verdict === 'inconclusive' && reason !== null) doubts.add(reason);
  if (plan.recorded !== null && cases.length === 0)
    doubts.add(
      `no exchange of ${plan.recorded.file} is of an operation of the contract; URLs are looked for below the base paths of its servers, and of --base-url`,
    );
  const judged = new Set(cases.map(({ id }) => id));
  const missed = plan.cases.filter(({ id }) => !judged.has(id)).length;
  if (missed > 0) doubts.add(`${missed} planned cases have no verdict`);
  // A recording has lost no credentials of ours.
  const unseen = missingSuccess(plan.recorded === null ? plan.operations : [], cases);
  if (unseen !== undefined) doubts.add(unseen);
  for (const { operation, expected, missing } of plan.cases) {
    const due = missing.length === 0 && expected.every((status) => status.startsWith('2'));
    if (due && !successes.includes(operation)) doubts.add(`${operation} gave no conforming 2xx`);
  }
  if (plan.shard === null) for (const doubt of missingCells(counts, plan.requireCells)) doubts.add(doubt);
  return [...doubts];
}

/** Success that nobody minds; one that is waived counts where it was asked for. */
const isProvedSuccess = ({ verdict, response, expected }: Answered): boolean =>
  (verdict === 'conforming' || (verdict === 'waived' && expected.every((status) => status.startsWith('2')))) &&
  response !== null &&
  response.status >= 200 &&
  response.status < 300;
