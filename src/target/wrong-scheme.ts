import type { Client } from '../client/client.ts';
import type { Reply, TransportError } from '../client/reply.ts';
import { requestStatus } from './target.ts';

/** Why a server is not judged, and what to do about it. */
export interface Rejection {
  message: string;
  fix: string;
}

/**
 * Recognizes plain HTTP to a TLS port, or the reverse: if a wrong scheme may have caused the reply, the same host and
 * port are requested once with the other scheme.
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
    message: `${baseUrl}: the server answered ${scheme} with ${other === 'https' ? 'TLS' : 'plain HTTP'}`,
    fix: `Try ${other}: set CONTRACT_BASE_URL to ${swapped}`,
  };
}

/** True if the other scheme may explain an error: a TLS port resets or is not HTTP; a plain port is not TLS. */
const maySpeak = (other: string, error: TransportError): boolean =>
  other === 'https'
    ? ['reset', 'not-http', 'failed'].includes(error.reason)
    : error.reason === 'tls' && !isCertificate(error);

/** A certificate that is not accepted shows that the server uses TLS. */
const isCertificate = ({ reason, message }: TransportError): boolean =>
  reason === 'tls' && message.includes('certificate');
