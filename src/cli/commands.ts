import { Command } from 'commander';
import { SUITE } from '../client/suite.ts';
import { COMMAND } from '../config/packed.ts';
import { Problem } from '../problem.ts';
import { configured, flagsOf } from './flags.ts';
import { judging, judgingOf } from './judging.ts';
import type { Request } from './request.ts';
import { SUBCOMMANDS } from './subcommands.ts';

/**
 * Defines every command with its options.
 *
 * @param choose called with the request of the command that was given
 * @param write receives the help text
 */
export function commands(choose: (request: Request) => void, write: (text: string) => void): Command {
  const program = new Command(COMMAND)
    .description(DESCRIPTION)
    .version(SUITE.version)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (one) => `${one.name()} ${one.usage().replace(/^\[options\] ?/, '')}` })
    .allowExcessArguments(false);
  running(program, 'contract', choose).addHelpText('after', END);
  running(program.command('doctor').description('describe the target and what a run could prove'), 'doctor', choose);
  running(
    program.command('local').description('judge a server on this machine; --disposable sets it up'),
    'local',
    choose,
  );
  for (const [words, description, define] of SUBCOMMANDS) {
    define(program.command(words).description(description).exitOverride().allowExcessArguments(false), choose);
  }
  return program;
}

/** Defines the options of a run. */
function running(command: Command, name: 'contract' | 'doctor' | 'local', choose: (request: Request) => void): Command {
  return judging(configured(command), 'judge the server even if it is not an Infisical server')
    .option('--watch', 'run again when specs/, fixtures/ or the served document change')
    .option('--list', 'list the cases without sending them')
    .option('--plan', 'print the life cycles of a disposable target without sending anything')
    .exitOverride()
    .allowExcessArguments(false)
    .action((_: unknown, self: Command) => {
      const options = self.optsWithGlobals<{ watch?: boolean; list?: boolean; plan?: boolean }>();
      if (options.watch === true) checkWatch(name, options);
      choose({
        ...{ command: name, flags: flagsOf(self), ...judgingOf(self) },
        list: options.list === true,
        plan: options.plan === true,
        watch: options.watch === true,
      });
    });
}

/** @throws Problem `command-line` if nothing would be sent again */
function checkWatch(name: string, { list, plan }: Record<string, unknown>): void {
  const other = name === 'doctor' ? name : list === true ? '--list' : plan === true ? '--plan' : undefined;
  if (other === undefined) return;
  throw new Problem({
    code: 'command-line',
    message: `--watch repeats a run, and ${other} does not run any case`,
    where: 'command line',
    fix: `Omit --watch or ${other}`,
  });
}

/** A run without options. */
const RUN = COMMAND.replace(/ --$/, '');

/** Commands and their meanings, in two columns. */
function examples(rows: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...rows.map(([command]) => command.length));
  return rows.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`).join('\n');
}

const DESCRIPTION = `Judges a running Infisical by its published OpenAPI contract, response by response.

Start with
${examples([
  [RUN, 'the target that comes with the suite'],
  [`${COMMAND} init`, 'the files to start from, for your server'],
  [`${COMMAND} doctor`, 'what a run against your server could prove'],
  [`CONTRACT_TARGET=local ${RUN}`, 'the server of .env.local'],
])}`;

const END = `
All options can be set in the environment or in dotenv files:
see docs/configuration.md.
Exit codes: 0 conforming, 1 deviating, 2 wrong input, 3 inconclusive.
${SUITE.name} ${SUITE.version}`;
