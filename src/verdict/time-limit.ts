import { type Context, createContext, Script } from 'node:vm';
import { errorCode } from '../client/error-code.ts';

/** Time limit of a judgement in milliseconds. Each MiB of the body adds a second. */
export const LONGEST_MS = 5000;

/** Timeouts of the same subject after which it is not tried again. */
const MOST_TRIES = 3;

/** Runs work within a time limit, or returns a substitute where it takes longer or its subject often has. */
type InTime = <T>(work: () => T, subject: string, bytes: number, otherwise: (limitMs: number) => T) => T;

/**
 * Limits the time of judgements. They block the event loop: a pattern that backtracks, or a schema that branches
 * exponentially, would otherwise hang the run, so that no timeout and no signal ends it.
 */
export function createTimekeeper(longestMs: number): InTime {
  const tries = new Map<string, number>();
  return (work, subject, bytes, otherwise) => {
    const limitMs = longestMs + 1000 * Math.floor(bytes / 2 ** 20);
    const before = tries.get(subject) ?? 0;
    if (before >= MOST_TRIES) return otherwise(limitMs);
    try {
      return withinTime(work, limitMs);
    } catch (error) {
      if (errorCode(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      tries.set(subject, before + 1);
      return otherwise(limitMs);
    }
  };
}

const script = new Script('work()');
let context: (Context & { work?: (() => unknown) | undefined }) | undefined;

/** Only a script with a timeout can interrupt JavaScript, and regular expressions, in their own thread. */
function withinTime<T>(work: () => T, timeout: number): T {
  context ??= createContext({});
  context.work = work;
  try {
    return script.runInContext(context, { timeout }) as T;
  } finally {
    context.work = undefined;
  }
}
