import type { IncomingMessage } from 'node:http';
import { errorCode } from './error-code.ts';

/** A response, as far as it was received. */
export interface Received {
  /** Method of its request. */
  method: string;
  /** Undefined if no head was received. */
  head: IncomingMessage | undefined;
  /** Number of bytes after its end, except blank lines. */
  excess: number;
}

/** Descriptions of the error codes of Node's HTTP parser (RFC 9112). */
const PHRASES: Readonly<Record<string, string>> = {
  HPE_INVALID_CONSTANT: 'the response does not begin with "HTTP/"',
  HPE_INVALID_VERSION: 'the status line has an invalid version of HTTP',
  HPE_INVALID_STATUS: 'the status line has an invalid status code',
  HPE_CR_EXPECTED: 'a line does not end with CR LF',
  HPE_LF_EXPECTED: 'a line does not end with CR LF',
  HPE_INVALID_HEADER_TOKEN: 'a header field has an invalid character',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'Content-Length is sent twice',
  HPE_INVALID_CONTENT_LENGTH: 'Content-Length is not a number',
  HPE_INVALID_TRANSFER_ENCODING: 'Transfer-Encoding is invalid',
  HPE_INVALID_CHUNK_SIZE: 'the size of a chunk is not a hexadecimal number',
  HPE_STRICT: 'a chunk is longer than its size',
  HPE_HEADER_OVERFLOW: 'the head is larger than 16 KiB',
};

/**
 * Describes why the parser rejected a response, without quoting it.
 *
 * @param error error of Node's parser, with `code`, `rawPacket`, `bytesParsed` and `reason`
 * @returns undefined for any other error
 */
export function parserFault(error: unknown, received: Received): string | undefined {
  const code = errorCode(error);
  if (!code.startsWith('HPE_')) return undefined;
  const { head } = received;
  if (head?.complete === true) return excessFault(excessIn(error, received), { ...received, head });
  const { reason = '' } = error as { reason?: string };
  if (reason.includes('Transfer-Encoding') && reason.includes('Content-Length')) {
    return 'Content-Length and Transfer-Encoding are sent together';
  }
  return PHRASES[code] ?? `the response is not HTTP (${code})`;
}

/**
 * Describes bytes after the end of a response.
 *
 * @param count number of bytes; undefined if they were not counted
 */
export function excessFault(count: number | undefined, received: Received & { head: IncomingMessage }): string {
  const bytes = count === undefined ? 'bytes follow' : count === 1 ? '1 byte follows' : `${count} bytes follow`;
  return `${bytes} ${endOf(received)}`;
}

/** Describes how much of an incomplete body was received; undefined if its length is unknown. */
export function shortfall({ head }: Received, bytes: number): string | undefined {
  if (head === undefined || head.complete) return undefined;
  const { 'content-length': length, 'transfer-encoding': coding } = head.headers;
  if (coding !== undefined) return `${bytes} bytes of the body were received, without its last chunk`;
  return length === undefined ? undefined : `${bytes} of the ${length} bytes of Content-Length were received`;
}

/** Describes the end of a response (RFC 9112, section 6.3). */
function endOf({ method, head }: Received & { head: IncomingMessage }): string {
  if (method === 'HEAD') return 'the response to HEAD, which has no body';
  if (head.statusCode === 204 || head.statusCode === 304) return `a ${head.statusCode}, which has no body`;
  const { 'content-length': length, 'transfer-encoding': coding } = head.headers;
  return coding === undefined ? `a body of Content-Length ${length}` : 'the last chunk';
}

/**
 * Counts the bytes after the end of a response in the packet that the parser rejected. The end is after the body, or
 * after the empty line that ends the head or the last chunk. The position of the parser is not exact, because it stops
 * later if the first bytes could belong to a status line. Undefined if the packet does not contain the head of a body
 * with Content-Length.
 */
function excessIn(error: unknown, { method, head }: Received): number | undefined {
  const { rawPacket: packet, bytesParsed } = error as { rawPacket?: Buffer; bytesParsed?: number };
  if (packet === undefined || bytesParsed === undefined || head === undefined) return undefined;
  const isBodiless = method === 'HEAD' || head.statusCode === 204 || head.statusCode === 304;
  const length = Number(head.headers['content-length'] ?? 0);
  const isCounted = !isBodiless && head.headers['transfer-encoding'] === undefined && length > 0;
  if (isCounted && !packet.toString('latin1', 0, 5).startsWith('HTTP/')) return undefined;
  const line = isCounted ? packet.indexOf('\r\n\r\n') : packet.lastIndexOf('\r\n\r\n', bytesParsed);
  return line === -1 ? undefined : packet.length - (line + 4 + (isCounted ? length : 0));
}
