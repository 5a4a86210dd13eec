import type { Operation } from '../contract/operations.ts';
import type { Effect, Say, Sender, Spot } from './difference.ts';
import { originOf, type Schema } from './plain-schema.ts';

/** What is the same for all schemas of two operations that are compared. */
export interface Context {
  sender: Sender;
  /** Tells whether something breaks clients. */
  say: Say;
  /** Versions of OpenAPI of the published and of the served document. */
  versions: readonly [Operation['version'], Operation['version']];
}

/** How two schemas are compared at a spot, whatever part of them it is about. */
export interface Walk extends Context {
  spot: Spot;
  before: Schema;
  after: Schema;
  /** Tells what is allowed now; whether that breaks clients follows from who sends it. */
  tell: (effect: Effect, spot: Spot, message: string) => void;
  /** Compares what is below. */
  deeper: (old: unknown, now: unknown, spot: Spot) => void;
  /** True for schemas without a difference. */
  isSame: (old: unknown, now: unknown) => boolean;
}

/** The spot of a keyword or of `properties/<name>`, which may have come from a part of either schema. */
export function spotOf(
  { spot, before, after }: Pick<Walk, 'spot' | 'before' | 'after'>,
  pointer: string,
  { shown = '', key = pointer.slice(1), served = pointer }: { shown?: string; key?: string; served?: string } = {},
): Spot {
  const { published } = spot;
  return {
    ...spot,
    at: spot.at + shown,
    published: published === undefined ? undefined : published + originOf(before, key) + pointer,
    served: spot.served === undefined ? undefined : spot.served + originOf(after, key) + served,
  };
}
