import { Command, CommanderError } from 'commander';
import { SUITE } from '../client/client.ts';
import { suggest } from '../config/nearest.ts';
import { type Option, OPTIONS, type OptionName } from '../config/options.ts';
import { Problem } from '../problem.ts';
import type { Selection } from '../run/select.ts';
import { checkSwallowed } from './swallowed.ts';

/** What a user asked for on the command line. */
export type Request =
  | {
      command: 'contract' | 'doctor';
      flags: Partial<Record<OptionName, string>>;
      selection: Selection;
      list: boolean;
      quiet: boolean;
      har: boolean;
    }
  | { command: 'merge'; files: string[]; har: boolean }
  | { command: 'report'; folder: string; har: boolean }
  | { command: 'embedded'; port: number }
  | { command: 'help'; text: string };

const FLAGGED = (OPTIONS as readonly Option[]).filter((option) => option.flag !== undefined);

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  target: '<name>',
  'base-url': '<url>',
  spec: '<where>',
  'require-cells': '<n>',
  cases: '<origins>',
  explore: '<n>',
  'explore-seconds': '<s>',
  seed: '<n>',
  shard: '<i/n>',
  wait: '<s>',
};

/**
 * Reads the command line.
 *
 * @param env the environment, in which npm leaves what it took for its own
 * @throws Problem `command-line` for what it does not know
 */
export function readCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Request {
  checkSwallowed(
    [...FLAGGED.map(({ flag = '' }) => flag), 'only', 'exclude', 'list', 'quiet', 'har', 'port'],
    argv,
    env,
  );
  let request: Request | undefined;
  let help = '';
  const program = commands(
    (found) => (request = found),
    (text) => (help += text),
  );
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version')
      return { command: 'help', text: help };
    throw unknown(error, argv, program);
  }
  return request ?? { command: 'help', text: program.helpInformation() };
}

function commands(choose: (request: Request) => void, write: (text: string) => void): Command {
  const program = new Command('npm run contract --')
    .description(DESCRIPTION)
    .version(SUITE.version)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .helpCommand(false)
    .allowExcessArguments(false);
  judging(program, 'contract', choose).addHelpText('after', END);
  judging(program.command('doctor').description('say what the target is and what a run could prove'), 'doctor', choose);
  program
    .command('embedded')
    .description('start the embedded target by hand')
    .option('--port <port>', 'port on loopback; a free one by default', '0')
    .exitOverride()
    .allowExcessArguments(false)
    .action(({ port }: { port: string }) => choose({ command: 'embedded', port: portNumber(port) }));
  program
    .command('merge')
    .description('make one report of those of all shards')
    .argument('<files...>', 'contract.json of each shard')
    .option(...HAR)
    .exitOverride()
    .action((files: string[], _: unknown, self: Command) => choose({ command: 'merge', files, har: wantsHar(self) }));
  program
    .command('report')
    .description('write the reports again, also of a run that was killed')
    .argument('[folder]', 'folder of the reports', 'reports')
    .option(...HAR)
    .exitOverride()
    .allowExcessArguments(false)
    .action((folder: string, _: unknown, self: Command) => choose({ command: 'report', folder, har: wantsHar(self) }));
  return program;
}

const HAR = ['--har', 'also write the exchanges, without values'] as const;

/** Options of the program before a command count for it as well. */
const wantsHar = (command: Command): boolean => command.optsWithGlobals().har === true;

/** A command that takes the options of a run. */
function judging(command: Command, name: 'contract' | 'doctor', choose: (request: Request) => void): Command {
  const collect = (text: string, before: string[] = []) => [...before, text];
  for (const { flag = '', meaning } of FLAGGED) {
    command.option(`--${flag} ${PLACEHOLDERS[flag] ?? '<text>'}`, inShort(meaning));
  }
  return command
    .option('--only <text>', 'ask only what fits: operation, status or case', collect)
    .option('--exclude <text>', 'leave out what fits', collect)
    .option('--quiet', 'show no progress')
    .option(...HAR)
    .option('--list', 'list the cases and send nothing')
    .exitOverride()
    .allowExcessArguments(false)
    .action((_: unknown, self: Command) => {
      const options = self.optsWithGlobals<Record<string, string | string[] | boolean>>();
      const set = FLAGGED.map(({ flag = '', variable }) => [variable, options[camelCase(flag)]]);
      choose({
        command: name,
        flags: Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Record<OptionName, string>,
        selection: { only: (options.only ?? []) as string[], exclude: (options.exclude ?? []) as string[] },
        list: options.list === true,
        quiet: options.quiet === true,
        har: options.har === true,
      });
    });
}

/** The README says the rest. */
const inShort = (meaning: string): string => (meaning.split('; ')[0] ?? '').replaceAll('`', '');

const DESCRIPTION = `Judges a running Infisical by its published OpenAPI contract, response by response.

Begin with
  npm run contract                        the target that comes with the suite
  npm run contract -- doctor              what a run of your server could prove
  CONTRACT_TARGET=local npm run contract  the server that .env.local names`;

const END = `
Everything can be set in the environment or in dotenv files: see README.md.
Exit codes: 0 conforming, 1 deviating, 2 wrong input, 3 inconclusive.
${SUITE.name} ${SUITE.version}`;

function unknown(error: CommanderError, argv: readonly string[], program: Command): Problem {
  const flags = program.options.map(({ long }) => long ?? '');
  const problem = (message: string, fix: string) =>
    new Problem({ code: 'command-line', message, where: 'command line', fix });
  if (error.code === 'commander.unknownOption') {
    const given = argv.find((word) => word.startsWith('-') && !flags.includes(word.split('=')[0] ?? '')) ?? '';
    return problem(
      `there is no option ${given.split('=')[0]}`,
      suggest(given.split('=')[0] ?? '', [...flags, '--help']),
    );
  }
  if (error.code === 'commander.missingArgument') {
    return problem('merge needs the contract.json of each shard', 'Write merge reports-*/contract.json');
  }
  if (error.code === 'commander.optionMissingArgument') {
    const flag = /--[\w-]+/.exec(error.message)?.[0] ?? '';
    return problem(`${flag} needs a value`, 'Write it behind the option');
  }
  const word = argv.find((each) => !each.startsWith('-')) ?? '';
  const names = program.commands.map((command) => command.name());
  return problem(
    `there is no command ${JSON.stringify(word)}`,
    `${suggest(word, names)}; to select cases write --only ${JSON.stringify(word)}`,
  );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65536) return port;
  throw new Problem({
    code: 'command-line',
    message: `${JSON.stringify(text)} is no port`,
    where: '--port',
    fix: 'Give it a number below 65536',
  });
}

const camelCase = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
