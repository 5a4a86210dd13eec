import type { CaseOrigin } from '../config/origins.ts';
import type { Parameter } from '../contract/operations.ts';
import type { Scalar } from './fixtures.ts';
import type { CaseRequest, Draft } from './request.ts';
import type { Write } from './write.ts';

/** Rules of derived and explored cases. Each is the id of a check. */
export const DERIVED_RULES = [
  'authentication-enforced',
  'invalid-input-rejected',
  'unknown-resource-rejected',
  'default-applied',
  'tenant-isolated',
  'permission-enforced',
  'no-server-error',
] as const;

/** Id of the check that decides which statuses a case may receive. */
export type Rule = 'status-expected' | (typeof DERIVED_RULES)[number];

/** A request and its expected statuses. */
export interface Case {
  /** `<document stem> › <status> › <name>`. */
  id: string;
  /** Key of its operation. */
  operation: string;
  origin: CaseOrigin;
  /** Statuses in the notation of fixtures: `404`, `4XX`. */
  expected: readonly string[];
  rule: Rule;
  request: CaseRequest;
  /** Values that the body must contain, by JSON pointer. */
  expect: Readonly<Record<string, Scalar | null>>;
  /** Environment variables that it requires and that are not set. */
  missing: readonly string[];
  /** Environment variables whose values are in its request. */
  given?: readonly string[];
  /** The parameter under test; absent if it tests none. */
  parameter?: { name: string; pointer: string | undefined };
  /**
   * Requests whose responses are compared with the response to the case. For `default-applied`: the same request, two
   * with the default, and the same again. For `unknown-resource-rejected`: the request with the known value. For
   * `tenant-isolated`: the request of the own identity, without credentials, and with names that nobody has.
   */
  companions?: readonly CaseRequest[];
  /**
   * Set if the route of the case might be missing, so the router's own 404 proves nothing: until a 2xx proves that the
   * operation exists, or always, because the value of a parameter may lead to another route.
   */
  mayMissRoute?: 'until-proved' | 'always';
  /** True for the plain request of an operation, which can prove that its route exists. */
  provesRoute?: true;
  /**
   * Set if the request is completed during the run: parameters whose made-up values are replaced by values from other
   * responses, and the drafts that have them: of the request, and of its companions.
   */
  open?: { draft: Draft; parameters: readonly Parameter[]; companions?: readonly Draft[] };
  /** What is known of the organizations when the case is sent. Only reads with the rule `tenant-isolated` have it. */
  tenancy?: {
    /** True for the id of a resource that the run made. */
    isMade(id: string): boolean;
    /** True for the id of the own organization or of one of its projects. */
    isOwner(id: string): boolean;
    /** True for a resource that the other organization is shown without naming one of the own organization. */
    isShared(id: string): boolean;
  };
  /** Where the values of its open parameters come from: the key of an operation; null: they are made up. */
  values?: readonly { parameter: string; from: string | null }[];
  /** The requests of its life cycle before it with their statuses; then itself and the reads that disagree with it. */
  steps?: readonly string[];
  /** Notes on how its request was made. */
  remarks?: readonly string[];
  /** What it does to a resource of the run. Only cases of life cycles have it. */
  write?: Write;
  /** Searches for a smaller case that deviates as well. Only explored cases have it. */
  shrink?: (deviates: (smaller: Case) => Promise<boolean>) => Promise<Shrunk>;
}

/** The result of the search for a smaller case. */
export interface Shrunk {
  /** The smallest case that deviates; undefined if the original case did not deviate again. */
  smallest: Case | undefined;
  seed: number;
  /** Path of fast-check from the seed to the smallest case. */
  path: string;
  /** False if the search reached its limit. */
  isSmallest: boolean;
}

/** True for a case that expects only success. */
export const wantsSuccess = ({ expected }: Case): boolean => expected.every((status) => status.startsWith('2'));

/** The name of a case: the last part of its id. */
export const nameOf = ({ id }: { id: string }): string => id.split(' › ').at(-1) ?? id;
