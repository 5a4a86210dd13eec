import { isAttachment, type Lifecycle, type Lifecycles } from '../../lifecycles/lifecycle.ts';
import { namesMany } from '../../lifecycles/references.ts';

/** A life cycle with its resources. */
type Made<T> = readonly [Lifecycle, T];

/**
 * Groups life cycles by level: those whose resources name others come before those that they name, which must exist until
 * then.
 *
 * @param namedBy the life cycles of the resources that one names
 */
export function inLevels<T>(all: readonly Made<T>[], namedBy: (made: Made<T>) => readonly Lifecycle[]): Made<T>[][] {
  const levels = new Map<Lifecycle, number>();
  const byLifecycle = new Map(all.map((made) => [made[0], made]));
  const levelOf = (lifecycle: Lifecycle, around: readonly Lifecycle[]): number => {
    const known = levels.get(lifecycle);
    const made = byLifecycle.get(lifecycle);
    if (known !== undefined || made === undefined || around.includes(lifecycle)) return known ?? 0;
    const named = namedBy(made).filter((each) => each !== lifecycle);
    const level = Math.max(0, ...named.map((each) => levelOf(each, [...around, lifecycle]) + 1));
    levels.set(lifecycle, level);
    return level;
  };
  for (const [lifecycle] of all) levelOf(lifecycle, []);
  const sorted = [...new Set(levels.values())].sort((a, b) => b - a);
  return sorted.map((level) => all.filter(([lifecycle]) => levels.get(lifecycle) === level));
}

/**
 * Groups the life cycles of a level: resources that name many others may restrict them, as a policy does, so they come
 * first; other resources may depend on attachments, so these come last.
 */
export function inWaves<T>(level: readonly Made<T>[], lifecycles: Lifecycles): Made<T>[][] {
  const placeOf = ([lifecycle]: Made<T>): number =>
    isAttachment(lifecycle) ? 2 : namesMany(lifecycle, lifecycles) ? 0 : 1;
  return [0, 1, 2].map((place) => level.filter((each) => placeOf(each) === place));
}
