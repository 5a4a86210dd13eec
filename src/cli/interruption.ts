import { readFileSync } from 'node:fs';

/** Interval at which the parent process is checked. */
const CHECK_EVERY_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ids of the parents when this module was loaded. A parent that ends before the call of `onInterrupted` is detected by
 * comparison with them.
 */
const PARENTS = parents();

/**
 * Calls back once when the process should end: on a signal, or because its parent has ended. npm does not forward a
 * signal that only npm receives. The end of standard input does not indicate the end of the parent, because CI closes
 * standard input.
 *
 * The parent of a detached process (`setsid`), or of the first process of a container, does not change.
 *
 * @returns a function that stops listening
 */
export function onInterrupted(listen: () => void): () => void {
  const check = (): void => {
    if (parents() !== PARENTS) interrupted();
  };
  const timer = setInterval(check, CHECK_EVERY_MS).unref();
  const stop = (): void => {
    clearInterval(timer);
    stopListening();
  };
  const interrupted = (): void => {
    stop();
    listen();
  };
  const stopListening = onSignal(interrupted);
  return stop;
}

/** Calls back for each signal that ends a process; returns a function that stops listening. */
export function onSignal(listen: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listen);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, listen);
  };
}

/** Ids of the parent and, if npm started the process, of npm: the shell between them continues after npm has ended. */
function parents(): string {
  const { ppid, env } = process;
  return env.npm_lifecycle_event === undefined ? String(ppid) : `${ppid} ${parentOf(ppid)}`;
}

/** The parent of a process; empty on systems without /proc, on which the shell replaces itself with the command. */
function parentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) \S+ (\d+) .*/s, '$1');
  } catch {
    return '';
  }
}
