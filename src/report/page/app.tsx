import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { causesOf } from '../causes.ts';
import type { ContractJson } from '../contract-json.ts';
import { waiverLines } from '../waiver-lines.ts';
import { writeLines } from '../writes.ts';
import { MOST_GLANCED } from '../matrix.ts';
import { nextStep } from '../next-step.ts';
import { unmatchedLines } from '../recorded.ts';
import { notProved } from '../not-proved.ts';
import { Access } from './access.tsx';
import { Cases } from './cases.tsx';
import { Causes } from './causes.tsx';
import { LifeCycles } from './life-cycles.tsx';
import { Matrix } from './matrix.tsx';
import { EVERYTHING, hashOf, type View, viewOf } from './view.ts';

/** The whole report. */
export function App({ report }: { report: ContractJson }) {
  const [view, setView] = useState(EVERYTHING);
  // A layout effect runs before the first paint. A later effect could undo an early click.
  useLayoutEffect(() => {
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
  const selectCell = (cell: string) => {
    change({ cell: cell === view.cell ? '' : cell, verdict: '', check: '', text: '' });
    document.getElementById('cases-title')?.focus();
  };
  const causes = useMemo(() => causesOf(report.cases), [report]);
  const isGlanced = report.operations.length <= MOST_GLANCED;
  const matrix = <Matrix operations={report.operations} chosen={view.cell} choose={selectCell} />;
  const deviations = (
    <Causes causes={causes} schemas={report.schemas} show={(check) => change({ ...EVERYTHING, check })} />
  );
  return (
    <>
      <Head report={report} />
      <main>
        {isGlanced ? matrix : deviations}
        <Listed title="Waivers" lines={waiverLines(report).map(({ line }) => line)} />
        <Listed title="Not proved" lines={notProved(report)} />
        {isGlanced ? deviations : matrix}
        <Cases report={report} view={view} change={change} />
        <Access report={report} />
        <LifeCycles report={report} />
        <Listed title="Recorded exchanges" lines={unmatchedLines(report)} />
        <Listed title="Faults of the contract" lines={report.contractFaults} />
        <Listed title="Excluded" lines={report.excluded.map(({ operation, reason }) => `${operation}: ${reason}`)} />
        <Listed title="Warnings" lines={report.warnings} />
      </main>
    </>
  );
}

function Head({ report }: { report: ContractJson }) {
  const { outcome, suite, target, startedAt, durationMs, counts, requests, seed, doubt } = report;
  const next = nextStep(report);
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
        cells conforming · <b>{counts.cases}</b> cases · <b>{counts.deviating}</b> deviating · <b>{counts.waived}</b>{' '}
        waived · <b>{counts.inconclusive}</b> inconclusive · <b>{counts.notJudged}</b> not judged
      </p>
      {doubt !== null && <p class="reason">{doubt}</p>}
      {next !== undefined && <p class="reason">{next}</p>}
      {writeLines(report).map((line) => (
        <p class="reason">{line}</p>
      ))}
      {sent.length > 0 && (
        <p class="quiet">
          sent {sent.join(', ')}
          {report.disposable === null && '; tokens with GET and HEAD only'}
        </p>
      )}
    </header>
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
