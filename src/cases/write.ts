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

/** Which optional properties a body has: none, all, or all of one alternative of a union. */
export type BodyVariant = 'required' | 'all' | { pointer: string; branch: number };

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
  /** Must be refused: it has no valid credentials, or an invalid body. */
  | { step: 'refused'; broken?: BrokenBody; content?: RequestBody };
