import { DERIVED_RULES } from '../cases/case.ts';
import { isExpired, type Waiver, type WaiverState } from '../waivers/waiver.ts';
import type { CaseOrigin } from '../config/origins.ts';
import { isAmong } from '../contract/responses.ts';
import { ADVISORY, CHECKS } from '../verdict/checks/index.ts';
import { asksFor, type Cell, declaredAs, type OperationCells } from './cells.ts';
import type { CaseLine, RunRecord } from './lines.ts';
import { SAME_RESPONSE } from './sides.ts';

/** A waiver at the end of a run. */
export interface EvaluatedWaiver extends Waiver {
  state: WaiverState;
  /** Ids of the cases with a finding that it covers. */
  cases: string[];
}

/** Evaluates the waivers of a run: applied, unused, stale or expired. */
export function evaluateWaivers(record: RunRecord, operations: readonly OperationCells[]): EvaluatedWaiver[] {
  const { plan, cases } = record;
  return plan.waivers.map((waiver) => {
    const under = cases.filter((one) => waiversIn(one).includes(waiver.place));
    const state = (): WaiverState => {
      if (isExpired(waiver, plan.startedAt)) return 'expired';
      if (under.length > 0) return 'applied';
      // A comparison shows differences, not whether a deviation of one server no longer occurs.
      if (plan.sides !== undefined && waiver.check !== SAME_RESPONSE) return 'unused';
      return !waiver.flaky && wouldHaveOccurred(waiver, record, operations) ? 'stale' : 'unused';
    };
    return { ...waiver, state: state(), cases: under.map(({ id }) => id) };
  });
}

/** The waivers that cover a finding of a case, or of one side of a comparison. */
const waiversIn = ({ findings, sides }: CaseLine): (string | null)[] =>
  [...findings, ...(sides?.a.findings ?? []), ...(sides?.b.findings ?? []), ...(sides?.differences ?? [])].map(
    ({ waiver }) => waiver,
  );

/**
 * True if every case that could cause the finding of a waiver was sent and judged, so that a missing finding proves
 * that the deviation no longer occurs: no case of the operation is deselected or inconclusive, and in the cell a case
 * was judged up to the waiver's check. A waiver with an expected status concerns the cases that expect it, in any cell.
 */
function wouldHaveOccurred(
  waiver: Waiver,
  { plan, cases, end }: RunRecord,
  operations: readonly OperationCells[],
): boolean {
  const { operation, check } = waiver;
  // What a has is not what a case expects.
  const expected = check === SAME_RESPONSE ? null : waiver.expected;
  const own = <T extends { operation: string }>(all: readonly T[]) => all.filter((one) => one.operation === operation);
  const concerned = cellsConcerned(waiver, operations.find((each) => each.operation === operation)?.cells ?? []);
  const counting = new Set(concerned.flatMap((cell) => cell.cases));
  const sent = new Set(cases.filter(({ request }) => request !== null).map(({ id }) => id));
  const isAsking = (one: Parameters<typeof asksFor>[0]) =>
    expected === null ? concerned.some((cell) => asksFor(one, cell.status)) : one.expected.join(' or ') === expected;
  const isCounting = (one: CaseLine) => (expected === null ? counting.has(one.id) : isAsking(one));
  const isMeant = RULES.has(check) ? () => true : (origin: CaseOrigin) => plan.origins.includes(origin);
  return (
    end !== undefined &&
    !IS_ADVISORY.has(check) &&
    plan.recorded === null &&
    own(cases).some((one) => isCounting(one) && isReached(one, check)) &&
    !own(plan.leftOut).some(({ origin }) => isMeant(origin)) &&
    !own(cases).some(({ verdict }) => verdict === 'inconclusive') &&
    own(plan.cases).every((one) => sent.has(one.id) || !isAsking(one))
  );
}

/** Checks whose violations are findings only in a strict run. */
const IS_ADVISORY: ReadonlySet<string> = new Set(ADVISORY.map(({ id }) => id));

/** Checks of derived cases. Which of those cases exist depends on the selected origins. */
const RULES: ReadonlySet<string> = new Set(DERIVED_RULES);

/** The cells of a waiver's status. An undeclared status has none, so all cells of the operation are concerned. */
function cellsConcerned({ status }: Waiver, cells: readonly Cell[]): readonly Cell[] {
  const declared = cells.map((cell) => cell.status);
  const key = declared.includes(status) ? status : declaredAs(Number(status), declared);
  const found = cells.filter((cell) => cell.status === key || isAmong(Number(cell.status), [status]));
  return found.length > 0 ? found : cells;
}

const ORDER = CHECKS.map(({ id }) => id);

/** True for a case that was judged up to a check. A finding of an earlier check may have stopped it. */
const isReached = ({ verdict, findings }: CaseLine, check: string): boolean =>
  verdict === 'conforming' ||
  ((verdict === 'deviating' || verdict === 'waived') &&
    findings.every((finding) => ORDER.indexOf(finding.check) >= ORDER.indexOf(check)));
