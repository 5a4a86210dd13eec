import { isExpired, type Waiver } from '../waivers/waiver.ts';
import type { PlanLine } from './lines.ts';
import type { SideName } from './sides.ts';

/**
 * The waivers of a plan that have not expired.
 *
 * @param side in a comparison, the side whose responses they cover: a waiver may name one by `a`, `b` or its target
 */
export const validWaivers = ({ waivers, startedAt, sides }: PlanLine, side: SideName): Waiver[] =>
  waivers.filter(
    (waiver) =>
      !isExpired(waiver, startedAt) &&
      (sides === undefined || waiver.target === null || [side, sides[side].target.name].includes(waiver.target)),
  );
