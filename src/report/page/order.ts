import type { OperationCells } from '../../record/cells.ts';
import type { ReportedCase } from '../contract-json.ts';

/** Verdicts whose cases come first in the list. */
const FIRST: readonly string[] = ['deviating', 'inconclusive', 'not-judged'];

/** The cases, first those that deviate or were not judged. If none deviates, they stay in the order of the plan. */
export function casesInOrder(cases: readonly ReportedCase[]): readonly ReportedCase[] {
  if (!cases.some(({ verdict }) => verdict === 'deviating')) return cases;
  const rest = cases.filter(({ verdict }) => !FIRST.includes(verdict));
  return [...FIRST.flatMap((verdict) => cases.filter((one) => one.verdict === verdict)), ...rest];
}

/**
 * The operations with a deviating case. None of their cells deviates if the response has a status that the contract
 * does not declare.
 */
export const deviatingOperations = (cases: readonly ReportedCase[]): ReadonlySet<string> =>
  new Set(cases.filter(({ verdict }) => verdict === 'deviating').map(({ operation }) => operation));

/** The operations, first those that deviate. */
export const operationsInOrder = <T extends Pick<OperationCells, 'operation'>>(
  operations: readonly T[],
  deviating: ReadonlySet<string>,
): readonly T[] => [
  ...operations.filter(({ operation }) => deviating.has(operation)),
  ...operations.filter(({ operation }) => !deviating.has(operation)),
];
