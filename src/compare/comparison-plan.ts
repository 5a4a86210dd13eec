import type { PlanLine } from '../record/lines.ts';
import { planLine } from '../record/plan-line.ts';
import type { PlannedComparison, PlannedSide } from '../record/sides.ts';
import type { OpenTarget } from '../run/open-target.ts';
import type { Plan } from '../run/planner.ts';
import type { Side } from './pass.ts';

/** A side, which may not have been reached. */
type PlannedFor = Side & { opened?: OpenTarget };

/** The first line of the record of a comparison, whose target is b. */
export function comparisonPlan(
  a: PlannedFor,
  b: PlannedFor,
  plan: Plan,
  how: Pick<PlannedComparison, 'failOn' | 'values'>,
): PlanLine {
  const line = planLine(b.config, plan, { baseUrl: b.connection.baseUrl, doubt: b.opened?.doubt ?? null });
  const side = ({ config, connection: { baseUrl }, opened }: PlannedFor): PlannedSide => ({
    target: { name: config.target.name, baseUrl },
    doubt: opened?.doubt ?? null,
    disposable: line.disposable === null ? null : new URL(baseUrl).host,
  });
  return { ...line, sides: { a: side(a), b: side(b), ...how } };
}
