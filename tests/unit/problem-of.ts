import { Problem } from '../../src/problem.ts';

/** The Problem that a function throws. */
export function problemOf(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('no Problem was thrown');
}

/** The Problem that a promise rejects with. */
export const problemIn = (running: Promise<unknown>): Promise<Problem> =>
  running.then(
    () => problemOf(() => undefined),
    (error: unknown) =>
      problemOf(() => {
        throw error;
      }),
  );
