import type { Contract } from '../contract/contract.ts';
import { isExpired, waive } from '../waivers/waiver.ts';
import type { Redact } from '../client/redaction.ts';
import type { Sending } from '../client/request-headers.ts';
import { caseLine } from './case-line.ts';
import type { Judged } from './judging.ts';
import { placeKey } from './place-key.ts';
import type { CaseLine, PlanLine } from './record.ts';
import type { RecordFile } from './record-file.ts';

/** Writes down what is said of a case, and gives what was written. */
export type Recorder = (judged: Judged) => CaseLine;

/**
 * Begins a record with its plan, and makes what goes on with it: known deviations are waived, and before the first
 * finding that names a place of the contract comes what stands there.
 *
 * @param redact applied to the values of requests and responses; verdicts are redacted where they are made
 */
export function createRecorder(
  file: Pick<RecordFile, 'write'>,
  plan: PlanLine,
  contract: Pick<Contract, 'fragment'>,
  { redact, ...sending }: Sending & { redact: Redact },
): Recorder {
  file.write(plan);
  const shown = new Set<string>();
  const holding = plan.waivers.filter((waiver) => !isExpired(waiver, plan.startedAt));
  return (judged) => {
    const verdict = waive(judged.verdict, judged.case.operation, holding);
    const line = caseLine({ ...judged, verdict }, plan.target.baseUrl, sending, redact);
    for (const { where } of line.findings) {
      if (where === null || shown.has(placeKey(where))) continue;
      shown.add(placeKey(where));
      file.write({ type: 'schema', at: placeKey(where), schema: contract.fragment(where) });
    }
    file.write(line);
    return line;
  };
}
