import { isSuccess } from '../contract/responses.ts';
import type { ContractJson } from './contract-json.ts';

/** Maximum number of operations that are named in a line. */
const MAX_NAMES = 10;

/**
 * The operations that answered a request without credentials with a 2xx, although the contract does not say whether they
 * require some: nothing is declared, so that nothing could be judged.
 */
export function openOperations({ operations, cases }: Pick<ContractJson, 'operations' | 'cases'>): string[] {
  const answered = new Set(
    cases
      .filter(({ operation, request, response }) => {
        const isOwn = request !== null && operation.startsWith(`${request.method} `);
        return isOwn && request.headers.authorization === undefined && isSuccess(response?.status);
      })
      .map(({ operation }) => operation),
  );
  return operations
    .filter(({ operation, secured }) => !secured && answered.has(operation))
    .map((each) => each.operation);
}

/** One line with the operations that are open to everybody; nothing if there are none. */
export function openLines(
  report: Pick<ContractJson, 'operations' | 'cases' | 'recorded'>,
  mostNames = MAX_NAMES,
): string[] {
  const all = report.recorded === null ? openOperations(report) : [];
  if (all.length === 0) return [];
  const more = all.length > mostNames ? ` and ${all.length - mostNames} more` : '';
  return [`2xx without credentials, and no security is declared: ${all.slice(0, mostNames).join(', ')}${more}`];
}
