import type { CaseOrigin } from '../config/origins.ts';
import type { Parameter } from '../contract/operations.ts';
import type { Scalar } from './fixtures.ts';
import type { CaseRequest, Draft } from './request.ts';

/** Id of the check that says which statuses a case's answer may have. */
export type Rule =
  | 'status-expected'
  | 'authentication-enforced'
  | 'invalid-input-rejected'
  | 'unknown-resource-rejected'
  | 'default-applied'
  | 'no-server-error';

/** One request and the statuses it may bring. */
export interface Case {
  /** `<document stem> › <status> › <name>`. */
  id: string;
  /** Key of its operation. */
  operation: string;
  origin: CaseOrigin;
  /** Statuses as a fixture writes them: `404`, `4XX`. */
  expected: readonly string[];
  rule: Rule;
  request: CaseRequest;
  /** Values that the body must hold, by JSON pointer. */
  expect: Readonly<Record<string, Scalar | null>>;
  /** Environment variables without which it cannot be asked. */
  missing: readonly string[];
  /** Environment variables whose values its request has. */
  given?: readonly string[];
  /** The parameter that it is about, where it is about one. */
  parameter?: { name: string; pointer: string | undefined };
  /**
   * Requests whose answers its own is held against: for `default-applied` the same, twice with the default sent, and the
   * same once more; for `unknown-resource-rejected` the one with the known value.
   */
  companions?: readonly CaseRequest[];
  /** True where its path may be none of the server's routes, so that the router's own 404 tells nothing. */
  mayMissRoute?: true;
  /** Parameters whose values other answers of the run may give, and the request that they are put into. */
  discover?: { values: readonly Discovery[]; draft: Draft };
  /** Looks for a smaller case that deviates as well; only what is explored can be made smaller. */
  shrink?: (deviates: (smaller: Case) => Promise<boolean>) => Promise<Shrunk>;
}

/** Where the value of a parameter is looked for: the answer of another case. */
export interface Discovery {
  parameter: Parameter;
  /** Id of the case that asks for the list. */
  from: string;
  /** Key of its operation. */
  operation: string;
}

/** What the search for a smaller case came to. */
export interface Shrunk {
  /** The smallest that was found to deviate; undefined where the case itself did not deviate again. */
  smallest: Case | undefined;
  seed: number;
  /** Where fast-check finds it, from the seed on. */
  path: string;
  /** False where the search ended before nothing smaller was left to try. */
  isSmallest: boolean;
}

/** True for a case that asks for nothing but success. */
export const wantsSuccess = ({ expected }: Case): boolean => expected.every((status) => status.startsWith('2'));

/** What is asked, in words: the last part of a case's id. */
export const nameOf = ({ id }: { id: string }): string => id.split(' › ').at(-1) ?? id;
