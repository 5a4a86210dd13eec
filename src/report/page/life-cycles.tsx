import type { ContractJson } from '../contract-json.ts';
import { flowchart, lifecycleLines } from '../lifecycle-plan.ts';
import { Copied } from './copied.tsx';

/** The plan of the life cycles; nothing unless writes were sent. */
export function LifeCycles({ report: { lifecycles, operations } }: { report: ContractJson }) {
  if (lifecycles === undefined) return null;
  return (
    <section>
      <h2>Life cycles</h2>
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
