import { type Context, createContext, Script } from 'node:vm';
import { errorCode } from '../client/error-code.ts';

/** Time limit of a judgement in milliseconds. Each MiB of the body adds a second. */
export const LONGEST_MS = 5000;

/** Number of timeouts after which a subject is not judged again. */
const MAX_TRIES = 3;

/** Number of timeouts of a run after which each further subject has one try, of a tenth of the time. */
const MAX_TIMEOUTS = 12;

/** Runs work within a time limit. Returns a substitute if it takes longer, or if its subject timed out too often. */
type InTime = <T>(work: () => T, subject: string, bytes: number, otherwise: (limitMs: number) => T) => T;

/**
 * Limits the time of judgements. They block the event loop: without a limit, a pattern that backtracks, or a schema
 * that branches exponentially, would hang the run, and no timeout or signal could end it.
 */
export function createTimekeeper(longestMs: number): InTime {
  const tries = new Map<string, number>();
  let timeouts = 0;
  return (work, subject, bytes, otherwise) => {
    const isLate = timeouts >= MAX_TIMEOUTS;
    const limitMs = (isLate ? longestMs / 10 : longestMs) + 1000 * Math.floor(bytes / 2 ** 20);
    const before = tries.get(subject) ?? 0;
    if (before >= (isLate ? 1 : MAX_TRIES)) return otherwise(limitMs);
    try {
      return withinTime(work, limitMs);
    } catch (error) {
      if (errorCode(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      tries.set(subject, before + 1);
      timeouts++;
      return otherwise(limitMs);
    }
  };
}

const script = new Script('work()');
let context: (Context & { work?: (() => unknown) | undefined }) | undefined;

/** Runs work in a script, because only the timeout of a script can interrupt JavaScript in its own thread. */
function withinTime<T>(work: () => T, timeout: number): T {
  context ??= createContext({});
  context.work = work;
  try {
    return script.runInContext(context, { timeout }) as T;
  } finally {
    context.work = undefined;
  }
}
