import { isAmong } from '../contract/responses.ts';
import type { CaseLine, PlannedCase, RunRecord } from './lines.ts';

/** State of an operation × declared status. */
export type CellState = 'conforming' | 'deviating' | 'waived' | 'inconclusive' | 'not-judged' | 'not-provoked';

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
  secured: boolean;
  cells: Cell[];
}

/** All verdicts. The first of them that the cases of a cell have is its state. */
export const VERDICTS = ['deviating', 'waived', 'conforming', 'inconclusive', 'not-judged'] as const;

/** All that a record holds of one operation. */
interface Seen {
  cases: CaseLine[];
  planned: PlannedCase[];
  leftOut: Asking[];
  excluded: string | undefined;
  /** True where nobody asked for anything. */
  isRecorded: boolean;
}

type Asking = Pick<PlannedCase, 'origin' | 'expected'>;

/**
 * Counts every case for its cells: for that of the status received if it is declared, else for those that it asks for
 * by name. What was made from the contract asks for no status by name, and an undeclared method for no operation.
 */
export function cellsOf({ plan, cases }: RunRecord): OperationCells[] {
  const [seen, planned, leftOut] = [byOperation(cases), byOperation(plan.cases), byOperation(plan.leftOut)];
  return plan.operations.map(({ operation, document, secured, statuses, fault }) => {
    if (fault !== null)
      return { operation, document, secured, cells: statuses.map((status) => atFault(status, fault)) };
    const own: Seen = {
      cases: seen.get(operation) ?? [],
      planned: planned.get(operation) ?? [],
      leftOut: leftOut.get(operation) ?? [],
      excluded: plan.excluded.find((each) => each.operation === operation)?.reason,
      isRecorded: plan.recorded !== null,
    };
    const cells = judgedCells(own.cases, statuses).map((cell) =>
      cell.state === 'not-provoked' ? { ...cell, reason: unprovoked(cell.status, own) } : cell,
    );
    return { operation, document, secured, cells };
  });
}

/** The cells of an operation as its cases alone give them: those that no case counts for have no reason. */
export function judgedCells(cases: readonly Counted[], statuses: readonly string[]): Cell[] {
  const counting = cases.map((one) => ({ one, statuses: countsFor(one, statuses) }));
  return statuses.map((status) => {
    const counted = counting.filter((each) => each.statuses.includes(status)).map(({ one }) => one);
    return { status, cases: counted.map(({ id }) => id), ...stateOf(counted) };
  });
}

type Counted = Omit<CaseLine, 'type'>;

const atFault = (status: string, fault: string): Cell => ({
  ...{ status, state: 'not-judged', cases: [], reason: `the contract is at fault: ${fault}` },
});

/** Cases, or what else is of an operation, by its key. */
export function byOperation<T extends { operation: string }>(all: readonly T[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const one of all) {
    const own = map.get(one.operation);
    if (own === undefined) map.set(one.operation, [one]);
    else own.push(one);
  }
  return map;
}

function countsFor(one: Counted, declared: readonly string[]): string[] {
  const { request, response, verdict, operation } = one;
  if (request === null && verdict === 'not-judged') return [];
  if (request !== null && !operation.startsWith(`${request.method} `)) return [];
  const received = response === null || verdict === 'inconclusive' ? undefined : declaredAs(response.status, declared);
  return received === undefined ? declared.filter((status) => asksFor(one, status)) : [received];
}

/** The key under which a status is declared (OpenAPI 3.0.3, Responses Object). */
export const declaredAs = (status: number, declared: readonly string[]): string | undefined =>
  [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((key) => declared.includes(key));

/** A fixture's range is a wish for each of its statuses; that of a rule is what it allows. */
export const asksFor = ({ origin, expected }: Asking, status: string): boolean =>
  expected.includes(status) || (origin === 'fixture' && allows(expected, status));

const allows = (expected: readonly string[], status: string): boolean =>
  expected.includes(status) || (/^\d+$/.test(status) && isAmong(Number(status), expected));

function stateOf(counted: readonly Counted[]): Pick<Cell, 'state' | 'reason'> {
  const state = VERDICTS.find((each) => counted.some(({ verdict }) => verdict === each));
  if (state === undefined) return { state: 'not-provoked', reason: null };
  const reasons = counted.filter(({ verdict }) => verdict === state).map(({ reason }) => reason);
  return { state, reason: reasons.find((reason) => reason !== null) ?? null };
}

/** Why nothing was received that counts for a cell. */
function unprovoked(status: string, { cases, planned, leftOut, excluded, isRecorded }: Seen): string {
  if (isRecorded) return 'not recorded';
  if (excluded !== undefined) return `not asked: ${excluded}`;
  const meant = planned.filter((one) => asksFor(one, status));
  const hoped = meant.length > 0 ? meant : planned.filter(({ expected }) => allows(expected, status));
  const missing = [...new Set(hoped.flatMap((each) => each.missing))].sort();
  if (missing.length > 0) return missing.map((name) => `${name} is not set`).join(', ');
  if (meant.length === 0) return leftOut.some((one) => asksFor(one, status)) ? 'deselected' : 'no case asks for it';
  const ids = new Set(meant.map(({ id }) => id));
  const received = cases.filter(({ id }) => ids.has(id)).map(({ response }) => response?.status);
  return `what asks for it was answered ${[...new Set(received)].join(', ')}`;
}
