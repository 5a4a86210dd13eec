import type { CaseSides } from '../../record/sides.ts';
import { causesOf } from '../causes.ts';
import type { ContractJson, ReportedCase } from '../contract-json.ts';

/** The fields of a case that are shown only when it is opened. They are most of the data of a report. */
export type Details = Pick<
  ReportedCase,
  'expected' | 'request' | 'response' | 'notes' | 'values' | 'curl' | 'steps' | 'recordedAt' | 'sides'
>;

/** The details of a case. */
export const detailsOf = (one: ReportedCase): Details => {
  const { expected, request, response, notes, values, curl, steps, recordedAt, sides } = one;
  return {
    expected,
    request,
    response,
    notes,
    values,
    curl,
    ...(steps && { steps }),
    recordedAt,
    ...(sides && { sides }),
  };
};

/**
 * A report in which only the first case of each cause of deviations has its details. The page is interactive before it
 * has the others. Differences of a comparison are shown without cases.
 */
export function outlineOf(report: ContractJson): ContractJson {
  const causes = report.sides === undefined ? causesOf(report.cases) : [];
  const whole = new Set(causes.map(({ first }) => first));
  return { ...report, cases: report.cases.map((one) => (whole.has(one) ? one : withoutDetails(one))) };
}

/** Keeps what the list, its filters and the lists of operations use. */
function withoutDetails({ steps: _, ...one }: ReportedCase): ReportedCase {
  const { request, response, sides } = one;
  const { authorization } = request?.headers ?? {};
  return {
    ...one,
    request: request && {
      method: request.method,
      url: request.url,
      headers: authorization === undefined ? {} : { authorization },
    },
    response: statusOnly(response),
    ...(sides && { sides: withoutShapes(sides) }),
    ...{ expected: [], notes: [], values: [], curl: '', recordedAt: '' },
  };
}

const statusOnly = (response: ReportedCase['response']): ReportedCase['response'] =>
  response && { status: response.status, headers: {}, body: null, durationMs: 0 };

/** Keeps the verdicts and statuses of both sides. */
const withoutShapes = ({ a, b, notCompared }: CaseSides): CaseSides => ({
  a: { ...a, response: statusOnly(a.response), findings: [] },
  b: { ...b, findings: [] },
  ...{ differences: [], notCompared },
});
