/**
 * Creates a function that shares runs of work. Calls before a run begins share that run, and calls during a run share
 * the next one, so that a result is never older than the call.
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
