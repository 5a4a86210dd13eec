/** The result of a request. */
export type Reply = Response | TransportError;

/** A complete HTTP response. */
export interface Response {
  kind: 'response';
  status: number;
  /** By lower-case name, in the order received. A repeated field has several values. */
  headers: Headers;
  /** Content after decoding its content codings (RFC 9110, section 8.4). */
  body: Uint8Array;
  /** Why a content coding could not be decoded; undefined if it was. `body` is then not decoded. */
  codingError: string | undefined;
  durationMs: number;
}

/** Header fields of a response by lower-case name. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Why no complete response was received. */
export type TransportReason =
  'refused' | 'reset' | 'timed-out' | 'too-large' | 'tls' | 'unresolved' | 'not-http' | 'failed';

/** A request without a complete response. It is a value, because the server may be the cause. */
export interface TransportError {
  kind: 'transport-error';
  reason: TransportReason;
  /** A description that contains no data of the exchange. */
  message: string;
  durationMs: number;
}

/** The result of sending a case with retries: a reply to judge, or the reason why it cannot be judged. */
export type SendResult =
  | { kind: 'answered'; reply: Reply }
  | { kind: 'inconclusive'; reason: string; reply?: Reply }
  | { kind: 'not-judged'; reason: string };
