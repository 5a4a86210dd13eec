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
export const requestHeaders = (
  { accept, ifNoneMatch, fault }: CaseRequest,
  authorization: string | undefined,
  { faultHeader, userAgent }: HeaderOptions,
): Record<string, string> => ({
  ...(accept !== undefined && { accept }),
  ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
  ...(userAgent !== undefined && { 'user-agent': userAgent }),
  ...(authorization !== undefined && { authorization }),
  ...(fault !== undefined && faultHeader !== undefined && { [faultHeader]: String(fault) }),
});
