import { byOperation, type CellState, judgedCells, type OperationCells } from '../../record/cells.ts';
import type { CaseLine } from '../../record/lines.ts';
import {
  type FailOn,
  fails,
  type PlannedComparison,
  type PlannedSide,
  REFEREES,
  type RecordedDifference,
  type SideEnd,
  type SideName,
} from '../../record/sides.ts';
import { starred } from '../../contract/pointer.ts';
import { durationsOf } from '../comparison/durations.ts';

type Operations = readonly Pick<OperationCells, 'operation' | 'cells'>[];

type ReportedCase = Omit<CaseLine, 'type'>;

/** One server of a comparison, and what the comparison did to it. */
export interface ReportedSide extends PlannedSide, SideEnd {}

/** Differences of one cause. */
export interface DifferenceCause extends Omit<RecordedDifference, 'id'> {
  /** Ids of the differences. */
  ids: string[];
  operations: string[];
  /** Ids of the cases. */
  cases: string[];
  /** True if it fails the comparison. */
  fails: boolean;
}

/** The state of a cell on both sides. */
export interface CellPair {
  operation: string;
  status: string;
  a: CellState;
  b: CellState;
}

/** The comparison of two servers in contract.json. */
export interface ReportedSides {
  a: ReportedSide;
  b: ReportedSide;
  failOn: FailOn;
  /** True: values were compared, too. */
  values: boolean;
  /** Number of cases whose responses were compared. */
  compared: number;
  /** Why the responses to other cases were not compared, the most frequent reason first. */
  notCompared: { reason: string; cases: number }[];
  /** One entry for each cause: those that fail first. */
  differences: DifferenceCause[];
  cells: CellPair[];
  /** Medians of each operation in milliseconds, the largest difference first. */
  durations: { operation: string; cases: number; aMs: number; bMs: number; ratio: number | null }[];
}

/** The facts of a comparison that do not follow from its cases. */
export type SidesFacts = Pick<ReportedSides, 'a' | 'b' | 'failOn' | 'values'>;

/** The facts of a comparison, from the first and the last line of its record. */
export function factsOf(planned: PlannedComparison, ends: Record<SideName, SideEnd> | undefined): SidesFacts {
  const none: SideEnd = { requests: {}, waitedMs: 0, leftovers: [], outages: [] };
  return {
    a: { ...planned.a, ...(ends?.a ?? none) },
    b: { ...planned.b, ...(ends?.b ?? none) },
    failOn: planned.failOn,
    values: planned.values,
  };
}

/** The comparison of two servers: its facts, and what follows from its cases. */
export function sidesOf(
  { a, b, failOn, values }: SidesFacts,
  cases: readonly ReportedCase[],
  operations: Operations,
): ReportedSides {
  const compared = cases.filter(({ sides }) => sides?.notCompared === null);
  return {
    ...{ a, b, failOn, values, compared: compared.length },
    notCompared: reasonsOf(cases),
    differences: differencesOf(cases, failOn),
    cells: cellPairs(cases, operations),
    durations: durations(compared),
  };
}

function reasonsOf(cases: readonly ReportedCase[]): ReportedSides['notCompared'] {
  const counts = new Map<string, number>();
  for (const { sides } of cases) {
    const reason = sides?.notCompared ?? null;
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, cases: count })).sort((a, b) => b.cases - a.cases);
}

/** Kinds whose shapes depend on the data, so that they do not tell causes apart. */
const BY_DATA: ReadonlySet<string> = new Set(['words', 'value', 'length', 'order']);

/** What tells differences of the same kind and place apart. The message of a finding may name the case. */
function distinguishing({ kind, referee, message, a, b }: Omit<RecordedDifference, 'id'>): string {
  if (BY_DATA.has(kind)) return '';
  if (referee === 'allowed') return message;
  const [check = ''] = message.split(':');
  return kind === 'contract' ? check : `${check} ${a} ${b}`;
}

/** The differences by their causes: across items of lists, cases and operations. */
function differencesOf(cases: readonly ReportedCase[], failOn: FailOn): DifferenceCause[] {
  const causes = new Map<string, DifferenceCause>();
  for (const { id: caseId, operation, sides } of cases) {
    for (const { id, ...difference } of sides?.differences ?? []) {
      const { kind, referee, isBreaking, pointer, waiver } = difference;
      const key = JSON.stringify([kind, referee, isBreaking, starred(pointer), distinguishing(difference), waiver]);
      const isFailing = waiver === null && fails(difference, failOn);
      const cause = causes.get(key) ?? {
        ...{ ...difference, pointer: starred(pointer), ids: [], operations: [], cases: [], fails: isFailing },
      };
      for (const [list, value] of [
        [cause.ids, id],
        [cause.operations, operation],
        [cause.cases, caseId],
      ] as const) {
        if (!list.includes(value)) list.push(value);
      }
      causes.set(key, cause);
    }
  }
  return [...causes.values()].sort(
    (x, y) =>
      Number(y.fails) - Number(x.fails) ||
      REFEREES.indexOf(x.referee) - REFEREES.indexOf(y.referee) ||
      Number(y.isBreaking) - Number(x.isBreaking) ||
      y.cases.length - x.cases.length,
  );
}

/** The cells of every operation, as the contract judges the responses of each side. */
function cellPairs(cases: readonly ReportedCase[], operations: Operations): CellPair[] {
  const own = byOperation(cases);
  return operations.flatMap(({ operation, cells }) => {
    const statuses = cells.map(({ status }) => status);
    const [ofA, ofB] = (['a', 'b'] as const).map((side) =>
      judgedCells((own.get(operation) ?? []).map(answeredBy(side)), statuses),
    );
    return statuses.map((status, at) => ({
      ...{ operation, status },
      a: ofA?.[at]?.state ?? 'not-provoked',
      b: ofB?.[at]?.state ?? 'not-provoked',
    }));
  });
}

/** A case as one side answered it. */
const answeredBy =
  (side: SideName) =>
  ({ sides, ...one }: ReportedCase): ReportedCase =>
    sides === undefined ? one : { ...one, ...sides[side] };

function durations(compared: readonly ReportedCase[]): ReportedSides['durations'] {
  return durationsOf(compared.map(answeredBy('a')), compared).map(({ operation, cases, beforeMs, afterMs }) => ({
    ...{ operation, cases, aMs: beforeMs, bMs: afterMs },
    ratio: beforeMs === 0 ? null : Math.round((100 * afterMs) / beforeMs) / 100,
  }));
}
