import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContractJson, ReportedCase } from '../contract-json.ts';
import { CaseDetails } from './case.tsx';
import { type Complete, useDetails } from './details.ts';

/** A row of the list. Its details are rendered when it is opened, because there may be thousands of cases. */
export function CaseRow({
  one,
  complete,
  schemas,
  open,
  toggle,
}: {
  one: ReportedCase;
  complete: Complete;
  schemas: ContractJson['schemas'];
  open: boolean;
  toggle: (open: boolean) => void;
}) {
  const [opened, setOpened] = useState(open);
  const whole = useDetails(one, opened || open, complete);
  const row = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <details
      ref={row}
      class="case"
      open={open}
      onToggle={(event) => {
        const now = event.currentTarget.open;
        setOpened(now || opened);
        if (now !== open) toggle(now);
      }}
    >
      <summary>
        <span class={`state ${one.verdict}`}>{one.verdict}</span> {one.id} <span class="quiet">{statusText(one)}</span>
      </summary>
      {whole !== undefined && <CaseDetails one={whole} schemas={schemas} />}
    </details>
  );
}

/** The received status, or those of both servers. */
function statusText({ response, reason, sides }: ReportedCase): string | null {
  if (sides === undefined) return response === null ? reason : String(response.status);
  const [a, b] = [sides.a.response, response].map((each) => each?.status ?? 'none');
  return `a ${a} | b ${b}${sides.notCompared === null ? '' : `, ${sides.notCompared}`}`;
}
