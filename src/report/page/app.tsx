import { useCallback, useMemo } from 'preact/hooks';
import { ADVICE_TITLE, adviceLines } from '../advice.ts';
import { causesOf } from '../causes.ts';
import { otherCells } from '../cells.ts';
import type { ContractJson } from '../contract-json.ts';
import { MOST_GLANCED } from '../glance.ts';
import { notProved } from '../not-proved.ts';
import { unmatchedLines } from '../recorded.ts';
import { fixedLines } from '../since.ts';
import { waiverLines } from '../waiver-lines.ts';
import { isComparison } from '../sides/classes.ts';
import { notComparedLines, timeLines } from '../sides/sentences.ts';
import { Access } from './access.tsx';
import { Cases, CASES_TITLE } from './cases.tsx';
import { causesByKey } from './cause-key.ts';
import { cellKey } from './cell-key.ts';
import { Causes } from './causes.tsx';
import type { Complete } from './details.ts';
import { Depth } from './depth.tsx';
import { Differences } from './differences.tsx';
import { Head } from './head.tsx';
import { LifeCycles } from './life-cycles.tsx';
import { Reach } from './reach.tsx';
import { Listed } from './listed.tsx';
import { Matrix } from './matrix.tsx';
import { deviatingOperations } from './order.ts';
import { SidesHead } from './sides-head.tsx';
import type { CellPairs } from './table.tsx';
import { useView } from './use-view.ts';
import { EVERYTHING, type View, viewOf } from './view.ts';

/** The whole report. A matrix of few operations comes first; before a longer one come the deviations and the reach. */
export function App({ report, complete }: { report: ContractJson; complete: Complete }) {
  const [view, change] = useView();
  const causes = useMemo(() => causesByKey(causesOf(report.cases)), [report]);
  const differences = useMemo(() => causesByKey(report.sides?.differences ?? []), [report]);
  const pairs = useMemo(() => pairsOf(report), [report]);
  const deviating = useMemo(() => deviatingOperations(report.cases), [report]);
  const show = useCallback((part: Partial<View>) => {
    change({ ...EVERYTHING, ...part }, true);
    document.getElementById(CASES_TITLE)?.focus();
  }, []);
  const choose = useCallback((cell: string) => show({ cell: cell === viewOf(location.hash).cell ? '' : cell }), []);
  // These parts do not depend on the view. Preact does not render the same element again.
  const { head, reasons, reach, access, rest } = useMemo(
    () => ({
      head: isComparison(report) ? <SidesHead report={report} /> : <Head report={report} />,
      reasons: <Reasons report={report} />,
      reach: <Reach report={report} />,
      access: <Access report={report} />,
      rest: <Rest report={report} />,
    }),
    [report],
  );
  const deviations = useMemo(
    () =>
      isComparison(report) ? (
        <Differences
          causes={differences}
          since={report.since}
          show={(cause, operation = '') => show({ cause, operation })}
        />
      ) : (
        <Causes
          causes={causes}
          schemas={report.schemas}
          since={report.since}
          operations={report.operations.length}
          show={(cause, operation = '') => show({ cause, operation })}
        />
      ),
    [report],
  );
  const matrix = (
    <Matrix operations={report.operations} deviating={deviating} chosen={view.cell} choose={choose} pairs={pairs} />
  );
  const isGlanced = report.operations.length <= MOST_GLANCED;
  return (
    <>
      {head}
      <main>
        {isGlanced ? matrix : deviations}
        {!isGlanced && reach}
        {reasons}
        {isGlanced ? deviations : matrix}
        <Cases
          report={report}
          complete={complete}
          causes={isComparison(report) ? differences : causes}
          view={view}
          change={change}
        />
        {access}
        {isGlanced && reach}
        {rest}
      </main>
    </>
  );
}

/** The states of the cells on both sides of a comparison; undefined for a run. */
const pairsOf = ({ sides }: ContractJson): CellPairs | undefined =>
  sides && new Map(sides.cells.map((pair) => [cellKey(pair.operation, pair.status), pair]));

/** Why the run is not conforming, apart from deviations. */
const Reasons = ({ report }: { report: ContractJson }) => (
  <>
    <Listed title="Waivers" lines={waiverLines(report).map(({ line }) => line)} />
    <Listed title="Not proved" lines={[...notProved(report), ...[otherCells(report)].flatMap((line) => line ?? [])]} />
    {isComparison(report) && (
      <>
        <Listed title="Not compared" lines={notComparedLines(report)} />
        <Listed title="Response times" lines={timeLines(report)} />
      </>
    )}
    <Listed title="Fixed since the earlier run" lines={fixedLines(report)} />
  </>
);

/** Advice, depth, and what was not judged. */
const Rest = ({ report }: { report: ContractJson }) => (
  <>
    <Listed title={ADVICE_TITLE} lines={adviceLines(report)} />
    <Depth report={report} />
    <LifeCycles report={report} />
    <Listed title="Recorded exchanges" lines={unmatchedLines(report)} />
    <Listed title="Faults of the contract" lines={report.contractFaults} />
    <Listed title="Excluded" lines={report.excluded.map(({ operation, reason }) => `${operation}: ${reason}`)} />
    <Listed title="Warnings" lines={report.warnings} />
  </>
);
