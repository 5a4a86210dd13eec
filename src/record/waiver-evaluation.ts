import { isExpired, type Waiver, type WaiverState } from '../waivers/waiver.ts';
import type { CaseOrigin } from '../config/origins.ts';
import { isAmong } from '../contract/responses.ts';
import { CHECKS } from '../verdict/checks/index.ts';
import { asksFor, type Cell, declaredAs, type OperationCells } from './cells.ts';
import type { CaseLine, RunRecord } from './lines.ts';

/** A waiver at the end of a run. */
export interface EvaluatedWaiver extends Waiver {
  state: WaiverState;
  /** Ids of the cases with a finding that falls under it. */
  cases: string[];
}

/** What became of the waivers of a run. */
export function evaluateWaivers(record: RunRecord, operations: readonly OperationCells[]): EvaluatedWaiver[] {
  const { plan, cases } = record;
  return plan.waivers.map((waiver) => {
    const under = cases.filter(({ findings }) => findings.some((finding) => finding.waiver === waiver.place));
    const state = (): WaiverState => {
      if (isExpired(waiver, plan.startedAt)) return 'expired';
      if (under.length > 0) return 'applied';
      return !waiver.flaky && couldOccur(waiver, record, operations) ? 'stale' : 'unused';
    };
    return { ...waiver, state: state(), cases: under.map(({ id }) => id) };
  });
}

/**
 * True where all that could have brought the finding of a waiver was asked and heard: nothing of its operation was
 * deselected or is inconclusive, and in its cell a case was judged as far as its check. A waiver with an expected
 * status is about the cases that expect it, whatever cell their answers count for.
 */
function couldOccur(waiver: Waiver, { plan, cases, end }: RunRecord, operations: readonly OperationCells[]): boolean {
  const { operation, check, expected } = waiver;
  const own = <T extends { operation: string }>(all: readonly T[]) => all.filter((one) => one.operation === operation);
  const concerned = cellsConcerned(waiver, operations.find((each) => each.operation === operation)?.cells ?? []);
  const counting = new Set(concerned.flatMap((cell) => cell.cases));
  const said = new Set(cases.filter(({ request }) => request !== null).map(({ id }) => id));
  const isAsking = (one: Parameters<typeof asksFor>[0]) =>
    expected === null ? concerned.some((cell) => asksFor(one, cell.status)) : one.expected.join(' or ') === expected;
  const isCounting = (one: CaseLine) => (expected === null ? counting.has(one.id) : isAsking(one));
  const isMeant = RULES.has(check) ? () => true : (origin: CaseOrigin) => plan.origins.includes(origin);
  return (
    end !== undefined &&
    plan.recorded === null &&
    own(cases).some((one) => isCounting(one) && isReached(one, check)) &&
    !own(plan.leftOut).some(({ origin }) => isMeant(origin)) &&
    !own(cases).some(({ verdict }) => verdict === 'inconclusive') &&
    own(plan.cases).every((one) => said.has(one.id) || !isAsking(one))
  );
}

/** Rules of cases that nobody wrote: which of them are made depends on who makes them. */
const RULES: ReadonlySet<string> = new Set([
  ...['authentication-enforced', 'invalid-input-rejected', 'unknown-resource-rejected'],
  ...['default-applied', 'no-server-error'],
]);

/** The cells that a status stands for; a status that is not declared has none, there every cell of the operation counts. */
function cellsConcerned({ status }: Waiver, cells: readonly Cell[]): readonly Cell[] {
  const declared = cells.map((cell) => cell.status);
  const key = declared.includes(status) ? status : declaredAs(Number(status), declared);
  const found = cells.filter((cell) => cell.status === key || isAmong(Number(cell.status), [status]));
  return found.length > 0 ? found : cells;
}

const ORDER = CHECKS.map(({ id }) => id);

/** True for a case that was judged as far as a check: what was found before it may have stopped it. */
const isReached = ({ verdict, findings }: CaseLine, check: string): boolean =>
  verdict === 'conforming' ||
  ((verdict === 'deviating' || verdict === 'waived') &&
    findings.every((finding) => ORDER.indexOf(finding.check) >= ORDER.indexOf(check)));
