import { type CellState, declaredAs } from '../../record/cells.ts';
import type { Finding } from '../../verdict/finding.ts';
import type { ContractJson, ReportedCase } from '../contract-json.ts';
import { type Duration, durationsOf } from './durations.ts';

/** A finding, by id, of one run or both. */
export interface Change extends Finding {
  operation: string;
  /** Ids of its cases in the latest run that has it. */
  cases: string[];
  /** True if it is flaky in all its cases. */
  flaky: boolean;
  /** True if it was waived only in the earlier run. */
  lostWaiver?: true;
}

/** A cell that only the earlier run judged. */
export interface LostCell {
  operation: string;
  status: string;
  was: CellState;
  /** Null if the later run does not have the cell. */
  is: CellState | null;
  reason: string | null;
}

/** Parts of a response that only bodies of the earlier run contained, in the form of `coverage`. */
export interface LostParts {
  operation: string;
  status: string;
  parts: string[];
}

/** Properties of a run in a comparison. */
export type Head = Pick<ContractJson, 'suite' | 'target' | 'startedAt' | 'outcome' | 'exitCode' | 'reasons' | 'counts'>;

/** A comparison of a run with an earlier one. Findings with the same id are the same. */
export interface Comparison {
  before: Head;
  after: Head;
  /** 1 for new deviations that are not waived; otherwise 3 if the later run is inconclusive. */
  exitCode: 0 | 1 | 3;
  /** Findings of the later run only. */
  new: Change[];
  /** Findings of the earlier run only; the later run judged one of their cases or, for a fixture case, its cell. */
  fixed: Change[];
  stillThere: Change[];
  /** Flaky findings of the earlier run. Their absence proves nothing, and their presence is not new. */
  flaky: Change[];
  /** Findings of the earlier run only, whose cases the later run did not judge, or explored differently. */
  unknown: Change[];
  newlyNotProved: LostCell[];
  newlyUnseen: LostParts[];
  durations: Duration[];
  /** Why the runs may not be comparable. */
  warnings: string[];
}

/** Compares a run with an earlier one. */
export function compareRuns(before: ContractJson, after: ContractJson): Comparison {
  const [old, now] = [changesOf(before.cases), changesOf(after.cases)];
  const gone = [...old.values()].filter(({ id }) => !now.has(id));
  const kept = [...now.values()]
    .filter(({ id }) => old.has(id))
    .map((change) => withoutWaiver(change, old.get(change.id)));
  const added = [...now.values()].filter(({ id }) => !old.has(id));
  const isFlaky = ({ id, flaky }: Change) => flaky || old.get(id)?.flaky === true;
  const judged = judgedAgain(before, after);
  const written = new Set(before.cases.filter(({ origin }) => origin === 'fixture').map(({ id }) => id));
  const isJudged = (change: Change) =>
    change.cases.some((id) => judged.has(id) || (written.has(id) && isCellJudged(change, after)));
  const reproducible = gone.filter(({ flaky }) => !flaky);
  const isNew = added.some(({ waiver }) => waiver === null);
  return {
    before: headOf(before),
    after: headOf(after),
    exitCode: isNew ? 1 : after.outcome === 'inconclusive' ? 3 : 0,
    new: added,
    fixed: reproducible.filter(isJudged),
    stillThere: kept.filter((change) => !isFlaky(change)),
    flaky: [...kept.filter(isFlaky), ...gone.filter(({ flaky }) => flaky)],
    unknown: reproducible.filter((change) => !isJudged(change)),
    newlyNotProved: lostCells(before, after),
    newlyUnseen: lostParts(before, after),
    durations: durationsOf(before.cases, after.cases),
    warnings: warningsOf(before, after),
  };
}

const headOf = ({ suite, target, startedAt, outcome, exitCode, reasons, counts }: ContractJson): Head => ({
  suite,
  target,
  startedAt,
  outcome,
  exitCode,
  reasons,
  counts,
});

/** The findings of a run by their ids. */
function changesOf(cases: readonly ReportedCase[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const { id, operation, flaky, findings } of cases) {
    for (const finding of findings) {
      const known = changes.get(finding.id);
      if (known === undefined) changes.set(finding.id, { ...finding, operation, cases: [id], flaky });
      else {
        if (!known.cases.includes(id)) known.cases.push(id);
        known.flaky &&= flaky;
        known.waiver = known.waiver === null ? null : finding.waiver;
      }
    }
  }
  return changes;
}

const JUDGED: ReadonlySet<CellState | undefined> = new Set<CellState>(['conforming', 'deviating', 'waived']);

/** True if a run judged the cell of a finding or, for an undeclared status, any cell of the operation. */
function isCellJudged({ operation, status }: Change, { operations }: ContractJson): boolean {
  const cells = operations.find((each) => each.operation === operation)?.cells ?? [];
  const declared = cells.map((cell) => cell.status);
  const key = declaredAs(Number(status), declared);
  return cells.some((cell) => (key === undefined || cell.status === key) && JUDGED.has(cell.state));
}

/** Ids of the cases that both runs sent and the later run judged. Explored cases may differ between runs. */
function judgedAgain(before: ContractJson, after: ContractJson): Set<string> {
  const urls = new Map(before.cases.map((one) => [one.id, one.request?.url]));
  const isSame = ({ id, origin, request }: ReportedCase) =>
    urls.has(id) && (origin !== 'explored' || urls.get(id) === request?.url);
  const isJudged = ({ verdict }: ReportedCase) => verdict !== 'inconclusive' && verdict !== 'not-judged';
  return new Set(after.cases.filter((one) => isSame(one) && isJudged(one)).map(({ id }) => id));
}

const withoutWaiver = (change: Change, earlier: Change | undefined): Change =>
  change.waiver === null && typeof earlier?.waiver === 'string' ? { ...change, lostWaiver: true } : change;

function warningsOf(before: ContractJson, after: ContractJson): string[] {
  return [
    ...(before.target.name === after.target.name
      ? []
      : [`the runs have different targets: ${before.target.name} and ${after.target.name}`]),
    ...(before.sides?.a.target.name === after.sides?.a.target.name
      ? []
      : [`${comparedWith(before)}, and ${comparedWith(after)}`]),
    ...(before.startedAt > after.startedAt ? ['the first run is later than the second run'] : []),
  ];
}

const comparedWith = ({ target, sides }: ContractJson): string =>
  sides === undefined ? `${target.name} was judged alone` : `${target.name} was compared with ${sides.a.target.name}`;

/** A response that the later run did not receive has a lost cell instead. */
function lostParts({ coverage: old = [] }: ContractJson, { coverage: now = [] }: ContractJson): LostParts[] {
  const unseen = new Map(now.map((one) => [`${one.operation} ${one.status}`, new Set(one.unseen)]));
  return old.flatMap(({ operation, status, seen }) => {
    const parts = seen.filter((part) => unseen.get(`${operation} ${status}`)?.has(part));
    return parts.length === 0 ? [] : [{ operation, status, parts }];
  });
}

function lostCells(before: ContractJson, after: ContractJson): LostCell[] {
  const now = new Map(
    after.operations.flatMap(({ operation, cells }) =>
      cells.map((cell) => [`${operation} ${cell.status}`, cell] as const),
    ),
  );
  return before.operations.flatMap(({ operation, cells }) =>
    cells.flatMap(({ status, state }) => {
      const cell = now.get(`${operation} ${status}`);
      if (!JUDGED.has(state) || JUDGED.has(cell?.state)) return [];
      return [{ operation, status, was: state, is: cell?.state ?? null, reason: cell?.reason ?? null }];
    }),
  );
}
