import type { Redact } from '../client/redaction.ts';
import type { HeaderOptions } from '../client/request-headers.ts';
import type { Contract } from '../contract/contract.ts';
import { type DocumentPlace, placeKey } from '../contract/operations.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { waive } from '../waivers/waiver.ts';
import { validWaivers } from './valid-waivers.ts';
import type { CaseSides } from './sides.ts';
import { caseLine } from './case-line.ts';
import { adviceOf, coverageOf } from './coverage.ts';
import { createObservations } from './observations.ts';
import { inPlanOrder } from './read-record.ts';
import type { CaseLine, EndLine, PlanLine, RunRecord, SchemaLine } from './lines.ts';
import type { RecordFile } from './record-file.ts';
import { servedDocument } from './served-document.ts';

/** Writes the record of a run. */
export interface Recorder {
  /**
   * Writes the line of a judged case, and returns it.
   *
   * @param sides the comparison of two servers
   */
  add(judged: JudgedCase, sides?: CaseSides): CaseLine;
  /** Writes the last line, and returns the whole record. */
  end(end: Omit<EndLine, 'type'>): RunRecord;
}

/**
 * Begins a record with its plan. Findings that a waiver covers are marked with it. The part of the contract that a
 * finding names is written once, before the first such finding, so that reports need no contract. A fetched document is
 * named by the file that contains it among the reports.
 *
 * @param redact applied to requests, responses and parts of the contract; verdicts are redacted where they are made
 */
export function createRecorder(
  file: Pick<RecordFile, 'write'>,
  plan: PlanLine,
  contract: Pick<Contract, 'fragment' | 'fetched'>,
  { redact, ...sending }: HeaderOptions & { redact: Redact },
): Recorder {
  file.write(plan);
  const cases: CaseLine[] = [];
  const schemas: Record<string, unknown> = {};
  const observations = createObservations(redact);
  const valid = validWaivers(plan, 'b');
  const served = servedDocument(contract.fetched)?.name;
  const reported = (where: DocumentPlace): DocumentPlace =>
    served === undefined || where.document !== contract.fetched?.document ? where : { ...where, document: served };
  return {
    add(judged, sides) {
      const waived = waive(judged.verdict, judged.case.operation, valid);
      const findings = waived.findings.map((one) => ({ ...one, where: one.where && reported(one.where) }));
      const verdict = { ...waived, findings };
      const line = caseLine({ ...judged, verdict }, plan.target.baseUrl, sending, redact, sides);
      for (const { where } of waived.findings) {
        if (where === null || Object.hasOwn(schemas, placeKey(reported(where)))) continue;
        const schema: SchemaLine = {
          type: 'schema',
          at: placeKey(reported(where)),
          schema: contract.fragment(where, redact),
        };
        schemas[schema.at] = schema.schema;
        file.write(schema);
      }
      file.write(line);
      cases.push(line);
      const advice = (judged.verdict.advice ?? []).map((one) => ({ ...one, where: one.where && reported(one.where) }));
      for (const each of observations.of(line, { ...judged.verdict, advice })) file.write(each);
      return line;
    },
    end(last) {
      const end: EndLine = { type: 'end', ...last };
      file.write(end);
      const { coverage, advice } = observations;
      const observed = { coverage: coverageOf(coverage), advice: adviceOf(advice) };
      return { plan, cases: inPlanOrder(cases, plan), schemas, ...observed, end };
    },
  };
}
