import { setMaxListeners } from 'node:events';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import { createCancellation } from './cancellation.ts';

/** The time limit of a run, from the first connection to the last response. */
export interface Deadline {
  /** Aborted when the time is over, with the Problem that `within` throws as its reason. */
  signal: AbortSignal;
  /** Settles as the work does, or rejects if the time is over first. */
  within<T>(work: Promise<T>): Promise<T>;
  /** Calls back when the time is over, with the reason for every case without a response. */
  onPassed(listen: (reason: string) => void): void;
  /** Stops the timer. */
  stop(): void;
}

/**
 * Starts the timer of CONTRACT_MAX_SECONDS; without it there is no limit.
 *
 * If the time is over before the first case, the run ends with a Problem `max-time`, exit code 3. A computation that
 * blocks the event loop can exceed the limit.
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
      message: `the time limit ${limit} was reached before the first case was sent`,
      where: settings.get('CONTRACT_MAX_SECONDS')?.source ?? 'default',
      fix: 'Raise the limit, or check why the server does not respond',
      exitCode: 3,
    });
    controller.abort(problem);
    cancellation.cancel(problem);
  }
  return {
    signal,
    within: (work) => cancellation.race(work, (problem) => Promise.reject(problem)),
    onPassed: (listen) => signal.addEventListener('abort', () => listen(`no response within ${limit}`), { once: true }),
    stop: () => clearTimeout(timer),
  };
}
