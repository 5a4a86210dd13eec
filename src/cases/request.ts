import type { Auth, Scalar } from './fixtures.ts';
import type { Raw } from './url.ts';

/** A request with the name of its credentials instead of the credentials. */
export interface CaseRequest {
  method: string;
  /** Path and query below the base URL, encoded as RFC 3986 specifies. */
  url: string;
  auth: Auth;
  /** Value of the Accept field; absent for a recorded request whose value is unknown. */
  accept?: string;
  /** Value of the If-None-Match field (RFC 9110, section 13.1.2); absent for an unconditional request. */
  ifNoneMatch?: string;
  /** Status that the fault header requests; undefined for a normal request. */
  fault: number | undefined;
  /** Content of a write; absent for a request without one. */
  body?: RequestBody;
}

/** The content of a request. */
export interface RequestBody {
  /** Value of the Content-Type field. */
  mediaType: string;
  text: string;
}

/** Value of a query parameter. A list is sent as a repeated parameter; null omits it. */
export type QueryValue = Scalar | Scalar[] | Raw | null;

/** A request before its URL is built. */
export interface Draft {
  auth: Auth;
  path: Readonly<Record<string, Scalar | Raw>>;
  query: Readonly<Record<string, QueryValue>>;
  /** Environment variables that it requires and that are not set. */
  missing: readonly string[];
  /** Environment variables whose values it contains. */
  given?: readonly string[];
}
