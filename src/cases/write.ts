import type { RequestBody } from './request.ts';

/** A change of a valid body that makes it invalid. */
export interface BrokenBody {
  /** Such as `body name left out`. */
  name: string;
  /** Pointer to the changed part. */
  pointer: string;
  /** The new value; undefined: it is left out. */
  value?: unknown;
}

/** The beginning of a remark with the words of the server. */
export const SERVER_SAYS = 'the server says: ';

/**
 * Which optional properties a body has: none, all, or all of one alternative of a union; or none, with a value of an
 * enum.
 */
export type BodyVariant = 'required' | 'all' | { pointer: string; branch: number } | { pointer: string; value: string };

/** What a case of a life cycle does to the resource of the run. */
export type Write =
  | { step: 'create'; body: BodyVariant }
  | { step: 'create-again' }
  /** Sets some properties to other values than they have; `all`: every property. */
  | { step: 'update'; properties: readonly string[] | 'all' }
  | { step: 'update-again' }
  | { step: 'act' }
  | { step: 'delete' }
  | { step: 'delete-again' }
  /** Updates what there is only one of, with the values that it has. */
  | { step: 'restate' }
  /** Must be refused: no valid credentials, or an invalid body. `accepted` is a note on a 2xx that breaks no rule. */
  | { step: 'refused'; broken?: BrokenBody; content?: RequestBody; accepted?: string };
