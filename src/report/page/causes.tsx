import pluralize from 'pluralize';
import { useState } from 'preact/hooks';
import { type Cause, causeCount } from '../causes.ts';
import type { ContractJson } from '../contract-json.ts';
import { Course, FindingDetails } from './case.tsx';
import { Copied } from './copied.tsx';
import { More } from './more.tsx';

/** Causes per page of the list. */
const CAUSES = 25;

/** Deviations, grouped by cause. */
export function Causes({
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
  const count = causeCount(causes);
  return (
    <section id="deviations" aria-labelledby="deviations-title">
      <h2 id="deviations-title">Deviations</h2>
      {count !== undefined && <p>{count}</p>}
      {causes.slice(0, shown).map(({ finding, title, first, cases, operations }) => (
        <details class="cause">
          <summary>
            <span class="check">{finding.check}</span> {title}{' '}
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
            <Course one={first} />
            <Copied text={first.curl} />
          </div>
        </details>
      ))}
      <More shown={shown} all={causes.length} by={CAUSES} show={setShown} />
    </section>
  );
}
