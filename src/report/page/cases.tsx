import pluralize from 'pluralize';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ContractJson, ReportedCase } from '../contract-json.ts';
import { CaseDetails } from './case.tsx';
import { cellKey } from './matrix.tsx';
import { More } from './more.tsx';
import { isInView, textOf, type View } from './view.ts';

/** Cases per page of the list. */
const CASES = 100;

const VERDICTS = ['deviating', 'inconclusive', 'not-judged', 'conforming', 'waived'];

/** The list of cases with its filters. */
export function Cases({
  report,
  view,
  change,
}: {
  report: ContractJson;
  view: View;
  change: (part: Partial<View>) => void;
}) {
  const [shown, setShown] = useState(CASES);
  const texts = useMemo(() => new Map(report.cases.map((one) => [one.id, textOf(one)])), [report]);
  const checks = useMemo(
    () => [...new Set(report.cases.flatMap(({ findings }) => findings.map(({ check }) => check)))].sort(),
    [report],
  );
  const inCell = useMemo(() => (view.cell === '' ? undefined : casesOf(report, view.cell)), [report, view.cell]);
  const found = report.cases.filter((one) => isInView(one, texts.get(one.id) ?? '', view, inCell));
  const listed = found.filter((one, at) => at < shown || one.id === view.open);
  return (
    <section id="cases" aria-labelledby="cases-title">
      <h2 id="cases-title" tabIndex={-1}>
        Cases
      </h2>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          Text{' '}
          <input type="search" value={view.text} onInput={(event) => change({ text: event.currentTarget.value })} />
        </label>
        <Choice name="State" value={view.verdict} values={VERDICTS} choose={(verdict) => change({ verdict })} />
        <Choice name="Check" value={view.check} values={checks} choose={(check) => change({ check })} />
        {view.cell !== '' && (
          <button type="button" onClick={() => change({ cell: '' })}>
            {view.cell} ×
          </button>
        )}
        <output>{pluralize('case', found.length, true)}</output>
      </form>
      {listed.map((one) => (
        <CaseRow
          key={one.id}
          one={one}
          schemas={report.schemas}
          open={view.open === one.id}
          toggle={(open) => change({ open: open ? one.id : '' })}
        />
      ))}
      <More shown={shown} all={found.length} by={CASES} show={setShown} />
    </section>
  );
}

/** A row of the list. Its details are rendered when it is opened, because there may be thousands of cases. */
function CaseRow({
  one,
  schemas,
  open,
  toggle,
}: {
  one: ReportedCase;
  schemas: ContractJson['schemas'];
  open: boolean;
  toggle: (open: boolean) => void;
}) {
  const [opened, setOpened] = useState(open);
  const row = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <details
      ref={row}
      class="case"
      open={open}
      onToggle={(event) => {
        const now = event.currentTarget.open;
        setOpened(now || opened);
        if (now !== open) toggle(now);
      }}
    >
      <summary>
        <span class={`state ${one.verdict}`}>{one.verdict}</span> {one.id}{' '}
        <span class="quiet">{one.response?.status ?? one.reason}</span>
      </summary>
      {(opened || open) && <CaseDetails one={one} schemas={schemas} />}
    </details>
  );
}

function Choice({
  name,
  value,
  values,
  choose,
}: {
  name: string;
  value: string;
  values: readonly string[];
  choose: (value: string) => void;
}) {
  return (
    <label>
      {name}{' '}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">all</option>
        {values.map((each) => (
          <option value={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

const casesOf = ({ operations }: ContractJson, chosen: string): Set<string> =>
  new Set(
    operations.flatMap(({ operation, cells }) =>
      cells.filter(({ status }) => cellKey(operation, status) === chosen).flatMap(({ cases }) => cases),
    ),
  );
