import type { Contract } from '../contract/contract.ts';
import { isExpired, waive } from '../waivers/waiver.ts';
import type { Redact } from '../client/redaction.ts';
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
 */
export function createRecorder(
  file: Pick<RecordFile, 'write'>,
  plan: PlanLine,
  contract: Pick<Contract, 'fragment'>,
  { faultHeader, redact = (text) => text }: { faultHeader?: string | undefined; redact?: Redact } = {},
): Recorder {
  file.write(plan);
  const shown = new Set<string>();
  const holding = plan.waivers.filter((waiver) => !isExpired(waiver, plan.startedAt));
  return (judged) => {
    const verdict = waive(judged.verdict, judged.case.operation, holding);
    const line = redacted(caseLine({ ...judged, verdict }, plan.target.baseUrl, faultHeader), redact);
    for (const { where } of line.findings) {
      if (where === null || shown.has(placeKey(where))) continue;
      shown.add(placeKey(where));
      file.write({ type: 'schema', at: placeKey(where), schema: contract.fragment(where) });
    }
    file.write(line);
    return line;
  };
}

/** Takes secrets out of what a server has a say in, and leaves the rest, of which any word may be somebody's cookie. */
function redacted(line: CaseLine, redact: Redact): CaseLine {
  const { response, findings } = line;
  return {
    ...line,
    response: response && {
      ...response,
      headers: values(response.headers, redact),
      body: inside(response.body, redact),
    },
    findings: findings.map((finding) => {
      const { pointer, expected, received, message } = finding;
      const texts = { pointer, expected, received, message };
      return { ...finding, ...values(texts, redact) };
    }),
    notes: inside(line.notes, redact),
  };
}

/** Header fields keep their names. */
const values = (headers: Record<string, string>, redact: Redact): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value)]));

/** The same value with each text of it, names of properties among them, redacted. */
function inside<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => inside(item, redact)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [redact(name), inside<unknown>(part, redact)]),
  ) as T;
}
