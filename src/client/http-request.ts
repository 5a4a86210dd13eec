/** A request as it goes on the wire. */
export interface HttpRequest {
  method: string;
  /** Absolute URL on the configured origin. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Only the login has one. */
  json?: Readonly<Record<string, string>>;
}

/** Bounds on what one request may take. */
export interface Limits {
  timeoutMs: number;
  /** Largest body, compressed and decompressed. */
  bodyLimitBytes: number;
  /** Certificate of an authority, as PEM, that is believed beside the well-known ones. */
  authority?: string | undefined;
  /** Origin that is asked without a proxy, whatever the environment names. */
  direct?: string | undefined;
  /** Value of the User-Agent field; undefined: the suite's own name and version. */
  userAgent?: string | undefined;
  /** Ends all requests when it is aborted: `ask` then rejects with its reason. */
  signal?: AbortSignal | undefined;
  /** Most requests in any minute. */
  requestsPerMinute?: number | undefined;
}
