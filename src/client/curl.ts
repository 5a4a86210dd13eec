import type { CaseRequest } from '../cases/request.ts';
import { shellAuthorization } from './credentials.ts';
import { requestHeaders, type HeaderOptions } from './request-headers.ts';

/** Options of the command. */
export interface CurlOptions extends HeaderOptions {
  /** True if the framing of the response is wrong, which curl shows only with `--raw`. */
  raw?: boolean;
}

/**
 * A command for a POSIX shell that sends the request of a case again. It contains names of environment variables
 * instead of credentials.
 */
export function curl(baseUrl: string, request: CaseRequest, { raw = false, ...sending }: CurlOptions): string {
  const { method, url, auth, body, accept = 'application/json' } = request;
  const headers = requestHeaders({ ...request, accept }, shellAuthorization(auth), sending);
  return [
    raw ? 'curl -sS --raw -v' : 'curl -sS -i',
    ...methodOption(method),
    ...Object.entries(headers).map(([name, value]) =>
      name === 'authorization' ? `-H "authorization: ${value}"` : `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(body === undefined ? [] : [`-H ${quoted(`content-type: ${body.mediaType}`)}`, `-d ${quoted(body.text)}`]),
    quoted(baseUrl + url),
  ].join(' ');
}

/** HEAD needs `-I`: with `-X HEAD`, curl would wait for a body. */
const methodOption = (method: string): string[] =>
  method === 'GET' ? [] : [method === 'HEAD' ? '-I' : `-X ${method}`];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
