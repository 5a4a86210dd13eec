import type { DocumentPlace, Operation } from '../contract/operations.ts';

/** How what is allowed has changed: some of it is not any more, more is, or other things are. */
export type Effect = 'narrower' | 'wider' | 'other';

/** Who sends what is declared: parameters and bodies of requests are the client's, responses the server's. */
export type Sender = 'client' | 'server';

/** The same place in two documents. */
export interface Spot {
  /** What a person calls the whole that it is in: `200`, `query parameter path`. */
  whole: string;
  /** Pointer within it, any index of an array as `*`. */
  at: string;
  /** Pointers below the operation; undefined where a document does not have it. */
  published: string | undefined;
  served: string | undefined;
}

/** Something that the published contract and the served one say differently of an operation. */
export interface Difference {
  /** Key of the operation as it is published. */
  operation: string;
  /** True where a client that keeps to the published contract may fail. */
  isBreaking: boolean;
  /** What it is about: a parameter, or a status and a pointer into its body. */
  subject: string;
  /** What has become of it. */
  message: string;
  /** Where the published contract says it; null: nowhere. */
  published: DocumentPlace | null;
  served: DocumentPlace | null;
}

/** Takes what is found. */
export type Say = (isBreaking: boolean, spot: Spot, message: string) => void;

/** A client fails where less is taken than was promised, or where more is sent. */
export const breaks = (effect: Effect, sender: Sender): boolean =>
  effect === 'other' || effect === (sender === 'client' ? 'narrower' : 'wider');

/** What is below a spot; `shown` is what a person sees of the way. */
export const within = ({ whole, at, published, served }: Spot, pointer: string, shown = pointer): Spot => ({
  whole,
  at: at + shown,
  published: published === undefined ? undefined : published + pointer,
  served: served === undefined ? undefined : served + pointer,
});

/** Collects the differences of one operation. */
export function collector(published: Operation, served: Operation): { say: Say; found: Difference[] } {
  const found: Difference[] = [];
  const say: Say = (isBreaking, { whole, at, ...spot }, message) => {
    found.push({
      operation: published.key,
      isBreaking,
      subject: at === '' ? whole : `${whole} ${at}`,
      message,
      published: spot.published === undefined ? null : published.place(spot.published),
      served: spot.served === undefined ? null : served.place(spot.served),
    });
  };
  return { say, found };
}
