import type { ContractJson } from '../contract-json.ts';
import { flowchart, lifecycleLines } from '../lifecycle-plan.ts';
import { KINDS, reachByArea, reachRow, reachSentence } from '../reach.ts';
import { Copied } from './copied.tsx';

/** Which operations of each area were reached, and the plan of the life cycles; nothing unless writes were sent. */
export function LifeCycles({ report }: { report: ContractJson }) {
  const { lifecycles, operations } = report;
  if (lifecycles === undefined) return null;
  return (
    <section>
      <h2>Reach</h2>
      <p>{reachSentence(report) ?? `reached all ${operations.length} operations`}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Reach">
        <table class="reach">
          <thead>
            <tr>
              <th scope="col">area</th>
              {KINDS.map((kind) => (
                <th scope="col">{kind}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reachByArea(report).map((one) => (
              <tr>
                <th scope="row">{one.area}</th>
                {reachRow(one).map((cell) => (
                  <td>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details>
        <summary>The operations of each life cycle</summary>
        <pre tabIndex={0}>{lifecycleLines(lifecycles, operations).join('\n')}</pre>
      </details>
      <details>
        <summary>Which creates need the resources of which others (Mermaid flowchart)</summary>
        <Copied text={flowchart(lifecycles)} />
      </details>
    </section>
  );
}
