import pluralize from 'pluralize';
import { useState } from 'preact/hooks';
import { type Cause, causeCount, groupSentence, newCauses } from '../causes.ts';
import type { ContractJson } from '../contract-json.ts';
import { Course, FindingDetails } from './case.tsx';
import { Copied } from './copied.tsx';
import { More, ROWS } from './more.tsx';
import { waiveCommand } from './waive-command.ts';

/** Causes per page of the list. */
export const CAUSES = 50;

/** Shows the cases of a cause in the list; all, or those of one operation. */
export type Show = (cause: string, operation?: string) => void;

/** Deviations, grouped by cause. */
export function Causes({
  causes,
  schemas,
  since,
  operations,
  show,
}: {
  /** By their keys in the URL. */
  causes: ReadonlyMap<string, Cause>;
  schemas: ContractJson['schemas'];
  since: ContractJson['since'];
  /** Number of operations of the run. */
  operations: number;
  show: Show;
}) {
  const [shown, setShown] = useState(CAUSES);
  if (causes.size === 0) return null;
  const all = [...causes.values()];
  const count = causeCount(all, since);
  const added = newCauses(all, since);
  return (
    <section id="deviations" aria-labelledby="deviations-title">
      <h2 id="deviations-title">Deviations</h2>
      {[count, groupSentence(all, operations)].map((line) => line !== undefined && <p>{line}</p>)}
      {[...causes].slice(0, shown).map(([key, cause]) => (
        <details class="cause" key={key}>
          <summary>
            <span class="check">{cause.finding.check}</span> {cause.title} {added.has(cause) && <b>new </b>}
            <span class="quiet">
              {pluralize('case', cause.cases.length, true)} of {pluralize('operation', cause.operations.length, true)}
              {cause.first.flaky && ', flaky'}
            </span>
          </summary>
          <CauseDetails
            cause={cause}
            waive={waiveCommand(cause, all)}
            schemas={schemas}
            show={(operation) => show(key, operation)}
          />
        </details>
      ))}
      <More shown={shown} all={causes.size} by={CAUSES} what="cause" show={setShown} />
    </section>
  );
}

/** What is wrong, where it occurs, and the commands that repeat and waive it. */
function CauseDetails({
  cause: { finding, ids, first, cases, operations },
  waive,
  schemas,
  show,
}: {
  cause: Cause;
  waive: string;
  schemas: ContractJson['schemas'];
  show: (operation?: string) => void;
}) {
  return (
    <div class="details">
      <Occurrences cases={cases.length} operations={operations} show={show} />
      <FindingDetails finding={finding} body={first.response?.body ?? null} schemas={schemas} />
      <p>
        First in <b>{first.id}</b>.
      </p>
      <Course one={first} />
      <Copied title="repeat the first case" text={first.curl} />
      <Copied title={ids.length === 1 ? 'waive the finding' : `waive all ${ids.length} findings`} text={waive} />
    </div>
  );
}

/** Where a cause occurs. A click shows its cases, or those in one operation. */
export function Occurrences({
  cases,
  operations,
  show,
}: {
  cases: number;
  operations: readonly string[];
  show: (operation?: string) => void;
}) {
  return (
    <>
      <p>
        <button type="button" onClick={() => show()}>
          Show {cases === 1 ? 'its case' : `its ${cases} cases`}
        </button>{' '}
        or those of one operation:
      </p>
      <Operations operations={operations} show={show} />
    </>
  );
}

/** The operations of a cause. A click on one shows the cases of the cause in it. */
function Operations({ operations, show }: { operations: readonly string[]; show: (operation: string) => void }) {
  const [shown, setShown] = useState(ROWS);
  return (
    <>
      <ul class="operations" aria-label="Operations">
        {operations.slice(0, shown).map((operation) => (
          <li key={operation}>
            <button type="button" onClick={() => show(operation)}>
              {operation}
            </button>
          </li>
        ))}
      </ul>
      <More shown={shown} all={operations.length} what="operation" show={setShown} />
    </>
  );
}
