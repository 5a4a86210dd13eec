import { readFileSync } from 'node:fs';

/** How often the parent process is looked for. */
const LOOK_EVERY_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Parents when this module was loaded: one that is gone before anybody listens is noticed as well. */
const PARENTS = parents();

/**
 * Calls back once when the process is to end: by a signal, or because its parent is gone. A signal to npm alone does
 * not reach its children, and standard input tells nothing, since CI closes it.
 *
 * The parent of a process that is detached (`setsid`), or the first of a container, is init or nothing from the
 * beginning, and stays so.
 *
 * @returns stops listening
 */
export function onInterrupted(listen: () => void): () => void {
  const look = (): void => {
    if (parents() !== PARENTS) interrupted();
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
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

/** Calls back for each signal that ends a process; returns what stops that. */
export function onSignal(listen: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listen);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, listen);
  };
}

/** Ids of the parent and, below npm, of npm itself: a shell stands between them and outlives npm. */
function parents(): string {
  const { ppid, env } = process;
  return env.npm_lifecycle_event === undefined ? String(ppid) : `${ppid} ${parentOf(ppid)}`;
}

/** Where there is no /proc, a shell replaces itself by the only command that it is given. */
function parentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) \S+ (\d+) .*/s, '$1');
  } catch {
    return '';
  }
}
