import { errorCode } from './error-code.ts';
import { parserFault, type Received, shortfall } from './framing.ts';
import type { TransportError, TransportReason } from './reply.ts';

const BY_CODE: Readonly<Record<string, [TransportReason, string]>> = {
  ECONNREFUSED: ['refused', 'the connection was refused'],
  EHOSTUNREACH: ['refused', 'the host cannot be reached'],
  ENETUNREACH: ['refused', 'the network cannot be reached'],
  ECONNRESET: ['reset', 'the connection was closed before the response was complete'],
  EPIPE: ['reset', 'the connection was closed before the request was sent'],
  ENOTFOUND: ['unresolved', 'the host name does not resolve'],
  EAI_AGAIN: ['unresolved', 'the host name could not be looked up'],
  EPROTO: ['tls', 'the TLS handshake failed'],
};

/** The state of an exchange before its error. */
export interface Progress {
  timeoutMs: number;
  received: Received;
  /** Bytes of the body that were received, before decoding. */
  bytes: number;
}

/** Describes an error of the HTTP client without quoting it: its message may contain parts of a response. */
export function transportError(error: unknown, durationMs: number, progress: Progress): TransportError {
  const { timeoutMs, received, bytes } = progress;
  const code = errorCode(error);
  const fault = parserFault(error, received);
  if (fault !== undefined) return notHttp(fault, durationMs);
  const short = shortfall(received, bytes);
  const suffix = short === undefined ? '' : `: ${short}`;
  if (code === 'ETIMEDOUT') {
    const message = `no complete response within ${timeoutMs / 1000} s (CONTRACT_TIMEOUT_SECONDS)${suffix}`;
    return { kind: 'transport-error', reason: 'timed-out', message, durationMs };
  }
  const [reason, message] = BY_CODE[code] ?? byFamily(code);
  return { kind: 'transport-error', reason, message: reason === 'reset' ? message + suffix : message, durationMs };
}

/** The error of a response that violates HTTP/1.1. */
export const notHttp = (message: string, durationMs: number): TransportError => ({
  kind: 'transport-error',
  reason: 'not-http',
  message,
  durationMs,
});

function byFamily(code: string): [TransportReason, string] {
  if (/CERT|SIGNATURE|ISSUER|^ERR_TLS|^ERR_SSL|SELF_SIGNED/.test(code)) {
    return ['tls', `the certificate was not accepted (${code})`];
  }
  return ['failed', code === '' ? 'the request failed' : `the request failed (${code})`];
}
