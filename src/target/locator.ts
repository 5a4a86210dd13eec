import type { Outages } from './outages.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Target } from './target.ts';

/** Whether the target is reachable: at once, after a wait, or not within the retry budget. */
export type Located = 'reachable' | 'back' | 'gone';

/**
 * Creates a function that checks whether the target is reachable, and waits for it within the budget. Concurrent calls
 * share one search.
 */
export function createLocator(
  target: Target,
  budget: RetryBudget,
  outages: Pick<Outages, 'answered' | 'unreachable'>,
  isCancelled: () => boolean,
): () => Promise<Located> {
  const search = async (): Promise<Located> => {
    for (let found: Located = 'reachable'; ; found = 'back') {
      const startedAt = performance.now();
      if (await target.isReachable()) {
        outages.answered(performance.now() - startedAt);
        return found;
      }
      outages.unreachable();
      if (isCancelled() || !budget.backOff(undefined)) return 'gone';
      await budget.ready();
    }
  };
  let searching: Promise<Located> | undefined;
  return () => (searching ??= search().finally(() => (searching = undefined)));
}
