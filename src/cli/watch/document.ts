import type { Client } from '../../client/client.ts';
import { digestOf } from './contracts.ts';

/** Interval between requests for a served document. */
const EVERY_MS = 1000;

/** The share of the time, and of the permitted requests, that the requests for a document may take. */
const SHARE = 0.1;

/** Requests a served document until it has changed. */
export interface DocumentPoll {
  /** Starts, or continues after a run. */
  start(): void;
  /** Stops until the next start, so that no request is sent during a run. */
  stop(): void;
}

/** The parameters of a poll. */
export interface Polling {
  client: Pick<Client, 'send'>;
  url: string;
  /** Maximum number of requests per minute; undefined: no limit. */
  requestsPerMinute: number | undefined;
  /** Digest of the document that the last run fetched; undefined if the server was not available. */
  judged(): string | undefined;
  /** Called once for each document that differs from the judged one. */
  onChange(): void;
}

/** Creates a poll. Its requests are conditional if the server sends an entity tag (RFC 9110, section 13.1.2). */
export function createDocumentPoll(polling: Polling): DocumentPoll {
  const { client, url, requestsPerMinute, judged, onChange } = polling;
  const leastMs = requestsPerMinute === undefined ? EVERY_MS : Math.max(EVERY_MS, 60_000 / (requestsPerMinute * SHARE));
  let [tag, digest, reported] = [undefined, undefined, undefined] as (string | undefined)[];
  let [timer, turn] = [undefined as NodeJS.Timeout | undefined, 0];

  const look = async (): Promise<number> => {
    const headers = { accept: 'application/json', ...(tag !== undefined && { 'if-none-match': tag }) };
    const reply = await client.send({ method: 'GET', url, headers });
    if (reply.kind !== 'response') reported = undefined;
    else if (reply.status === 200) {
      tag = reply.headers.get('etag')?.[0];
      digest = digestOf(new TextDecoder().decode(reply.body));
    }
    return reply.kind === 'response' && (reply.status === 200 || reply.status === 304) ? reply.durationMs : NaN;
  };
  const compare = (): void => {
    if (digest === judged() || digest === reported) return;
    reported = digest;
    onChange();
  };
  const again = async (own: number): Promise<void> => {
    const durationMs = await look().catch(() => NaN);
    if (own !== turn) return;
    if (!Number.isNaN(durationMs)) compare();
    timer = setTimeout(() => void again(own), Math.max(leastMs, (durationMs || 0) / SHARE));
  };
  return {
    start() {
      const own = ++turn;
      timer = setTimeout(() => void again(own), EVERY_MS);
    },
    stop() {
      turn++;
      clearTimeout(timer);
    },
  };
}
