import { isExpired, type Waiver } from '../waivers/waiver.ts';
import { asksFor, declaredAs, type OperationCells } from './cells.ts';
import type { RunRecord } from './record.ts';

/**
 * What became of a waiver: its finding came, or did not. One that is stale is of no use any more: its cell was judged
 * without the finding.
 */
export type WaiverState = 'applied' | 'unused' | 'expired' | 'stale';

/** A waiver at the end of a run. */
export interface WeighedWaiver extends Waiver {
  state: WaiverState;
  /** Ids of the cases with a finding that falls under it. */
  cases: string[];
}

/** True for a waiver that fails a run. */
export const isFailing = ({ state }: Pick<WeighedWaiver, 'state'>): boolean => state === 'expired' || state === 'stale';

/** What became of the waivers of a run. */
export function weighWaivers(record: RunRecord, operations: readonly OperationCells[]): WeighedWaiver[] {
  const { plan, cases } = record;
  return plan.waivers.map((waiver) => {
    const under = cases.filter(({ findings }) => findings.some((finding) => finding.waiver === waiver.place));
    const state = (): WaiverState => {
      if (isExpired(waiver, plan.startedAt)) return 'expired';
      if (under.length > 0) return 'applied';
      return !waiver.flaky && isJudged(waiver, record, operations) ? 'stale' : 'unused';
    };
    return { ...waiver, state: state(), cases: under.map(({ id }) => id) };
  });
}

/**
 * True where the cell that a waiver names was judged, by all that was to be asked for it. A status that is not declared
 * has no cell: there every cell of the operation counts.
 */
function isJudged(
  { operation, status }: Waiver,
  { plan, cases, end }: RunRecord,
  operations: readonly OperationCells[],
): boolean {
  const cells = operations.find((each) => each.operation === operation)?.cells ?? [];
  const declared = cells.map((cell) => cell.status);
  const key = declared.includes(status) ? status : declaredAs(Number(status), declared);
  const concerned = cells.filter((cell) => key === undefined || cell.status === key);
  const asking = (one: Parameters<typeof asksFor>[0]) => concerned.some((cell) => asksFor(one, cell.status));
  const said = new Set(cases.filter(({ request }) => request !== null).map(({ id }) => id));
  const own = <T extends { operation: string }>(all: readonly T[]) => all.filter((one) => one.operation === operation);
  return (
    end !== undefined &&
    plan.recorded === null &&
    concerned.some(({ state }) => state === 'conforming' || state === 'deviating' || state === 'waived') &&
    !own(plan.leftOut).some(({ origin }) => plan.origins.includes(origin)) &&
    !own(cases).some(({ verdict }) => verdict === 'inconclusive') &&
    own(plan.cases).every((one) => said.has(one.id) || !asking(one))
  );
}
