import type { Shape } from '../client/shape.ts';

/** A request as it is recorded: with names of variables instead of credentials, and the shape of its body. */
export interface RecordedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Absent for a request without a body. */
  body?: Shape;
}

/** A response as it is recorded: with some of its header fields, and the shape of its body. */
export interface RecordedResponse {
  status: number;
  headers: Record<string, string>;
  /** Null if it was empty. */
  body: Shape | null;
  durationMs: number;
}
