/** Cancels all pending work of a run at once. */
export interface Cancellation<Outcome> {
  /** The outcome of the cancellation; undefined before it. */
  outcome(): Outcome | undefined;
  /** The first call decides the outcome. */
  cancel(outcome: Outcome): void;
  /** Settles as the work does, or with the result of `otherwise` if the cancellation comes first. */
  race<T, U>(work: Promise<T>, otherwise: (outcome: Outcome) => U | Promise<U>): Promise<T | U>;
}

/**
 * Creates a cancellation that does not retain the results of settled work. `Promise.race` with a promise that lasts for
 * the whole run would retain every result until the run ends.
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
