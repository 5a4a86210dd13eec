import pluralize from 'pluralize';
import { useMemo, useState } from 'preact/hooks';
import type { ContractJson } from '../contract-json.ts';
import { CaseRow } from './case-row.tsx';
import type { KeyedCause } from './cause-key.ts';
import { casesOfCell } from './cell-key.ts';
import type { Complete } from './details.ts';
import { Filters } from './filters.tsx';
import { More, ROWS } from './more.tsx';
import { casesInOrder } from './order.ts';
import { createFilter, createTexts, EVERYTHING, type View } from './view.ts';

/** Id of the heading of the list, which gets the focus when a click elsewhere changes the list. */
export const CASES_TITLE = 'cases-title';

/** The list of cases with its filters. */
export function Cases({
  report,
  complete,
  causes,
  view,
  change,
}: {
  report: ContractJson;
  complete: Complete;
  causes: ReadonlyMap<string, KeyedCause>;
  view: View;
  change: (part: Partial<View>) => void;
}) {
  const [shown, setShown] = useState(ROWS);
  const texts = useMemo(createTexts, [report]);
  const ordered = useMemo(() => casesInOrder(report.cases), [report]);
  const checks = useMemo(
    () => [...new Set(report.cases.flatMap(({ findings }) => findings.map(({ check }) => check)))].sort(),
    [report],
  );
  const among = useMemo(
    () => [
      ...(view.cell === '' ? [] : [casesOfCell(report, view.cell)]),
      ...(view.cause === '' ? [] : [new Set(causes.get(view.cause)?.cases)]),
    ],
    [report, causes, view.cell, view.cause],
  );
  const found = ordered.filter(createFilter(view, texts, among));
  const listed = found.filter((one, at) => at < shown || one.id === view.open);
  const clear = () => {
    change(EVERYTHING);
    document.getElementById(CASES_TITLE)?.focus();
  };
  return (
    <section id="cases" aria-labelledby={CASES_TITLE}>
      <h2 id={CASES_TITLE} tabIndex={-1}>
        Cases
      </h2>
      <Filters
        view={view}
        cause={causes.get(view.cause)}
        checks={checks}
        count={pluralize('case', found.length, true)}
        change={change}
      />
      {found.length === 0 && report.cases.length > 0 && (
        <p>
          No case matches these filters.{' '}
          <button type="button" onClick={clear}>
            Clear the filters
          </button>
        </p>
      )}
      {listed.map((one) => (
        <CaseRow
          key={one.id}
          one={one}
          complete={complete}
          schemas={report.schemas}
          open={view.open === one.id}
          toggle={(open) => change({ open: open ? one.id : '' })}
        />
      ))}
      <More shown={shown} all={found.length} what="case" show={setShown} />
    </section>
  );
}
