import type { Command } from 'commander';
import type { Selection } from '../run/selection.ts';
import { HAR } from './flags.ts';
import type { Judging } from './request.ts';

const collect = (text: string, before: string[] = []): string[] => [...before, text];

/**
 * Adds the options of a command that judges responses.
 *
 * @param forced what `--force` does
 */
export const judging = (command: Command, forced: string): Command =>
  command
    .option('--only <text>', 'send only matching cases: operation, status or case', collect)
    .option('--exclude <text>', 'leave out matching cases', collect)
    .option('--include <text>', 'send matching operations that are excluded, such as exports', collect)
    .option('--quiet', 'show no progress')
    .option('--verbose', 'show the whole report of a long run on the terminal')
    .option(...HAR)
    .option('--force', forced);

/** The values of these options. */
export function judgingOf(command: Command): Judging {
  const options = command.optsWithGlobals<Record<string, string[] | boolean | undefined>>();
  const list = (name: keyof Selection) => (options[name] ?? []) as string[];
  const isSet = (name: string) => options[name] === true;
  return {
    selection: { only: list('only'), exclude: list('exclude'), include: list('include') },
    ...{ quiet: isSet('quiet'), verbose: isSet('verbose'), har: isSet('har'), force: isSet('force') },
  };
}
