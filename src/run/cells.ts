import { isAmong } from '../contract/responses.ts';
import type { CaseLine, PlanLine, PlannedCase, RunRecord } from './record.ts';

/** State of an operation × declared status. */
export type CellState = 'conforming' | 'deviating' | 'inconclusive' | 'not-judged' | 'not-provoked';

/** An operation × declared status, with the cases that count for it. */
export interface Cell {
  /** As declared: `404`, `4XX` or `default`. */
  status: string;
  state: CellState;
  /** Ids of the cases that count for it. */
  cases: string[];
  reason: string | null;
}

/** The cells of one operation. */
export interface OperationCells {
  operation: string;
  document: string;
  cells: Cell[];
}

/** The first of these that a cell has is its state: one deviation spoils it, one proof proves it. */
const ORDER = ['deviating', 'conforming', 'inconclusive', 'not-judged'] as const;

/** Counts every case for its cells: for that of the status received if it is declared, else for those expected. */
export function cellsOf({ plan, cases }: RunRecord): OperationCells[] {
  return plan.operations.map(({ operation, document, statuses }) => {
    const own = cases.filter((each) => each.operation === operation);
    const planned = plan.cases.filter((each) => each.operation === operation);
    const leftOut = plan.leftOut.filter((each) => each.operation === operation);
    const cells = statuses.map((status) => {
      const counted = own.filter((each) => countsFor(each, statuses).includes(status));
      return { status, cases: counted.map(({ id }) => id), ...stateOf(status, counted, own, planned, leftOut) };
    });
    return { operation, document, cells };
  });
}

function countsFor({ request, response, expected, verdict }: CaseLine, declared: readonly string[]): string[] {
  if (request === null && verdict === 'not-judged') return [];
  const received = response === null || verdict === 'inconclusive' ? undefined : declaredAs(response.status, declared);
  return received === undefined ? declared.filter((status) => isExpected(status, expected)) : [received];
}

/** The key under which a status is declared (OpenAPI 3.0.3, Responses Object). */
const declaredAs = (status: number, declared: readonly string[]): string | undefined =>
  [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((key) => declared.includes(key));

const isExpected = (declared: string, expected: readonly string[]): boolean =>
  expected.includes(declared) || (/^\d+$/.test(declared) && isAmong(Number(declared), expected));

function stateOf(
  status: string,
  counted: readonly CaseLine[],
  own: readonly CaseLine[],
  planned: readonly PlannedCase[],
  leftOut: PlanLine['leftOut'],
): Pick<Cell, 'state' | 'reason'> {
  const state = ORDER.find((each) => counted.some(({ verdict }) => verdict === each));
  if (state === undefined) return { state: 'not-provoked', reason: unprovoked(status, own, planned, leftOut) };
  const reasons = counted.filter(({ verdict }) => verdict === state).map(({ reason }) => reason);
  return { state, reason: reasons.find((reason) => reason !== null) ?? null };
}

/** Why nothing was received that counts for a cell. */
function unprovoked(
  status: string,
  own: readonly CaseLine[],
  planned: readonly PlannedCase[],
  leftOut: PlanLine['leftOut'],
): string {
  const meant = planned.filter(({ expected }) => isExpected(status, expected));
  if (meant.length === 0) {
    return leftOut.some(({ expected }) => isExpected(status, expected)) ? 'deselected' : 'no case asks for it';
  }
  const missing = [...new Set(meant.flatMap((each) => each.missing))].sort();
  if (missing.length > 0) return missing.map((name) => `${name} is not set`).join(', ');
  const received = own.filter(({ id }) => meant.some((each) => each.id === id)).map(({ response }) => response?.status);
  return `what asks for it was answered ${[...new Set(received)].join(', ')}`;
}
