import { Command, Option as Flag } from 'commander';
import { SUITE } from '../client/suite.ts';
import { type Option, OPTIONS } from '../config/options.ts';
import { type Flags, type Format, FORMATS, type Request } from './request.ts';

/** Options of OPTIONS that have a flag. */
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
  'max-time': '<s>',
  waivers: '<file>',
};

/** Every command with its options; `choose` is told which one was meant. */
export function commands(choose: (request: Request) => void, write: (text: string) => void): Command {
  const program = new Command('npm run contract --')
    .description(DESCRIPTION)
    .version(SUITE.version)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined })
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (one) => `${one.name()} ${one.usage().replace(/^\[options\] ?/, '')}` })
    .allowExcessArguments(false);
  judging(program, 'contract', choose).addHelpText('after', END);
  judging(program.command('doctor').description('say what the target is and what a run could prove'), 'doctor', choose);
  for (const [words, description, define] of COMMANDS) {
    define(program.command(words).description(description).exitOverride().allowExcessArguments(false), choose);
  }
  return program;
}

/** Flags that say which contract, and how the target is reached. */
const REACHING = ['target', 'base-url', 'spec', 'wait'];

/** Flags of what judges without asking. */
const JUDGING = ['base-url', 'spec', 'require-cells', 'waivers'];

const HAR = ['--har', 'also write the exchanges, without values'] as const;

const formatted = (): Flag => new Flag('--format <format>', 'how it is written').choices(FORMATS).default('text');

/** Options of the program before a command count for it as well. */
const wantsHar = (command: Command): boolean => command.optsWithGlobals().har === true;

/** Gives a command its options, and says what it asks for. */
type Define = (command: Command, choose: (request: Request) => void) => unknown;

/** What can be done beside asking. */
const COMMANDS: readonly [words: string, description: string, define: Define][] = [
  [
    'waive <ids...>',
    'accept a deviation for a while: findings by their ids',
    (command, choose) =>
      configured(command, ['waivers'])
        .requiredOption('--reason <text>', 'why it is accepted')
        .requiredOption('--owner <name>', 'who answers for it')
        .requiredOption('--expires <day>', 'the last day, such as 2027-01-31')
        .option('--target <name>', 'only for this target')
        .option('--flaky', 'it comes and goes', false)
        .option('--cause', 'also the other findings of the same cause', false)
        .action((ids: string[]) =>
          choose({ command: 'waive', ids, terms: command.optsWithGlobals(), flags: flagsOf(command, ['waivers']) }),
        ),
  ],
  [
    'diff <old.json> <new.json>',
    'hold a run against an earlier one: what is new, fixed, still there',
    (command, choose) =>
      command
        .addOption(formatted())
        .action((before: string, after: string, { format }: { format: Format }) =>
          choose({ command: 'diff', files: [before, after], format }),
        ),
  ],
  [
    'drift',
    'compare specs/ with the document that the target serves',
    (command, choose) =>
      configured(command, REACHING)
        .addOption(formatted())
        .action(({ format }: { format: Format }) =>
          choose({ command: 'drift', flags: flagsOf(command, REACHING), format }),
        ),
  ],
  [
    'import <source> [operation]',
    'bring a published page, or an operation of a document, into specs/',
    (command, choose) =>
      configured(command, REACHING)
        .option('--as <path>', 'where it goes below specs/, such as groups/get')
        .action((source: string, operation: string | undefined, { as }: { as?: string }) =>
          choose({ command: 'import', flags: flagsOf(command, REACHING), source, operation, as }),
        ),
  ],
  [
    'verify <traffic.har>',
    'judge exchanges that others recorded',
    (command, choose) =>
      configured(command, JUDGING)
        .option(...HAR)
        .action((file: string) =>
          choose({ command: 'verify', flags: flagsOf(command, JUDGING), file, har: wantsHar(command) }),
        ),
  ],
  [
    'merge <files...>',
    'make one report of the contract.json of each shard',
    (command, choose) =>
      command.option(...HAR).action((files: string[]) => choose({ command: 'merge', files, har: wantsHar(command) })),
  ],
  [
    'report [folder]',
    'write the reports in a folder again, also of a run that was killed',
    (command, choose) =>
      command
        .option(...HAR)
        .action((folder = 'reports') => choose({ command: 'report', folder: String(folder), har: wantsHar(command) })),
  ],
  [
    'embedded',
    'start the embedded target by hand',
    (command, choose) =>
      command
        .option('--port <port>', 'port on loopback; a free one by default', '0')
        .action(({ port }: { port: string }) => choose({ command: 'embedded', port })),
  ],
];

/** Adds options of the configuration, all or those of the flags that are named. */
function configured(command: Command, flags = FLAGGED.map(({ flag }) => flag)): Command {
  for (const { flag = '', meaning } of FLAGGED) {
    if (flags.includes(flag)) command.option(`--${flag} ${PLACEHOLDERS[flag] ?? '<text>'}`, inShort(meaning));
  }
  return command;
}

/** What is set of them, by variable. */
function flagsOf(command: Command, flags = FLAGGED.map(({ flag }) => flag)): Flags {
  const options = command.optsWithGlobals<Record<string, string>>();
  const set = FLAGGED.filter(({ flag }) => flags.includes(flag)).map(({ flag = '', variable }) => [
    variable,
    options[camelCase(flag)],
  ]);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Flags;
}

/** A command that takes the options of a run. */
function judging(command: Command, name: 'contract' | 'doctor', choose: (request: Request) => void): Command {
  const collect = (text: string, before: string[] = []) => [...before, text];
  return configured(command)
    .option('--only <text>', 'ask only what fits: operation, status or case', collect)
    .option('--exclude <text>', 'leave out what fits', collect)
    .option('--quiet', 'show no progress')
    .option(...HAR)
    .option('--list', 'list the cases and send nothing')
    .option('--force', 'judge a server that is not an Infisical as well')
    .exitOverride()
    .allowExcessArguments(false)
    .action((_: unknown, self: Command) => {
      const options = self.optsWithGlobals<Record<string, string[] | boolean>>();
      choose({
        command: name,
        flags: flagsOf(self),
        selection: { only: (options.only ?? []) as string[], exclude: (options.exclude ?? []) as string[] },
        list: options.list === true,
        quiet: options.quiet === true,
        har: options.har === true,
        force: options.force === true,
      });
    });
}

/** The README says the rest. */
const inShort = (meaning: string): string => (meaning.split('; ')[0] ?? '').replaceAll('`', '');

const camelCase = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const DESCRIPTION = `Judges a running Infisical by its published OpenAPI contract, response by response.

Begin with
  npm run contract                        the target that comes with the suite
  npm run contract -- doctor              what a run of your server could prove
  CONTRACT_TARGET=local npm run contract  the server that .env.local names`;

const END = `
Everything can be set in the environment or in dotenv files: see README.md.
Exit codes: 0 conforming, 1 deviating, 2 wrong input, 3 inconclusive.
${SUITE.name} ${SUITE.version}`;
