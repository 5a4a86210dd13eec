/** A resource that the run made and could not delete. */
export interface Leftover {
  /** The operation that made it. */
  operation: string;
  /** Null if no response contained one. */
  id: string | null;
  reason: string;
}
