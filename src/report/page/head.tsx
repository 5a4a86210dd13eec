import pluralize from 'pluralize';
import { causeCount, causesOf } from '../causes.ts';
import { cellsSentence } from '../cells.ts';
import type { ContractJson } from '../contract-json.ts';
import { MOST_GLANCED } from '../glance.ts';
import { nextStep } from '../next-step.ts';
import { outageLines } from '../outages.ts';
import { reachSentence } from '../reach.ts';
import { newLines, sinceSentence } from '../since.ts';
import { writeLines } from '../writes.ts';

/** The outcome, the target, the counts and the next step. */
export function Head({ report }: { report: ContractJson }) {
  const { outcome, suite, target, startedAt, durationMs, counts, requests, seed, doubt } = report;
  const next = nextStep(report);
  const since = sinceSentence(report);
  const causes = causeCount(causesOf(report.cases), report.since);
  const reached = report.operations.length > MOST_GLANCED ? reachSentence(report) : undefined;
  const [disposable, ...leftovers] = writeLines(report);
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
        <b>{cellsSentence(report)}</b> · <b>{counts.cases}</b> {pluralize('case', counts.cases)} ·{' '}
        <b>{counts.deviating}</b> deviating{causes !== undefined && ` (${causes})`} · <b>{counts.waived}</b> waived ·{' '}
        <b>{counts.inconclusive}</b> inconclusive · <b>{counts.notJudged}</b> not judged
      </p>
      {reached !== undefined && <p>{reached}</p>}
      {since !== undefined && <p>{since}</p>}
      {newLines(report).map((line) => (
        <p class="reason">{line}</p>
      ))}
      {doubt !== null && <p class="reason">{doubt}</p>}
      {next !== undefined && <p class="reason">{next}</p>}
      {disposable !== undefined && <p class="quiet">{disposable}</p>}
      {leftovers.map((line) => (
        <p class="reason">{line}</p>
      ))}
      {outageLines(report).map((line) => (
        <p class="quiet">{line}</p>
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
