import type { CaseRequest } from '../cases/request.ts';

/** The part of the configuration that affects header fields. */
export interface HeaderOptions {
  /** Request header that makes the target return a given status. */
  faultHeader?: string | undefined;
  /** Undefined: the name and version of the suite. */
  userAgent?: string | undefined;
}

/**
 * The header fields of a case's request, as they are sent, recorded and shown.
 *
 * @param authorization the value of the field, or a variable of the shell; undefined if it is not sent
 */
export function requestHeaders(
  { accept, ifNoneMatch, fault }: CaseRequest,
  authorization: string | undefined,
  { faultHeader, userAgent }: HeaderOptions,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (accept !== undefined) headers.accept = accept;
  if (ifNoneMatch !== undefined) headers['if-none-match'] = ifNoneMatch;
  if (userAgent !== undefined) headers['user-agent'] = userAgent;
  if (authorization !== undefined) headers.authorization = authorization;
  if (fault !== undefined && faultHeader !== undefined) headers[faultHeader] = String(fault);
  return headers;
}
