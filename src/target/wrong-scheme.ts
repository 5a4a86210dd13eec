import type { Client } from '../client/client.ts';
import type { Reply, TransportError } from '../client/reply.ts';
import { requestStatus } from './target.ts';

/** Why a server is not judged, and what a user does about it. */
export interface Rejection {
  message: string;
  fix: string;
}

/**
 * Recognizes plain HTTP to a port that speaks TLS, or the other way round: where the answer may come of that, the same
 * host and port are asked once by the other scheme.
 */
export async function otherScheme(client: Client, baseUrl: string, reply: Reply): Promise<Rejection | undefined> {
  const [scheme, other] = baseUrl.startsWith('https:') ? ['https', 'http'] : ['http', 'https'];
  if (reply.kind === 'transport-error' && !maySpeak(other, reply)) return undefined;
  const { hostname, port, pathname } = new URL(baseUrl);
  const samePort = port === '' ? (scheme === 'http' ? '80' : '443') : port;
  const swapped = `${other}://${hostname}:${samePort}${pathname.replace(/\/$/, '')}`;
  const second = await requestStatus(client, swapped);
  const speaks =
    second.kind === 'response'
      ? other === 'https' || second.status !== 400
      : other === 'https' && isCertificate(second);
  if (!speaks) return undefined;
  return {
    message: `${baseUrl}: ${scheme} was answered by ${other === 'https' ? 'TLS' : 'plain HTTP'}`,
    fix: `Try ${other}: set CONTRACT_BASE_URL to ${swapped}`,
  };
}

/** How a server of the other scheme answers: TLS with a reset or what is not HTTP, plain HTTP with what is not TLS. */
const maySpeak = (other: string, error: TransportError): boolean =>
  other === 'https'
    ? ['reset', 'not-http', 'failed'].includes(error.reason)
    : error.reason === 'tls' && !isCertificate(error);

/** A certificate that is not accepted came by TLS. */
const isCertificate = ({ reason, message }: TransportError): boolean =>
  reason === 'tls' && message.includes('certificate');
