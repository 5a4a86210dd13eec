import { type Access, accessOf } from './access.ts';
import { isAmong } from '../contract/responses.ts';
import type { Kind } from '../lifecycles/kinds.ts';
import type { CaseLine, PlannedCase, RunRecord } from './lines.ts';
import { DESELECTED, EXCLUDED, NO_CASE } from './provable.ts';
import { type Reached, reachedBy, type Unreached, unreachedWhy } from './reached.ts';

/** State of a cell. */
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
  /** What it does to a resource; absent unless the target is disposable. */
  kind?: Kind;
  cells: Cell[];
  /** What each identity may do; absent unless identities with limited rights sent requests. */
  access?: Access;
  /** How it was reached with a 2xx; null if it was not. */
  reached: Reached | null;
  /** Why it was not reached; null if it was. */
  unreached: Unreached | null;
}

/** All verdicts, by precedence: the state of a cell is the first of them that one of its cases has. */
export const VERDICTS = ['deviating', 'waived', 'conforming', 'inconclusive', 'not-judged'] as const;

/** The part of a record that concerns one operation. */
interface Seen {
  cases: CaseLine[];
  planned: PlannedCase[];
  leftOut: Asking[];
  excluded: string | undefined;
  /** True if the exchanges were recorded by others, so no case was planned. */
  isRecorded: boolean;
}

type Asking = Pick<PlannedCase, 'origin' | 'expected'>;

/**
 * Assigns every case to cells: to that of the received status if it is declared, otherwise to those of the statuses
 * that the case expects explicitly. Derived cases expect ranges, and an undeclared method belongs to no cell.
 */
export function cellsOf({ plan, cases }: RunRecord): OperationCells[] {
  const [seen, planned, leftOut] = [byOperation(cases), byOperation(plan.cases), byOperation(plan.leftOut)];
  return plan.operations.map(({ operation, document, secured, statuses, fault, kind }) => {
    const own: Seen = {
      cases: seen.get(operation) ?? [],
      planned: planned.get(operation) ?? [],
      leftOut: leftOut.get(operation) ?? [],
      excluded: plan.excluded.find((each) => each.operation === operation)?.reason,
      isRecorded: plan.recorded !== null,
    };
    const reached = reachedBy(operation, own.cases);
    const unreached = reached === null ? unreachedWhy(operation, own.cases, own.planned, plan) : null;
    const cells =
      fault === null
        ? judgedCells(own.cases, statuses).map((cell) =>
            cell.state === 'not-provoked' ? { ...cell, reason: unprovoked(cell.status, own) } : cell,
          )
        : statuses.map((status) => atFault(status, fault));
    const access = accessOf(operation, own.cases);
    return {
      ...{ operation, document, secured, ...(kind !== undefined && { kind }), cells },
      ...{ ...(access !== undefined && { access }), reached, unreached },
    };
  });
}

/** The cells of an operation, from its cases only. A cell without cases has no reason yet. */
export function judgedCells(cases: readonly Counted[], statuses: readonly string[]): Cell[] {
  const counting = cases.map((one) => ({ one, statuses: countsFor(one, statuses) }));
  return statuses.map((status) => {
    const counted = counting.filter((each) => each.statuses.includes(status)).map(({ one }) => one);
    return { status, cases: counted.map(({ id }) => id), ...stateOf(counted) };
  });
}

type Counted = Omit<CaseLine, 'type'>;

const atFault = (status: string, fault: string): Cell => ({
  ...{ status, state: 'not-judged', cases: [], reason: `fault of the contract: ${fault}` },
});

/** Groups cases, or other things that belong to an operation, by its key. */
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

/**
 * True for a case that aims at a status. A fixture's range aims at each status in it; a rule's range only allows them.
 */
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

/** Why no case counts for a cell. */
function unprovoked(status: string, { cases, planned, leftOut, excluded, isRecorded }: Seen): string {
  if (isRecorded) return 'not recorded';
  if (excluded !== undefined) return EXCLUDED + excluded;
  const meant = planned.filter((one) => asksFor(one, status));
  const hoped = meant.length > 0 ? meant : planned.filter(({ expected }) => allows(expected, status));
  const missing = [...new Set(hoped.flatMap((each) => each.missing))].sort();
  if (missing.length > 0) return missing.map((name) => `${name} is not set`).join(', ');
  if (meant.length === 0) return leftOut.some((one) => asksFor(one, status)) ? DESELECTED : NO_CASE;
  const ids = new Set(meant.map(({ id }) => id));
  const received = cases.filter(({ id }) => ids.has(id)).map(({ response }) => response?.status);
  const statuses = [...new Set(received.filter((each) => each !== undefined))];
  return statuses.length === 0
    ? 'the cases that expect this status received no response'
    : `the cases that expect this status received ${statuses.join(', ')}`;
}
