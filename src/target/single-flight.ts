/**
 * Makes a function that shares runs of work: whoever calls it before a run begins shares that run, and whoever calls it
 * while one is under way shares the next, so that a result is never older than the call.
 */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    next = undefined;
    const current = work();
    running = current.catch(() => undefined);
    return current;
  };
  return () => (next ??= running.then(begin));
}
