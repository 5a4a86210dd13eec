import type { Operation } from '../contract/operations.ts';
import type { Effect, Report, Sender, Spot } from './difference.ts';
import { originOf, type Schema } from './plain-schema.ts';

/** Context of the comparison of two operations. */
export interface Context {
  sender: Sender;
  /** Reports a difference, and whether it breaks clients. */
  report: Report;
  /** OpenAPI versions of the published and the served document. */
  versions: readonly [Operation['version'], Operation['version']];
}

/** Context of the comparison of two schemas at a spot. */
export interface Walk extends Context {
  spot: Spot;
  before: Schema;
  after: Schema;
  /** Reports an effect. Whether it breaks clients depends on the sender. */
  reportEffect: (effect: Effect, spot: Spot, message: string) => void;
  /** Compares two schemas below this one. */
  deeper: (old: unknown, now: unknown, spot: Spot) => void;
  /** True for schemas without a difference. */
  isSame: (old: unknown, now: unknown) => boolean;
}

/** The spot of a keyword or of `properties/<name>`, even if it was moved there from another part. */
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
