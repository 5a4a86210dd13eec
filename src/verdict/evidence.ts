import type { Response } from '../client/reply.ts';
import type { Identity } from '../lifecycles/locate.ts';

/** A read of a resource, with the operation that answered it. */
export interface Reading {
  operation: string;
  /** URL of its request, without the base URL. */
  url: string;
  response: Response;
  /** True for a list that contains all items. */
  isList?: true;
}

/** What was seen of a resource around a write to it. */
export interface Evidence {
  /** What the write was meant to do. */
  effect: 'created' | 'updated' | 'acted' | 'deleted' | 'refused' | 'refused-create';
  identity: Identity;
  /** Nouns of the resource, by which it is found in responses. */
  nouns: ReadonlySet<string>;
  /** Properties that a write of the resource can set. */
  settable: ReadonlySet<string>;
  /** True for a PUT, which sets what it does not name to defaults (RFC 9110, section 9.3.4). */
  replaces: boolean;
  /** True for an action such as a preview, whose answer is about what would be. */
  isTrial: boolean;
  /** The JSON body that was sent, without a wrapper. */
  sent: unknown;
  before?: Reading | undefined;
  after?: Reading | undefined;
  /** A second read after the write. */
  again?: Reading | undefined;
  /** Lists that must contain it, or no longer contain it; for a refused create, the pages of lists. */
  lists: readonly Reading[];
  /** True if the response to a refused create says that the new resource belongs to one of the run. */
  isMadeBelow?: boolean;
  /** Other resources of the kind, as responses to their writes and reads showed them. */
  siblings: readonly Sibling[];
}

/** Two views of another resource of the same kind. */
export interface Sibling {
  written: Readonly<Record<string, unknown>>;
  read: Readonly<Record<string, unknown>>;
}
