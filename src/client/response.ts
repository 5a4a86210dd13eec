import type { IncomingMessage } from 'node:http';
import { decode } from './coding.ts';
import type { Headers, Reply } from './reply.ts';

/**
 * Creates a response and decodes its content codings.
 *
 * @param limit largest body in bytes
 */
export function responseOf(head: IncomingMessage, received: Uint8Array, limit: number, durationMs: number): Reply {
  const headers = headersOf(head.rawHeaders);
  const decoded = decode(received, headers.get('content-encoding')?.join(',') ?? '', limit);
  if ('error' in decoded && decoded.tooLarge) return oversized(limit, durationMs);
  return {
    kind: 'response',
    status: head.statusCode ?? 0,
    headers,
    body: 'error' in decoded ? received : decoded.body,
    codingError: 'error' in decoded ? decoded.error : undefined,
    durationMs,
  };
}

/**
 * The result for a body that is too large.
 *
 * @param limit largest body in bytes
 */
export function oversized(limit: number, durationMs: number): Reply {
  const message = `the body is larger than ${Math.round(limit / 2 ** 10)} KiB`;
  return { kind: 'transport-error', reason: 'too-large', message, durationMs };
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[at + 1] ?? '']);
  }
  return headers;
}
