import { nextStep } from '../next-step.ts';
import { alikeSentence, type ComparisonReport } from '../sides/classes.ts';
import {
  doubtsOfSides,
  exitReasons,
  outcomeSentence,
  requestsOfSides,
  result,
  writesOfSides,
} from '../sides/sentences.ts';
import { newLines, sinceSentence } from '../since.ts';

/** The result of a comparison, both servers, and how much was compared. */
export function SidesHead({ report }: { report: ComparisonReport }) {
  const { outcome, suite, sides, startedAt, durationMs, seed } = report;
  const quiet = [alikeSentence(sides), sinceSentence(report)].flatMap((line) => line ?? []);
  const loud = [...exitReasons(report), ...newLines(report), ...doubtsOfSides(report), ...writesOfSides(report)];
  const next = nextStep(report);
  return (
    <header class={outcome}>
      <h1>
        {result(report)}{' '}
        <small>
          {sides.a.target.name} → {sides.b.target.name}
        </small>
      </h1>
      {[['a', sides.a] as const, ['b', sides.b] as const].map(([name, { target }]) => (
        <p>
          <b>{name}</b> {target.name}{' '}
          <a href={target.baseUrl} rel="noreferrer">
            {target.baseUrl}
          </a>
        </p>
      ))}
      <p>
        compared {sides.values ? 'with' : 'without'} values on{' '}
        <time dateTime={startedAt}>{startedAt.replace('T', ' ').replace(/\..*/, ' UTC')}</time>, in{' '}
        {(durationMs / 1000).toFixed(1)} s, by {suite.name} {suite.version}
        {seed !== null && `, explored from seed ${seed}`}
      </p>
      <p class="counts">
        <b>{outcomeSentence(report)}</b>
      </p>
      {[...loud, ...(next === undefined ? [] : [next])].map((line) => (
        <p class="reason">{line}</p>
      ))}
      {[...quiet, ...requestsOfSides(report)].map((line) => (
        <p class="quiet">{line}</p>
      ))}
      <p class="quiet">Reach, access, depth and advice describe b.</p>
    </header>
  );
}
