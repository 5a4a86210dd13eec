import type { CaseRequest } from '../cases/case.ts';
import type { Client } from '../client/client.ts';
import type { Credentials } from '../client/credentials.ts';
import type { Reply } from '../client/reply.ts';

/** The server under test, as the run speaks to it. */
export interface Target {
  baseUrl: string;
  /** Sends a case's request with its credentials. */
  send(request: CaseRequest): Promise<Reply>;
  /** True where the target gives any HTTP answer to `GET /api/status`. */
  isReachable(): Promise<boolean>;
  /** Requests sent, by method. */
  requests: Record<string, number>;
}

/** @param faultHeader header by which the target is told to answer a status */
export function createTarget(
  client: Client,
  baseUrl: string,
  credentials: Credentials,
  faultHeader: string | undefined,
): Target {
  const requests: Record<string, number> = {};
  const count = (method: string) => (requests[method] = (requests[method] ?? 0) + 1);
  let smoke: Promise<boolean> | undefined;
  return {
    baseUrl,
    requests,
    send({ method, url, auth, fault }) {
      count(method);
      const authorization = credentials.authorization(auth);
      return client.ask({
        method,
        url: baseUrl + url,
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(fault !== undefined && faultHeader !== undefined && { [faultHeader]: String(fault) }),
        },
      });
    },
    isReachable() {
      smoke ??= (async () => {
        count('GET');
        const { kind } = await client.ask({ method: 'GET', url: `${baseUrl}/api/status`, headers: {} });
        smoke = undefined;
        return kind === 'response';
      })();
      return smoke;
    },
  };
}
