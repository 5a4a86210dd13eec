import { accessOf } from '../record/access.ts';
import { byOperation, type Cell, judgedCells } from '../record/cells.ts';
import { countsOf, outcomeOf } from '../record/evaluation.ts';
import { missingSuccess } from '../record/success.ts';
import { reachedBy } from '../record/reached.ts';
import { isExpired } from '../waivers/waiver.ts';
import type { ContractJson, ReportedCase } from './contract-json.ts';
import { sidesOf } from './sides/sides.ts';

type Operation = ContractJson['operations'][number];

/**
 * Recomputes everything in a report that follows from its cases: cells, counts, expired waivers, reasons, outcome and
 * exit code. Of the stated and the recomputed result the worse one applies, so that a stated success proves nothing.
 */
export function recomputed(report: ContractJson): ContractJson {
  const { cases, recorded, startedAt } = report;
  const byKey = byOperation(cases);
  const operations = report.operations.map((each) => cellsAgain(each, byKey.get(each.operation) ?? []));
  const counts = countsOf(cases, operations);
  const waivers = report.waivers.map((waiver) =>
    isExpired(waiver, startedAt) ? { ...waiver, state: 'expired' as const } : waiver,
  );
  const reasons = new Set(report.reasons);
  for (const { verdict, reason } of cases) if (verdict === 'inconclusive' && reason !== null) reasons.add(reason);
  const missing = missingSuccess(recorded === null ? operations : [], cases);
  if (missing !== undefined) reasons.add(missing);
  if (reasons.size === 0 && (report.outcome === 'inconclusive' || report.exitCode === 3)) reasons.add(UNEXPLAINED);
  return {
    ...report,
    ...(report.sides !== undefined && { sides: sidesOf(report.sides, cases, operations) }),
    ...outcomeOf(counts, waivers, [...reasons]),
    ...{ counts, operations, waivers, reasons: [...reasons] },
  };
}

const UNEXPLAINED = 'the report is inconclusive without a reason';

const UNEXPLAINED_REACH = { code: 'unknown', remedy: 'run again' };

/** Operations with a fault of the contract have no cases, so their cells stay as they are. */
function cellsAgain({ access: _, ...stated }: Operation, cases: readonly ReportedCase[]): Operation {
  const access = accessOf(stated.operation, cases);
  const operation: Operation = { ...stated, ...(access !== undefined && { access }) };
  const { cells } = operation;
  const reached = reachedBy(operation.operation, cases);
  const unreached = reached === null ? (operation.unreached ?? UNEXPLAINED_REACH) : null;
  if (cells.every(({ state, cases: ids }) => state === 'not-judged' && ids.length === 0)) {
    return { ...operation, reached, unreached };
  }
  const statuses = cells.map(({ status }) => status);
  return {
    ...operation,
    reached,
    unreached,
    cells: judgedCells(cases, statuses).map((cell, index) => unprovoked(cell, cells[index])),
  };
}

/** Why a cell was not provoked follows from the plan, which a report does not contain. */
const unprovoked = (cell: Cell, stated: Cell | undefined): Cell =>
  cell.state !== 'not-provoked'
    ? cell
    : { ...cell, reason: stated?.state === 'not-provoked' ? stated.reason : 'no case provoked this status' };
