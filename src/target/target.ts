import type { CaseRequest } from '../cases/request.ts';
import type { Client } from '../client/client.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { requestHeaders } from '../client/request-headers.ts';
import type { AuthSession } from './auth-session.ts';

/** The server under test. */
export interface Target {
  /** Sends a case's request with its credentials. */
  send(request: CaseRequest): Promise<Reply>;
  /** True if the target itself, not a gateway before it, answers the status request. */
  isReachable(): Promise<boolean>;
}

/** The route that shows whether the target is reachable. */
export const STATUS_PATH = '/api/status';

/** Requests the status, without credentials. */
export const requestStatus = (client: Client, baseUrl: string): Promise<Reply> =>
  client.send({ method: 'GET', url: baseUrl + STATUS_PATH, headers: {} });

/** True for the response of a gateway whose server does not respond (RFC 9110, sections 15.6.3 to 15.6.5). */
export const isGatewayFailure = ({ status }: Response): boolean => [502, 503, 504].includes(status);

/**
 * Why the server at a base URL may not be an Infisical server; null if its status response is that of an Infisical
 * server.
 */
export function doubtOf(baseUrl: string, { status, headers }: Response): string | null {
  const type = headers.get('content-type')?.[0] ?? 'no Content-Type';
  if (status === 200 && type.startsWith('application/json')) return null;
  return `${baseUrl}/api/status answered ${status} with ${type}, unlike an Infisical server`;
}

/**
 * The target of a run. Unless it is disposable, only GET and HEAD requests carry credentials, and no request has a body.
 */
export function createTarget(
  client: Client,
  baseUrl: string,
  authSession: AuthSession,
  { faultHeader, isDisposable }: Pick<Config, 'faultHeader' | 'isDisposable'>,
): Target {
  let checking: Promise<boolean> | undefined;
  const check = async (): Promise<boolean> => {
    const reply = await requestStatus(client, baseUrl);
    checking = undefined;
    return reply.kind === 'response' && !isGatewayFailure(reply);
  };
  return {
    send: (request) =>
      client.send(async () => {
        const { method, url, auth, body } = request;
        await authSession.ensureFresh(auth);
        const mayCarry = isDisposable || method === 'GET' || method === 'HEAD';
        const authorization = mayCarry ? authSession.current().authorization(auth) : undefined;
        const headers = requestHeaders(request, authorization, { faultHeader });
        const mustNotRepeat = isDisposable && (method === 'POST' || method === 'PATCH');
        const content = isDisposable && body !== undefined ? { body } : {};
        return { method, url: baseUrl + url, headers, mustNotRepeat, ...content };
      }),
    isReachable: () => (checking ??= check()),
  };
}
