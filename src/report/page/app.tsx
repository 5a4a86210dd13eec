import pluralize from 'pluralize';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Cause, causesOf } from '../causes.ts';
import type { ContractJson, ReportedCase } from '../contract-json.ts';
import { notProved } from '../not-proved.ts';
import { CaseDetails, FindingDetails } from './case.tsx';
import { Copied } from './copied.tsx';
import { cellKey, Matrix } from './matrix.tsx';
import { EVERYTHING, hashOf, isInView, textOf, type View, viewOf } from './view.ts';

/** Cases, and causes of deviations, that are listed at a time. */
const CASES = 100;
const CAUSES = 25;

const VERDICTS = ['deviating', 'inconclusive', 'not-judged', 'conforming', 'waived'];

/** The whole report. */
export function App({ report }: { report: ContractJson }) {
  const [view, setView] = useState(EVERYTHING);
  useEffect(() => {
    const follow = () => setView(viewOf(location.hash));
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const change = (part: Partial<View>) => {
    const next = { ...view, ...part };
    history.replaceState(null, '', hashOf(next) || location.pathname + location.search);
    setView(next);
  };
  const look = (cell: string) => {
    change({ cell: cell === view.cell ? '' : cell, verdict: '', check: '', text: '' });
    document.getElementById('cases')?.scrollIntoView();
  };
  const causes = useMemo(() => causesOf(report.cases), [report]);
  return (
    <>
      <Head report={report} />
      <main>
        <Matrix operations={report.operations} chosen={view.cell} choose={look} />
        <Listed title="Not proved" lines={notProved(report)} />
        <Causes causes={causes} schemas={report.schemas} show={(check) => change({ ...EVERYTHING, check })} />
        <Cases report={report} view={view} change={change} />
        <Listed title="Faults of the contract" lines={report.contractFaults} />
        <Listed title="Not asked" lines={report.excluded.map(({ operation, reason }) => `${operation}: ${reason}`)} />
        <Listed title="Warnings" lines={report.warnings} />
      </main>
    </>
  );
}

function Head({ report }: { report: ContractJson }) {
  const { outcome, suite, target, startedAt, durationMs, counts, requests, seed } = report;
  const sent = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  return (
    <header class={outcome}>
      <h1>
        {outcome} <small>{target.name}</small>
      </h1>
      <p>
        <a href={target.baseUrl} rel="noreferrer">
          {target.baseUrl}
        </a>{' '}
        on <time dateTime={startedAt}>{startedAt.replace('T', ' ').replace(/\..*/, ' UTC')}</time>, in{' '}
        {(durationMs / 1000).toFixed(1)} s, by {suite.name} {suite.version}
        {seed !== null && `, explored from seed ${seed}`}
      </p>
      <p class="counts">
        <b>
          {counts.cellsConforming} of {counts.cells}
        </b>{' '}
        cells conforming · <b>{counts.cases}</b> cases · <b>{counts.deviating}</b> deviating ·{' '}
        <b>{counts.inconclusive}</b> inconclusive · <b>{counts.notJudged}</b> not judged
      </p>
      {sent.length > 0 && <p class="quiet">sent {sent.join(', ')}; credentials with GET and HEAD alone</p>}
    </header>
  );
}

function Causes({
  causes,
  schemas,
  show,
}: {
  causes: readonly Cause[];
  schemas: ContractJson['schemas'];
  show: (check: string) => void;
}) {
  const [shown, setShown] = useState(CAUSES);
  if (causes.length === 0) return null;
  return (
    <section id="deviations" aria-labelledby="deviations-title">
      <h2 id="deviations-title">Deviations</h2>
      {causes.slice(0, shown).map(({ finding, first, cases, operations }) => (
        <details class="cause">
          <summary>
            <span class="check">{finding.check}</span> {finding.message}{' '}
            <span class="quiet">
              {pluralize('case', cases.length, true)} of {pluralize('operation', operations.length, true)}
              {first.flaky && ', flaky'}
            </span>
          </summary>
          <div class="details">
            <FindingDetails finding={finding} body={first.response?.body ?? null} schemas={schemas} />
            <p>
              First in <b>{first.id}</b>.{' '}
              <button type="button" onClick={() => show(finding.check)}>
                All cases of {finding.check}
              </button>
            </p>
            <Copied text={first.curl} />
          </div>
        </details>
      ))}
      <More shown={shown} all={causes.length} by={CAUSES} show={setShown} />
    </section>
  );
}

function Cases({ report, view, change }: { report: ContractJson; view: View; change: (part: Partial<View>) => void }) {
  const [shown, setShown] = useState(CASES);
  const texts = useMemo(() => new Map(report.cases.map((one) => [one.id, textOf(one)])), [report]);
  const checks = useMemo(
    () => [...new Set(report.cases.flatMap(({ findings }) => findings.map(({ check }) => check)))].sort(),
    [report],
  );
  const inCell = useMemo(() => (view.cell === '' ? undefined : casesOf(report, view.cell)), [report, view.cell]);
  const found = report.cases.filter((one) => isInView(one, texts.get(one.id) ?? '', view, inCell));
  return (
    <section id="cases" aria-labelledby="cases-title">
      <h2 id="cases-title">Cases</h2>
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
      {found.slice(0, shown).map((one) => (
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

/** The details of a case are made when they are asked for: there may be thousands. */
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
  return (
    <details
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

function More({ shown, all, by, show }: { shown: number; all: number; by: number; show: (shown: number) => void }) {
  if (shown >= all) return null;
  return (
    <p>
      <button type="button" onClick={() => show(shown + by)}>
        Show {Math.min(by, all - shown)} more of {all - shown}
      </button>
    </p>
  );
}

function Listed({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </section>
  );
}

const casesOf = ({ operations }: ContractJson, chosen: string): Set<string> =>
  new Set(
    operations.flatMap(({ operation, cells }) =>
      cells.filter(({ status }) => cellKey(operation, status) === chosen).flatMap(({ cases }) => cases),
    ),
  );
