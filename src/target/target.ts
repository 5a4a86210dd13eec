import type { CaseRequest } from '../cases/request.ts';
import type { Client } from '../client/client.ts';
import type { Reply, Response } from '../client/reply.ts';
import { requestHeaders } from '../client/request-headers.ts';
import type { AuthSession } from './auth-session.ts';

/** The server under test, as the run speaks to it. */
export interface Target {
  /** Sends a case's request with its credentials. */
  send(request: CaseRequest): Promise<Reply>;
  /** True where the target, and no gateway before it, answers the smoke request. */
  isReachable(): Promise<boolean>;
}

/** The route that shows whether the target is there. */
export const STATUS = '/api/status';

/** Asks for the status, without credentials. */
export const requestStatus = (client: Client, baseUrl: string): Promise<Reply> =>
  client.ask({ method: 'GET', url: baseUrl + STATUS, headers: {} });

/** What a gateway says whose server does not answer (RFC 9110, sections 15.6.3 to 15.6.5). */
export const isGatewayFailure = ({ status }: Response): boolean => [502, 503, 504].includes(status);

/** Why what stands at a base URL may be no Infisical; null where its status is as one's. */
export function doubtOf(baseUrl: string, { status, headers }: Response): string | null {
  const type = headers.get('content-type')?.[0] ?? 'no Content-Type';
  if (status === 200 && type.startsWith('application/json')) return null;
  return `${baseUrl}/api/status answered ${status} with ${type}, as no Infisical does`;
}

/**
 * The target of a run. Only GET and HEAD are ever sent with credentials.
 *
 * @param faultHeader header by which the target is told to answer a status
 */
export function createTarget(
  client: Client,
  baseUrl: string,
  identities: AuthSession,
  faultHeader: string | undefined,
): Target {
  let looking: Promise<boolean> | undefined;
  const look = async (): Promise<boolean> => {
    const reply = await requestStatus(client, baseUrl);
    looking = undefined;
    return reply.kind === 'response' && !isGatewayFailure(reply);
  };
  return {
    send: (request) =>
      client.ask(async () => {
        const { method, url, auth } = request;
        await identities.ensureFresh(auth);
        const mayCarry = method === 'GET' || method === 'HEAD';
        const authorization = mayCarry ? identities.current().authorization(auth) : undefined;
        return { method, url: baseUrl + url, headers: requestHeaders(request, authorization, { faultHeader }) };
      }),
    isReachable: () => (looking ??= look()),
  };
}
