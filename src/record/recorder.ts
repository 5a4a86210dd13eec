import type { Redact } from '../client/redaction.ts';
import type { HeaderOptions } from '../client/request-headers.ts';
import type { Contract } from '../contract/contract.ts';
import { placeKey } from '../contract/operations.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { isExpired, waive } from '../waivers/waiver.ts';
import { caseLine } from './case-line.ts';
import { inPlanOrder } from './read-record.ts';
import type { CaseLine, EndLine, PlanLine, RunRecord, SchemaLine } from './lines.ts';
import type { RecordFile } from './record-file.ts';

/** Writes the record of a run. */
export interface Recorder {
  /** Writes the line of a judged case, and returns it. */
  add(judged: JudgedCase): CaseLine;
  /** Writes the last line, and returns the whole record. */
  end(end: Omit<EndLine, 'type'>): RunRecord;
}

/**
 * Begins a record with its plan. Findings that a waiver covers are marked with it. The part of the contract that a
 * finding names is written once, before the first such finding, so that reports need no contract.
 *
 * @param redact applied to requests, responses and parts of the contract; verdicts are redacted where they are made
 */
export function createRecorder(
  file: Pick<RecordFile, 'write'>,
  plan: PlanLine,
  contract: Pick<Contract, 'fragment'>,
  { redact, ...sending }: HeaderOptions & { redact: Redact },
): Recorder {
  file.write(plan);
  const cases: CaseLine[] = [];
  const schemas: Record<string, unknown> = {};
  const valid = plan.waivers.filter((waiver) => !isExpired(waiver, plan.startedAt));
  return {
    add(judged) {
      const verdict = waive(judged.verdict, judged.case.operation, valid);
      const line = caseLine({ ...judged, verdict }, plan.target.baseUrl, sending, redact);
      for (const { where } of line.findings) {
        if (where === null || Object.hasOwn(schemas, placeKey(where))) continue;
        const schema: SchemaLine = {
          type: 'schema',
          at: placeKey(where),
          schema: contract.fragment(where, redact),
        };
        schemas[schema.at] = schema.schema;
        file.write(schema);
      }
      file.write(line);
      cases.push(line);
      return line;
    },
    end(last) {
      const end: EndLine = { type: 'end', ...last };
      file.write(end);
      return { plan, cases: inPlanOrder(cases, plan), schemas, end };
    },
  };
}
