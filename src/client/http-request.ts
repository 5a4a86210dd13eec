import type { RequestBody } from '../cases/request.ts';

/** A request as it is sent. */
export interface HttpRequest {
  method: string;
  /** Absolute URL on the configured origin. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: RequestBody;
  /** True for a request that gets a connection of its own, because a stale one would cause its repetition. */
  mustNotRepeat?: boolean;
}

/** A JSON body. */
export const jsonBody = (value: unknown): RequestBody => ({
  mediaType: 'application/json',
  text: JSON.stringify(value),
});

/** Limits of a request. */
export interface Limits {
  timeoutMs: number;
  /** Largest body in bytes, compressed and decompressed. */
  bodyLimitBytes: number;
  /** Certificate of an additional authority, as PEM. */
  authority?: string | undefined;
  /** Origin that is always reached directly, never through a proxy. */
  direct?: string | undefined;
  /** Value of the User-Agent field; undefined: name and version of the suite. */
  userAgent?: string | undefined;
  /** Ends all requests when it is aborted; `send` then rejects with its reason. */
  signal?: AbortSignal | undefined;
  /** Maximum number of requests in any minute. */
  requestsPerMinute?: number | undefined;
}
