import { type Context, createContext, Script } from 'node:vm';
import { errorCode } from '../client/error-code.ts';

/** Longest time in milliseconds that judging a response may take; each MiB of its body adds a second. */
export const LONGEST_MS = 5000;

/** How often judging the same subject may run out of time before it is not begun again. */
const MOST_TRIES = 3;

/** Does work within the limit of its bytes, or gives what is said where it takes longer, or where its subject often has. */
type InTime = <T>(work: () => T, subject: string, bytes: number, otherwise: (limitMs: number) => T) => T;

/**
 * Makes what bounds the time of judgements. They block the event loop: an expression that backtracks, or a schema that
 * branches again and again, would otherwise hold up a run for ever, so that neither a timeout nor a signal ends it.
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

/** A script with a timeout is all that ends JavaScript, and regular expressions, from within their own thread. */
function withinTime<T>(work: () => T, timeout: number): T {
  context ??= createContext({});
  context.work = work;
  try {
    return script.runInContext(context, { timeout }) as T;
  } finally {
    context.work = undefined;
  }
}
