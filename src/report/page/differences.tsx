import pluralize from 'pluralize';
import { useState } from 'preact/hooks';
import { COMMAND } from '../../config/packed.ts';
import { newCauses } from '../causes.ts';
import type { ContractJson } from '../contract-json.ts';
import { CLASSES, classOf } from '../sides/classes.ts';
import { entryOf } from '../sides/entry.ts';
import type { DifferenceCause } from '../sides/sides.ts';
import { CAUSES, Occurrences, type Show } from './causes.tsx';
import { Columns } from './columns.tsx';
import { Copied } from './copied.tsx';
import { Choice } from './filters.tsx';
import { More } from './more.tsx';
import { TERMS } from './waive-command.ts';

/** What differs between two servers, one entry for each cause. */
export function Differences({
  causes,
  since,
  show,
}: {
  /** By their keys in the URL. */
  causes: ReadonlyMap<string, DifferenceCause>;
  since: ContractJson['since'];
  show: Show;
}) {
  const [shown, setShown] = useState(CAUSES);
  const [chosen, setChosen] = useState('');
  if (causes.size === 0) return null;
  const added = newCauses([...causes.values()], since);
  const classes = CLASSES.filter((name) => [...causes.values()].some((cause) => classOf(cause) === name));
  const found = [...causes].filter(([, cause]) => chosen === '' || classOf(cause) === chosen);
  return (
    <section id="differences" aria-labelledby="differences-title">
      <h2 id="differences-title">Differences</h2>
      <form role="search" aria-label="Differences" onSubmit={(event) => event.preventDefault()}>
        <Choice name="Class" value={chosen} values={classes} choose={setChosen} />
        <output>{pluralize('cause', found.length, true)}</output>
      </form>
      {found.slice(0, shown).map(([key, cause]) => (
        <Difference key={key} cause={cause} isNew={added.has(cause)} show={(operation) => show(key, operation)} />
      ))}
      <More shown={shown} all={found.length} by={CAUSES} what="cause" show={setShown} />
    </section>
  );
}

/** A cause: the shapes of both sides, where it occurs, and how it is repeated and waived. */
function Difference({
  cause,
  isNew,
  show,
}: {
  cause: DifferenceCause;
  isNew: boolean;
  show: (operation?: string) => void;
}) {
  const { operations, cases, pointer, ids, waiver, fails } = cause;
  const { label, message, only } = entryOf(cause);
  return (
    <details class="cause">
      <summary>
        <span class={fails ? 'check' : 'state'}>{label}</span> {message} {isNew && <b>new </b>}
        <span class="quiet">
          {pluralize('case', cases.length, true)} of {pluralize('operation', operations.length, true)}
        </span>
      </summary>
      <div class="details">
        <Occurrences cases={cases.length} operations={operations} show={show} />
        {pointer !== '' && (
          <p>
            At <code>{pointer}</code>
          </p>
        )}
        <Columns of={cause} />
        {waiver !== null && <p>Waived by {waiver}.</p>}
        <Copied title="repeat the first case: add to the command" text={only} />
        {fails && <Copied title="waive" text={`${COMMAND} waive ${ids.join(' ')} ${TERMS}`} />}
      </div>
    </details>
  );
}
