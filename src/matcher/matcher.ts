import { fileURLToPath } from 'node:url';
import { type Contract as Loaded, loadContract as load } from '../contract/contract.ts';
import { Problem } from '../problem.ts';
import { judgeAnswer, type MatcherResult } from './judge-answer.ts';
import { type Answer, answerOf } from './answer.ts';

/** A contract that has been read: hand it to {@link toSatisfyContract}. */
export interface Contract {
  /** Its operations by `METHOD /path/template`. */
  readonly operations: ReadonlyMap<string, object>;
}

/** The response of an HTTP client whose body must be waited for: that of fetch. */
export interface Unread {
  clone: () => unknown;
  arrayBuffer: () => Promise<ArrayBuffer>;
}

/** What the matcher gives: something to be waited for where the body must be. */
export type Waited<T, R> = T extends Unread ? Promise<void> : R;

/**
 * Reads a contract.
 *
 * @param spec folder or file with OpenAPI 3.0 or 3.1, or pages of a documentation; by default that of this package
 * @param root folder of the files that the documents may refer to; by default that of the main document
 * @throws Error that names file, line and fix where a document cannot be relied on
 */
export async function loadContract(
  spec: string = fileURLToPath(new URL('../specs', import.meta.url)),
  root?: string,
): Promise<Contract> {
  try {
    return await load(spec, (url) => Promise.reject(new Error(`${url}: only files are read`)), root);
  } catch (error) {
    throw error instanceof Problem ? new Error(error.line) : error;
  }
}

/**
 * A matcher for Jest: holds the response of got, fetch, axios or supertest to what the contract declares for its status.
 *
 * @param operation key of the operation that was asked: `GET /api/v1/groups`
 * @returns for a response of fetch a promise, which must be awaited
 * @throws Error where the contract has no such operation, it is no such response, or nothing can be said of it
 */
export function toSatisfyContract(
  received: unknown,
  contract: Contract,
  operation: string,
): MatcherResult | Promise<MatcherResult> {
  const answer = answerOf(received);
  const judge = (one: Answer): MatcherResult => judgeAnswer(one, contract as Loaded, operation);
  return 'then' in answer ? answer.then(judge) : judge(answer);
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> {
    toSatisfyContract(contract: Contract, operation: string): Waited<T, R>;
  }
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the name that @types/jest gives it
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- as @types/jest declares it
    interface Matchers<R, T = {}> {
      toSatisfyContract(contract: Contract, operation: string): Waited<T, R>;
    }
  }
}
