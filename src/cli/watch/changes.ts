/** Milliseconds without a further change after which changes are reported: editors save a file in several steps. */
const SETTLE_MS = 50;

/** Changes since the last run. */
export interface Changes {
  /** Adds a change. */
  note(change: string): void;
  /** Ends the waiting, now and later. */
  end(): void;
  isEnded(): boolean;
  /** Waits until there are changes and no further one follows; undefined after the end. */
  next(): Promise<readonly string[] | undefined>;
}

/** Collects changes. Those that occur during a run are reported together, after it. */
export function createChanges(settleMs = SETTLE_MS): Changes {
  const noted = new Set<string>();
  let [isEnded, timer] = [false, undefined as NodeJS.Timeout | undefined];
  let resume: (() => void) | undefined;
  const settle = (): void => {
    timer = undefined;
    resume?.();
  };
  return {
    note(change) {
      noted.add(change);
      clearTimeout(timer);
      timer = setTimeout(settle, settleMs);
    },
    end() {
      isEnded = true;
      clearTimeout(timer);
      settle();
    },
    isEnded: () => isEnded,
    async next() {
      while (!isEnded && (noted.size === 0 || timer !== undefined)) {
        await new Promise<void>((resolve) => (resume = resolve));
      }
      if (isEnded) return undefined;
      const all = [...noted];
      noted.clear();
      return all;
    },
  };
}
