import type { DocumentPlace, Operation } from '../contract/operations.ts';

/** The change of a set of allowed values: narrower, wider, or different. */
export type Effect = 'narrower' | 'wider' | 'other';

/** The sender of a value: the client sends parameters and request bodies, the server responses. */
export type Sender = 'client' | 'server';

/** The same place in two documents. */
export interface Spot {
  /** Label of the part: `200`, `query parameter path`. */
  whole: string;
  /** Pointer within it, with `*` for every array index. */
  at: string;
  /** Pointers below the operation; undefined if a document does not have the part. */
  published: string | undefined;
  served: string | undefined;
}

/** A difference between the published and the served contract of an operation. */
export interface Difference {
  /** Key of the published operation. */
  operation: string;
  /** True if a client of the published contract may fail. */
  isBreaking: boolean;
  /** The part that differs: a parameter, or a status and a pointer into the body. */
  subject: string;
  /** The change. */
  message: string;
  /** The place in the published contract; null if there is none. */
  published: DocumentPlace | null;
  served: DocumentPlace | null;
}

/** Receives a difference. */
export type Report = (isBreaking: boolean, spot: Spot, message: string) => void;

/** True if clients may fail: the server accepts less, or returns more, than published. */
export const breaks = (effect: Effect, sender: Sender): boolean =>
  effect === 'other' || effect === (sender === 'client' ? 'narrower' : 'wider');

/** A spot below another one; `shown` is the visible part of its path. */
export const within = ({ whole, at, published, served }: Spot, pointer: string, shown = pointer): Spot => ({
  whole,
  at: at + shown,
  published: published === undefined ? undefined : published + pointer,
  served: served === undefined ? undefined : served + pointer,
});

/** Collects the differences of one operation. */
export function collector(published: Operation, served: Operation): { report: Report; found: Difference[] } {
  const found: Difference[] = [];
  const report: Report = (isBreaking, { whole, at, ...spot }, message) => {
    found.push({
      operation: published.key,
      isBreaking,
      subject: at === '' ? whole : `${whole} ${at}`,
      message,
      published: spot.published === undefined ? null : published.place(spot.published),
      served: spot.served === undefined ? null : served.place(spot.served),
    });
  };
  return { report, found };
}
