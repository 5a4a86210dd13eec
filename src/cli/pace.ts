/** Time between two cases after which a run waits: at least a second, and many times the mean. */
const WAITS_AFTER_MS = 1000;
const WAITS_AFTER_GAPS = 10;

/** Time, without waits, in which earlier cases lose most of their weight. */
const RECENT_MS = 60_000;

/** Factor by which an estimate must rise before it is shown, because the rate varies. */
const RISE = 1.1;

/** The speed of a run. */
export interface Pace {
  /** A case has ended. */
  note(): void;
  /** Recent cases a second, without the time in which the run waited. */
  perSecond(): number;
  /** Milliseconds for all other cases; undefined before the first case. Does not change while no case ends. */
  leftMs(): number | undefined;
  /** Milliseconds since the last case, if the run waits. */
  waitingMs(): number | undefined;
}

/**
 * Measures the speed of a run. A wait counts as the time after which it is recognized, so that a restart of the target
 * hardly changes the rate, but slower cases do.
 *
 * @param total number of planned cases
 * @param now the time in milliseconds
 */
export function createPace(total: number, now: () => number): Pace {
  let last = now();
  let done = 0;
  let [recentMs, recent] = [0, 0];
  let left: number | undefined;
  const mean = (): number => (recent === 0 ? 0 : recentMs / recent);
  const longest = (): number => Math.max(WAITS_AFTER_MS, WAITS_AFTER_GAPS * mean());
  return {
    note() {
      const gap = Math.min(now() - last, longest());
      const weight = Math.exp(-gap / RECENT_MS);
      last = now();
      done++;
      recentMs = recentMs * weight + gap;
      recent = recent * weight + 1;
      const estimate = Math.max(0, total - done) * mean();
      if (left === undefined || estimate < left || estimate > RISE * left) left = estimate;
    },
    perSecond: () => (recentMs === 0 ? 0 : (1000 * recent) / recentMs),
    leftMs: () => left,
    waitingMs() {
      const gap = now() - last;
      return done < total && gap > longest() ? gap : undefined;
    },
  };
}
