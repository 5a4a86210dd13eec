import { accessLines, accessReview, shownAccess } from '../access.ts';
import type { ContractJson } from '../contract-json.ts';
import { openLines } from '../open-operations.ts';

/** What each identity may do, by operation; nothing unless identities with limited rights sent requests. */
export function Access({ report }: { report: ContractJson }) {
  const { identities, rows } = accessReview(report);
  const open = openLines(report, Infinity);
  if (rows.length === 0 && open.length === 0) return null;
  return (
    <section>
      <h2>Access</h2>
      <ul>
        {[...open, ...accessLines(report)].map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      {rows.length > 0 && <Review identities={identities} rows={rows} />}
    </section>
  );
}

/** The table of operations and identities. */
function Review({ identities, rows }: ReturnType<typeof accessReview>) {
  return (
    <>
      <p class="quiet">
        The viewer, the service token and the identity without access send writes only; the foreign identity names
        resources of this organization. An empty field: no request was sent.
      </p>
      <details>
        <summary>What each identity received, by operation</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label="Access">
          <table class="reach">
            <thead>
              <tr>
                <th scope="col">operation</th>
                {identities.map((each) => (
                  <th scope="col">{each}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ operation, access }) => (
                <tr>
                  <th scope="row">{operation}</th>
                  {identities.map((each) => (
                    <td>{shownAccess(access[each])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
