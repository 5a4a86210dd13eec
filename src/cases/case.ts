import type { Auth, Scalar } from './fixtures.ts';

/** Who made a case. */
export type Origin = 'fixture' | 'derived' | 'hostile' | 'explored';

/** A request, complete but for its credentials, which only their names stand for. */
export interface CaseRequest {
  method: string;
  /** Path and query below the base URL, encoded by RFC 3986. */
  url: string;
  auth: Auth;
  /** Status that the target is told to answer. */
  fault: number | undefined;
}

/** One request and the statuses it may bring. */
export interface Case {
  /** `<document stem> › <status> › <name>`. */
  id: string;
  /** Key of its operation. */
  operation: string;
  origin: Origin;
  /** Statuses as a fixture writes them: `404`, `4XX`. */
  expected: readonly string[];
  request: CaseRequest;
  /** Values that the body must hold, by JSON pointer. */
  expect: Readonly<Record<string, Scalar | null>>;
  /** Environment variables without which it cannot be asked. */
  missing: readonly string[];
}

/** True for a case that asks for nothing but success. */
export const wantsSuccess = ({ expected }: Case): boolean => expected.every((status) => status.startsWith('2'));
