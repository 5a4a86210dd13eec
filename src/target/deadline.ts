import { setMaxListeners } from 'node:events';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import { createCancellation } from './cancellation.ts';

/** The end of the time that a run may take, from the first connection to the last answer. */
export interface Deadline {
  /** Aborted when the time is over; its reason is the Problem that `within` throws. */
  signal: AbortSignal;
  /** Settles as the work does; rejects where the time is over first. */
  within<T>(work: Promise<T>): Promise<T>;
  /** Calls back when the time is over, with the reason for everything that has no answer by then. */
  onPassed(listen: (reason: string) => void): void;
  /** Stops the clock. */
  stop(): void;
}

/**
 * Starts the clock of CONTRACT_MAX_SECONDS; without it, the time never ends.
 *
 * A Problem `max-time`, exit code 3, ends a run whose time is over before its first case. A timer measures it, so that
 * a computation that blocks the event loop can exceed it.
 */
export function startDeadline({ maxMs, settings }: Pick<Config, 'maxMs' | 'settings'>): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  setMaxListeners(0, signal);
  const cancellation = createCancellation<Problem>();
  const limit = `CONTRACT_MAX_SECONDS (${(maxMs ?? 0) / 1000} s)`;
  const timer = maxMs === undefined ? undefined : setTimeout(pass, maxMs).unref();
  function pass(): void {
    const problem = new Problem({
      code: 'max-time',
      message: `${limit} was over before the first case was sent`,
      where: settings.get('CONTRACT_MAX_SECONDS')?.source ?? 'default',
      fix: 'Raise it, or check why the server does not answer',
      exitCode: 3,
    });
    controller.abort(problem);
    cancellation.cancel(problem);
  }
  return {
    signal,
    within: (work) => cancellation.race(work, (problem) => Promise.reject(problem)),
    onPassed: (listen) => signal.addEventListener('abort', () => listen(`no answer within ${limit}`), { once: true }),
    stop: () => clearTimeout(timer),
  };
}
