import type { Auth, Scalar } from './fixtures.ts';

/** A request, complete but for its credentials, which only their names stand for. */
export interface CaseRequest {
  method: string;
  /** Path and query below the base URL, encoded by RFC 3986. */
  url: string;
  auth: Auth;
  /** Value of the Accept field; absent where others sent the request and it is not known. */
  accept?: string;
  /** Status that the target is told to answer. */
  fault: number | undefined;
}

/** What a query parameter is given: a list sends it repeatedly, null leaves it out. */
export type QueryValue = Scalar | Scalar[] | null;

/** A request whose URL is not built yet. */
export interface Draft {
  auth: Auth;
  path: Readonly<Record<string, Scalar>>;
  query: Readonly<Record<string, QueryValue>>;
  /** Environment variables that it needs and nobody set. */
  missing: readonly string[];
  /** Environment variables whose values are in it. */
  given?: readonly string[];
}
