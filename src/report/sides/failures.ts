import { placeKey } from '../../contract/operations.ts';
import type { Finding } from '../../verdict/finding.ts';
import type { ReportedCase } from '../contract-json.ts';
import { type ComparisonReport, classOf } from './classes.ts';
import { type DifferenceCause, sidesOf } from './sides.ts';

/** A failed test for reports that have tests: a cause of differences that fails. */
export interface SidesFailure {
  /** Without values of one comparison, so that it is the same in every comparison. */
  name: string;
  /** The class of the difference. */
  type: string;
  cause: DifferenceCause;
  /** The first case with it. */
  first: ReportedCase | undefined;
  /** The place in the contract that b breaks; undefined if the contract allows the difference. */
  where: NonNullable<Finding['where']> | undefined;
  lines: string[];
}

/** The causes of some cases that fail, in the order of the report. */
export function failuresOfSides({ sides }: ComparisonReport, cases: readonly ReportedCase[]): SidesFailure[] {
  const byId = new Map(cases.map((one) => [one.id, one]));
  return sidesOf(sides, cases, [])
    .differences.filter((cause) => cause.fails)
    .map((cause) => {
      const { kind, pointer, message, a, b, ids } = cause;
      const first = byId.get(cause.cases[0] ?? '');
      const where = first?.findings.find(({ id }) => ids.includes(id))?.where ?? undefined;
      const subject = [kind, pointer].filter((part) => part !== '').join(' ');
      return {
        name: `${classOf(cause)} · ${subject}: ${kind === 'length' ? 'the length of the list differs' : message}`,
        type: classOf(cause),
        ...{ cause, first, where },
        lines: [
          `${message} (a: ${a} → b: ${b})`,
          ...(where === undefined ? [] : [`declared in ${placeKey(where)}, line ${where.line}`]),
          ...cause.cases.map((id) => `case: ${id}`),
          ...(first === undefined ? [] : [`repeat with b: ${first.curl}`]),
        ],
      };
    });
}
