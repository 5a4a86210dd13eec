import PQueue from 'p-queue';

/** Runs work concurrently, or one piece of work exclusively. */
export interface ExclusiveLock {
  shared<T>(work: () => Promise<T>): Promise<T>;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

/** Creates an unlocked lock. Exclusive work starts when all running work has ended, and delays later work. */
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
