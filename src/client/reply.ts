/** What a request brought. */
export type Reply = Response | TransportError;

/** An HTTP response, whole. */
export interface Response {
  kind: 'response';
  status: number;
  /** By lower-case name, in the order received; a field sent several times has several values. */
  headers: Headers;
  /** Content with every content coding taken off (RFC 9110, section 8.4). */
  body: Uint8Array;
  /** Why the content coding could not be taken off; `body` is then as it was sent. */
  codingError: string | undefined;
  durationMs: number;
}

/** Header fields of a response by lower-case name. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Why no response arrived. */
export type TransportReason =
  'refused' | 'reset' | 'timed-out' | 'too-large' | 'tls' | 'unresolved' | 'not-http' | 'failed';

/** A request that brought no whole response: a value, since it may be the server's fault. */
export interface TransportError {
  kind: 'transport-error';
  reason: TransportReason;
  /** One phrase; it holds nothing that was sent or received. */
  message: string;
  durationMs: number;
}

/** What sending a case, with retries, came to: a reply that can be judged, or the reason why there is none. */
export type SendResult =
  | { kind: 'answered'; reply: Reply }
  | { kind: 'inconclusive'; reason: string; reply?: Reply }
  | { kind: 'not-judged'; reason: string };
