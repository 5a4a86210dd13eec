import { BUILT_IN_SPECS } from '../config/folders.ts';
import { type Contract as Loaded, loadContract as load } from '../contract/contract.ts';
import { Problem } from '../problem.ts';
import { judgeAnswer } from './judge-answer.ts';
import { type Answer, answerOf } from './answer.ts';

/** A loaded contract, for {@link toSatisfyContract}. */
export interface Contract {
  /** Its operations by `METHOD /path/template`. */
  readonly operations: ReadonlyMap<string, object>;
}

/** Expectations of the caller, in addition to the contract. */
export interface Expectation {
  /** Status code of the response. Without it, any response that the contract declares satisfies it, such as a 401. */
  status?: number;
}

/** The result of a Jest matcher (https://jestjs.io/docs/expect#custom-matchers-api). */
export interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** The response of a client whose body must be awaited: that of fetch. */
export interface Unread {
  clone: () => unknown;
  arrayBuffer: () => Promise<ArrayBuffer>;
}

/** The result of the matcher: a promise if the body must be awaited. */
export type Waited<T, R> = T extends Unread ? Promise<void> : R;

/**
 * Loads a contract.
 *
 * @param spec folder or file with OpenAPI 3.0 or 3.1, or with documentation pages; default: the specs of this package
 * @param root folder of the files that documents may refer to; default: the folder of the main document
 * @throws Error with file, line and fix if a document is invalid
 */
export async function loadContract(spec: string = BUILT_IN_SPECS, root?: string): Promise<Contract> {
  try {
    return await load(spec, (url) => Promise.reject(new Error(`${url}: only files are read`)), root);
  } catch (error) {
    throw error instanceof Problem ? new Error(error.line) : error;
  }
}

/**
 * A Jest matcher that judges the response of got, fetch, axios or supertest by the contract.
 *
 * @param operation key of the requested operation: `GET /api/v1/groups`
 * @param expected the expected status
 * @returns for a response of fetch a promise, which must be awaited
 * @throws Error if the contract does not have the operation, or the value is not a response or cannot be judged
 */
export function toSatisfyContract(
  received: unknown,
  contract: Contract,
  operation: string,
  expected: Expectation = {},
): MatcherResult | Promise<MatcherResult> {
  const answer = answerOf(received);
  const judge = (one: Answer): MatcherResult => judgeAnswer(one, contract as Loaded, operation, expected.status);
  return 'then' in answer ? answer.then(judge) : judge(answer);
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    toSatisfyContract(contract: Contract, operation: string, expected?: Expectation): Waited<T, R>;
  }
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- @types/jest uses this namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- as @types/jest declares it
    interface Matchers<R, T = {}> {
      toSatisfyContract(contract: Contract, operation: string, expected?: Expectation): Waited<T, R>;
    }
  }
}
