import { useState } from 'preact/hooks';
import type { Coverage } from '../../record/coverage.ts';
import type { ContractJson } from '../contract-json.ts';
import { depthSentence } from '../depth.ts';
import { More, ROWS } from './more.tsx';

/** Which parts of the schemas of successful responses were seen; nothing if all were, of a few operations. */
export function Depth({ report }: { report: ContractJson }) {
  const [shown, setShown] = useState(ROWS);
  const sentence = depthSentence(report);
  const partly = (report.coverage ?? []).filter(({ unseen }) => unseen.length > 0);
  if (sentence === undefined) return null;
  return (
    <section>
      <h2>Depth</h2>
      <p>{sentence}</p>
      {partly.length > 0 && (
        <details>
          <summary>The parts that no response contained, by operation</summary>
          {partly.slice(0, shown).map((one) => (
            <Parts key={`${one.operation} ${one.status}`} one={one} />
          ))}
          <More shown={shown} all={partly.length} what="response" show={setShown} />
        </details>
      )}
    </section>
  );
}

/** The schema of a response as a list of its parts. They are rendered when they are opened. */
function Parts({ one: { operation, status, seen, unseen } }: { one: Coverage }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="part" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        {operation} {status}{' '}
        <span class="quiet">
          {seen.length} of {seen.length + unseen.length} seen
        </span>
      </summary>
      {isOpen && (
        <pre tabIndex={0}>
          {[...unseen.map((point) => `·  ${point}`), ...seen.map((point) => `✓  ${point}`)].join('\n')}
        </pre>
      )}
    </details>
  );
}
