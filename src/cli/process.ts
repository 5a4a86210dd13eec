import { setFlagsFromString } from 'node:v8';
import type { RunTests } from '../run/session.ts';
import { main } from './main.ts';
import { lineOf } from './unexpected.ts';

/**
 * Runs the command of this process, and ends the process with its exit code.
 *
 * @param runTests runs the cases of a session
 */
export const runProcess = (runTests: RunTests): Promise<void> =>
  endWith(() => main(process.argv.slice(2), process.env, runTests));

/**
 * Prepares this process for a command, and ends it with the exit code of the command.
 *
 * @param command returns the exit code
 */
export async function endWith(command: () => Promise<number>): Promise<void> {
  // Stack traces are not shown. Source maps for the traces that libraries collect would take a tenth of the time of a
  // long run.
  process.setSourceMapsEnabled(false);

  // By default, V8 collects garbage only after the heap has grown to several times the memory in use.
  setFlagsFromString('--heap-growing-percent=15');

  const fail = (error: unknown): never => {
    process.stderr.write(`${lineOf(error)}\n`);
    process.exit(2);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  // Node exits with 13 if a promise can no longer settle: nothing was proved then.
  process.on('exit', (code) => {
    if (code === 13) fail(new Error('the run stopped by itself'));
  });
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  // Without a handler, the limit on the size of a file (ulimit -f) ends the process; with one, the write fails.
  process.on('SIGXFSZ', () => undefined);

  const exitCode = await command();
  // Exit only after everything is written to the pipe.
  process.stdout.write('', () => process.exit(exitCode));
}
