/** One cancellation for everything that a run has under way. */
export interface Cancellation<Outcome> {
  /** Undefined until it is cancelled. */
  outcome(): Outcome | undefined;
  /** The first call decides the outcome. */
  cancel(outcome: Outcome): void;
  /** Settles as the work does, or with what is made of the outcome where that comes first. */
  race<T, U>(work: Promise<T>, otherwise: (outcome: Outcome) => U | Promise<U>): Promise<T | U>;
}

/**
 * Makes a cancellation that keeps nothing of work that has settled. `Promise.race` with a promise that lives as long as
 * the run would: it stays subscribed, and so every result stays in memory until the run ends.
 */
export function createCancellation<Outcome>(): Cancellation<Outcome> {
  const waiting = new Set<(outcome: Outcome) => void>();
  let decided: Outcome | undefined;
  return {
    outcome: () => decided,
    cancel(outcome) {
      if (decided !== undefined) return;
      decided = outcome;
      for (const give of waiting) give(outcome);
      waiting.clear();
    },
    race: (work, otherwise) =>
      new Promise((resolve, reject) => {
        const give = (outcome: Outcome): void => resolve(otherwise(outcome));
        if (decided === undefined) waiting.add(give);
        else give(decided);
        void work.then(resolve, reject).finally(() => waiting.delete(give));
      }),
  };
}
