import type { Effect, Say, Sender, Spot } from './difference.ts';

/** How two schemas are compared at a spot, whatever part of them it is about. */
export interface Walk {
  spot: Spot;
  sender: Sender;
  /** Tells whether something breaks clients. */
  say: Say;
  /** Tells what is allowed now; whether that breaks clients follows from who sends it. */
  tell: (effect: Effect, spot: Spot, message: string) => void;
  /** Compares what is below. */
  deeper: (old: unknown, now: unknown, spot: Spot) => void;
  /** True for schemas without a difference. */
  isSame: (old: unknown, now: unknown) => boolean;
}
