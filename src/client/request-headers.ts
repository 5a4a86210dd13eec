import type { CaseRequest } from '../cases/request.ts';

/** What the configuration adds to requests. */
export interface Sending {
  /** Request header by which the target can be told to answer a declared status. */
  faultHeader?: string | undefined;
  /** Undefined: the suite's own. */
  userAgent?: string | undefined;
}

/**
 * The header fields of a case's request, as they are sent, recorded and shown.
 *
 * @param authorization its value, or the name of a variable that stands for it
 */
export const requestHeaders = (
  { accept, fault }: CaseRequest,
  authorization: string | undefined,
  { faultHeader, userAgent }: Sending,
): Record<string, string> => ({
  ...(accept !== undefined && { accept }),
  ...(userAgent !== undefined && { 'user-agent': userAgent }),
  ...(authorization !== undefined && { authorization }),
  ...(fault !== undefined && faultHeader !== undefined && { [faultHeader]: String(fault) }),
});
