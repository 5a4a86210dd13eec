import type { CaseRequest } from '../cases/request.ts';
import { shellAuthorization } from './credentials.ts';
import { requestHeaders, type Sending } from './request-headers.ts';

/** How a request is to be shown. */
export interface Showing extends Sending {
  /** True where what is wrong is in how the response is written, which curl shows only of a response that it leaves raw. */
  raw?: boolean;
}

/**
 * A line for a POSIX shell that sends a case's request again. Credentials stand in it by the names of their environment
 * variables.
 */
export function curl(baseUrl: string, request: CaseRequest, { raw = false, ...sending }: Showing): string {
  const { method, url, auth, accept = 'application/json' } = request;
  const headers = requestHeaders({ ...request, accept }, shellAuthorization(auth), sending);
  return [
    raw ? 'curl -sS --raw -v' : 'curl -sS -i',
    ...methodWords(method),
    ...Object.entries(headers).map(([name, value]) =>
      name === 'authorization' ? `-H "authorization: ${value}"` : `-H ${quoted(`${name}: ${value}`)}`,
    ),
    quoted(baseUrl + url),
  ].join(' ');
}

/** With `-X HEAD`, curl waits for a body that never comes. */
const methodWords = (method: string): string[] => (method === 'GET' ? [] : [method === 'HEAD' ? '-I' : `-X ${method}`]);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
