import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operations.ts';
import type { Case } from './case.ts';
import { idStem } from './derive.ts';
import { type Known, requestOf, requiredDraft } from './draft.ts';
import type { Auth } from './fixtures.ts';

/** Names of the cases that send the plain request of an operation. */
export const AS_DOCUMENTED = 'as documented';
export const BY_A_USER = 'as documented, by a user';

/** Credentials that read on their own behalf, each with the name of its case. */
const READERS: readonly [auth: Auth, name: string][] = [
  ['token', AS_DOCUMENTED],
  ['user', BY_A_USER],
];

/**
 * Makes one case for each GET without a fixture and each identity. The value of a required parameter comes from the
 * variable of its name, from other responses of the run, or is made up. Any status but 5XX is expected. If all values
 * are configured, the status must be declared. The route may be missing.
 *
 * @param skipped keys of the operations that have a fixture or are excluded
 */
export function plainCases(contract: Contract, skipped: ReadonlySet<string>, known: Known): Case[] {
  const readers = READERS.filter(([auth]) => known.credentials.has(auth));
  const reads = [...contract.operations.values()].filter(
    ({ key, method, responses }) => method === 'GET' && !skipped.has(key) && responses.size > 0,
  );
  return reads.flatMap((operation) =>
    (readers.length > 0 ? readers : [['none', AS_DOCUMENTED] as const]).map(([auth, name]): Case => {
      const { draft, open } = requiredDraft(operation, auth, known.variables);
      return {
        id: `${idStem(operation, contract)} › any › ${name}`,
        operation: operation.key,
        origin: 'derived',
        expected: open.length === 0 ? declaredExcept5xx(operation) : ['2XX', '3XX', '4XX'],
        rule: open.length === 0 ? 'status-expected' : 'no-server-error',
        request: requestOf(operation, draft),
        expect: {},
        missing: [],
        given: draft.given ?? [],
        mayMissRoute: 'until-proved',
        provesRoute: true,
        open: { draft, parameters: open },
      };
    }),
  );
}

const declaredExcept5xx = ({ responses }: Operation): string[] => {
  const statuses = [...responses.keys()].filter((status) => !status.startsWith('5'));
  return statuses.length > 0 ? statuses : ['2XX'];
};
