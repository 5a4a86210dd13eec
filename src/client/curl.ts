import type { CaseRequest } from '../cases/case.ts';
import { shellAuthorization } from './credentials.ts';

/**
 * A line for a POSIX shell that sends a case's request again. Credentials stand in it by the names of their environment
 * variables.
 */
export function curl(
  baseUrl: string,
  { method, url, auth, fault }: CaseRequest,
  faultHeader: string | undefined,
): string {
  const authorization = shellAuthorization(auth);
  return [
    'curl -sS -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    "-H 'accept: application/json'",
    ...(authorization === undefined ? [] : [`-H "authorization: ${authorization}"`]),
    ...(fault === undefined || faultHeader === undefined ? [] : [`-H '${faultHeader}: ${fault}'`]),
    `'${(baseUrl + url).replaceAll("'", "'\\''")}'`,
  ].join(' ');
}
