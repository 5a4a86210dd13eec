import { isSuccess } from '../contract/responses.ts';
import type { OperationCells } from './cells.ts';
import type { CaseLine } from './lines.ts';
import type { CaseSides } from './sides.ts';

/** Reasons for a run that received only errors, or only public responses. */
export const NO_SUCCESS = 'no conforming 2xx was received';
export const NO_COMMON_SUCCESS = 'no case received a conforming 2xx from both servers';
export const NO_SECURED_SUCCESS = 'no conforming 2xx was received from an operation that requires credentials';

/**
 * The reason why a run does not prove that requests succeed; undefined if it does. If any operation requires
 * credentials, by its declaration or because it refuses requests without them, one of those must have succeeded: a
 * public 2xx does not prove that the token is valid.
 */
export function missingSuccess(
  operations: readonly Pick<OperationCells, 'operation' | 'secured'>[],
  cases: readonly Answered[],
): string | undefined {
  const successes = cases.filter(isProvedSuccess);
  if (successes.length === 0) return cases.some(({ sides }) => sides !== undefined) ? NO_COMMON_SUCCESS : NO_SUCCESS;
  const secured = new Set(operations.filter((each) => each.secured).map(({ operation }) => operation));
  const refusing = new Set(cases.filter(isRefusedAnonymously).map(({ operation }) => operation));
  const isProof = ({ operation, request }: Answered) =>
    secured.has(operation) || (refusing.has(operation) && request?.headers.authorization !== undefined);
  return secured.size + refusing.size === 0 || successes.some(isProof) ? undefined : NO_SECURED_SUCCESS;
}

type Answered = Pick<CaseLine, 'operation' | 'origin' | 'expected' | 'verdict' | 'request' | 'response' | 'sides'>;

/** The operations that returned a conforming 2xx. */
export const successesOf = (cases: readonly Answered[]): Set<string> =>
  new Set(cases.filter(isProvedSuccess).map(({ operation }) => operation));

/** True for a refusal for lack of credentials. Hostile and explored requests may be refused for other reasons. */
const isRefusedAnonymously = ({ origin, request, response }: Answered): boolean =>
  (origin === 'fixture' || origin === 'derived') &&
  (request?.method === 'GET' || request?.method === 'HEAD') &&
  request.headers.authorization === undefined &&
  (response?.status === 401 || response?.status === 403);

/**
 * True for a 2xx to the operation's own method, if it has no open findings; other methods are undeclared. A waived 2xx
 * counts if the case expected success. In a comparison, both servers must have given it, and it may differ.
 */
const isProvedSuccess = (one: Answered): boolean =>
  one.request !== null &&
  one.operation.startsWith(`${one.request.method} `) &&
  (one.sides === undefined ? isProved(one, one.expected) : isProvedByBoth(one.sides, one.response));

const isProvedByBoth = ({ a, b }: CaseSides, ofB: CaseLine['response']): boolean =>
  [a, { ...b, response: ofB }].every((side) => isProved(side, []));

const isProved = (
  { verdict, response }: Pick<CaseLine, 'verdict' | 'response'>,
  expected: readonly string[],
): boolean =>
  (verdict === 'conforming' || (verdict === 'waived' && expected.every((status) => status.startsWith('2')))) &&
  response !== null &&
  isSuccess(response.status);
