import { type KeyedCause, titleOf } from './cause-key.ts';
import type { View } from './view.ts';

const VERDICTS = ['deviating', 'inconclusive', 'not-judged', 'conforming', 'waived'];

/** The filters of the list of cases, and how many cases match them. */
export function Filters({
  view,
  cause,
  checks,
  count,
  change,
}: {
  view: View;
  /** The selected cause; undefined if none is selected, or if the report does not contain it. */
  cause: KeyedCause | undefined;
  /** The checks with findings. */
  checks: readonly string[];
  /** How many cases match: `3 cases`. */
  count: string;
  change: (part: Partial<View>) => void;
}) {
  return (
    <form role="search" aria-label="Cases" onSubmit={(event) => event.preventDefault()}>
      <label>
        Text <input type="search" value={view.text} onInput={(event) => change({ text: event.currentTarget.value })} />
      </label>
      <Choice name="State" value={view.verdict} values={VERDICTS} choose={(verdict) => change({ verdict })} />
      <Choice name="Check" value={view.check} values={checks} choose={(check) => change({ check })} />
      <Selected text={view.cell} clear={() => change({ cell: '' })} />
      <Selected text={view.cause === '' ? '' : (titleOf(cause) ?? view.cause)} clear={() => change({ cause: '' })} />
      <Selected text={view.operation} clear={() => change({ operation: '' })} />
      <output>{count}</output>
    </form>
  );
}

/** A filter that was set outside of the form, with a button that removes it. */
function Selected({ text, clear }: { text: string; clear: () => void }) {
  if (text === '') return null;
  return (
    <button type="button" onClick={clear}>
      {text} ×
    </button>
  );
}

/** A list of values to choose one from, or all. */
export function Choice({
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
