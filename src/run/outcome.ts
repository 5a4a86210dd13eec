import { type CellState, type OperationCells, cellsOf } from './cells.ts';
import type { CaseLine, RunRecord } from './record.ts';
import { type WeighedWaiver, weighWaivers } from './waiving.ts';
import { isFailing } from '../waivers/waiver.ts';

/** What a run came to, worked out from its record alone. */
export interface Outcome {
  outcome: 'conforming' | 'deviating' | 'inconclusive';
  exitCode: 0 | 1 | 3;
  /** Why it is not conforming, one phrase each. */
  reasons: string[];
  operations: OperationCells[];
  waivers: WeighedWaiver[];
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

/** Weighs a record. A deviation, or a waiver that fails, wins over everything that was inconclusive. */
export function weigh(record: RunRecord): Outcome {
  const operations = cellsOf(record);
  const counts = countsOf(record, operations);
  const successes = [...successesOf(record.cases)];
  const doubts = doubtsOf(record, successes, counts);
  const waivers = weighWaivers(record, operations);
  const deviates = counts.deviating > 0 || waivers.some(isFailing);
  const outcome = deviates ? 'deviating' : doubts.length > 0 ? 'inconclusive' : 'conforming';
  return {
    outcome,
    exitCode: deviates ? 1 : doubts.length > 0 ? 3 : 0,
    reasons: doubts,
    operations,
    waivers,
    successes,
    counts,
  };
}

function countsOf({ cases }: RunRecord, operations: readonly OperationCells[]): Outcome['counts'] {
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
export function successDoubt(
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
export function cellsDoubt({ cellsConforming, cellsWaived }: Outcome['counts'], required: number): string[] {
  const proved = cellsConforming + cellsWaived;
  return proved < required ? [`${proved} cells were proved, CONTRACT_REQUIRE_CELLS asks for ${required}`] : [];
}

/** Everything that keeps a run without a deviation from being a proof. */
function doubtsOf({ plan, cases, end }: RunRecord, successes: readonly string[], counts: Outcome['counts']): string[] {
  const doubts = new Set<string>();
  if (end === undefined) doubts.add('the run was cut off before its end');
  for (const { verdict, reason } of cases) if (verdict === 'inconclusive' && reason !== null) doubts.add(reason);
  if (plan.recorded !== null && cases.length === 0)
    doubts.add(`no exchange of ${plan.recorded.file} is of an operation of the contract`);
  const missed = plan.cases.length - cases.length;
  if (missed > 0) doubts.add(`${missed} planned cases have no verdict`);
  // A recording has lost no credentials of ours.
  const unseen = successDoubt(plan.recorded === null ? plan.operations : [], cases);
  if (unseen !== undefined) doubts.add(unseen);
  for (const { operation, expected, missing } of plan.cases) {
    const due = missing.length === 0 && expected.every((status) => status.startsWith('2'));
    if (due && !successes.includes(operation)) doubts.add(`${operation} gave no conforming 2xx`);
  }
  if (plan.shard === null) for (const doubt of cellsDoubt(counts, plan.requireCells)) doubts.add(doubt);
  return [...doubts];
}

/** Success that nobody minds; one that is waived counts where it was asked for. */
const isProvedSuccess = ({ verdict, response, expected }: Answered): boolean =>
  (verdict === 'conforming' || (verdict === 'waived' && expected.every((status) => status.startsWith('2')))) &&
  response !== null &&
  response.status >= 200 &&
  response.status < 300;
