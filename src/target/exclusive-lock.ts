import PQueue from 'p-queue';

/** Lets work run together, or one piece of it while nothing else runs. */
export interface ExclusiveLock {
  shared<T>(work: () => Promise<T>): Promise<T>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a lock that nobody holds. Exclusive work waits for what is running, and holds up what comes after it. */
export function createExclusiveLock(): ExclusiveLock {
  const together = new PQueue();
  const alone = new PQueue({ concurrency: 1 });
  return {
    shared: (work) => together.add(work),
    exclusive: (work) =>
      alone.add(async () => {
        together.pause();
        await together.onPendingZero();
        try {
          return await work();
        } finally {
          together.start();
        }
      }),
  };
}
