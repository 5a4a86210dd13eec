import { Command, Option as Flag } from 'commander';
import { SUITE } from '../client/suite.ts';
import { suggest } from '../config/nearest.ts';
import { type Option, OPTIONS } from '../config/options.ts';
import { COMMAND } from '../config/packed.ts';
import { Problem } from '../problem.ts';
import { type Flags, type Format, FORMATS, type Request } from './request.ts';

/** Options of OPTIONS that have a flag. */
const FLAGGED = (OPTIONS as readonly Option[]).filter((option) => option.flag !== undefined);

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  target: '<name>',
  'base-url': '<url>',
  spec: '<source>',
  fixtures: '<folder>',
  'require-cells': '<n>',
  'require-reached': '<n>',
  cases: '<origins>',
  explore: '<n>',
  'explore-seconds': '<s>',
  seed: '<n>',
  shard: '<i/n>',
  wait: '<s>',
  'max-time': '<s>',
  disposable: '<host>',
  waivers: '<file>',
  undeclared: '<how>',
  baseline: '<file>',
};

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
  judging(program, 'contract', choose).addHelpText('after', END);
  judging(program.command('doctor').description('describe the target and what a run could prove'), 'doctor', choose);
  judging(
    program.command('local').description('judge a server on this machine; --disposable sets it up'),
    'local',
    choose,
  );
  for (const [words, description, define] of COMMANDS) {
    define(program.command(words).description(description).exitOverride().allowExcessArguments(false), choose);
  }
  return program;
}

/** Flags of commands that connect to the target. */
const REACHING = ['target', 'base-url', 'spec', 'wait'];

/** Flags of bootstrap. */
const BOOTSTRAPPING = ['target', 'base-url', 'disposable', 'wait'];

/** Flags of init. */
const STARTING = ['target', 'base-url'];

/** Flags of clean. */
const CLEANING = ['target', 'base-url', 'disposable'];

/** Flags of commands that judge without sending requests. */
const JUDGING = ['base-url', 'spec', 'require-cells', 'undeclared', 'strict', 'baseline', 'waivers'];

const HAR = ['--har', 'also write contract.har: the exchanges, without values'] as const;

const formatted = (): Flag =>
  new Flag(`--format <format>`, `output format: ${FORMATS.join(', ')}`).argParser(formatOf).default('text');

function formatOf(text: string): Format {
  const format = FORMATS.find((each) => each === text);
  if (format !== undefined) return format;
  throw new Problem({
    code: 'command-line',
    message: `unknown format ${JSON.stringify(text)}`,
    where: 'command line',
    fix: suggest(text, FORMATS),
  });
}

/** Options before the name of a command apply to it as well. */
const wantsHar = (command: Command): boolean => command.optsWithGlobals().har === true;

/** Defines the options of a command and the request it makes. */
type Define = (command: Command, choose: (request: Request) => void) => unknown;

/** Commands other than a run and doctor. */
const COMMANDS: readonly [words: string, description: string, define: Define][] = [
  [
    'init',
    'write .env.<target>, a fixture and waivers.yaml, unless they exist',
    (command, choose) =>
      configured(command, STARTING)
        .option('--github', 'also write a workflow for GitHub', false)
        .option('--gitlab', 'also write a pipeline for GitLab', false)
        .action(({ github, gitlab }: { github: boolean; gitlab: boolean }) =>
          choose({ command: 'init', flags: flagsOf(command, STARTING), github, gitlab }),
        ),
  ],
  [
    'waive <ids...>',
    'waive findings, by their ids, until a date',
    (command, choose) =>
      configured(command, ['waivers'])
        .requiredOption('--reason <text>', 'reason for the waiver')
        .requiredOption('--owner <name>', 'who is responsible')
        .requiredOption('--expires <day>', 'last day of the waiver, such as 2027-01-31')
        .option('--target <name>', 'only for this target')
        .option('--flaky', 'the finding is intermittent', false)
        .option('--cause', 'also waive the other findings of the same cause', false)
        .action((ids: string[]) =>
          choose({ command: 'waive', ids, terms: command.optsWithGlobals(), flags: flagsOf(command, ['waivers']) }),
        ),
  ],
  [
    'diff <old.json> <new.json>',
    'compare a run with an earlier one: new, fixed and remaining deviations',
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
    'add a published page, or an operation of a document, to specs/, with a fixture',
    (command, choose) =>
      configured(command, REACHING)
        .option('--as <path>', 'path below specs/, such as groups/get')
        .action((source: string, operation: string | undefined, { as }: { as?: string }) =>
          choose({ command: 'import', flags: flagsOf(command, REACHING), source, operation, as }),
        ),
  ],
  [
    'verify <traffic.har>',
    'judge exchanges that were recorded elsewhere',
    (command, choose) =>
      configured(command, JUDGING)
        .option(...HAR)
        .action((file: string) =>
          choose({ command: 'verify', flags: flagsOf(command, JUDGING), file, har: wantsHar(command) }),
        ),
  ],
  [
    'merge <files...>',
    'merge the contract.json of each shard into one report',
    (command, choose) =>
      command.option(...HAR).action((files: string[]) => choose({ command: 'merge', files, har: wantsHar(command) })),
  ],
  [
    'report [folder]',
    'write the reports of a folder again, for example after a run was killed',
    (command, choose) =>
      command
        .option(...HAR)
        .action((folder = 'reports') => choose({ command: 'report', folder: String(folder), har: wantsHar(command) })),
  ],
  [
    'clean [folder]',
    'delete what a killed run made on a disposable target',
    (command, choose) =>
      configured(command, CLEANING)
        .option('--bootstrap', 'delete what bootstrap made instead', false)
        .action((folder = 'reports', { bootstrap }: { bootstrap: boolean } = { bootstrap: false }) =>
          choose({ command: 'clean', folder: String(folder), flags: flagsOf(command, CLEANING), bootstrap }),
        ),
  ],
  [
    'bootstrap',
    'make what a full run needs on a disposable server, and write .env.<target>',
    (command, choose) =>
      configured(command, BOOTSTRAPPING)
        .option('--force', 'replace a .env.<target> that bootstrap did not write', false)
        .action(() =>
          choose({
            command: 'bootstrap',
            flags: flagsOf(command, BOOTSTRAPPING),
            force: command.optsWithGlobals().force === true,
          }),
        ),
  ],
  [
    'embedded',
    'start the embedded target',
    (command, choose) =>
      command
        .option('--port <port>', 'port on loopback; a free one by default', '0')
        .option('--empty', 'without data, so that bootstrap can set it up', false)
        .action(({ port, empty }: { port: string; empty: boolean }) => choose({ command: 'embedded', port, empty })),
  ],
];

/** Adds options of the configuration: all of them, or those with the given flags. */
function configured(command: Command, flags = FLAGGED.map(({ flag }) => flag)): Command {
  for (const { flag = '', meaning, isSwitch } of FLAGGED) {
    const value = isSwitch === true ? '' : ` ${PLACEHOLDERS[flag] ?? '<text>'}`;
    if (flags.includes(flag)) command.option(`--${flag}${value}`, inShort(meaning));
  }
  return command;
}

/** Option values of a command, by variable. */
function flagsOf(command: Command, flags = FLAGGED.map(({ flag }) => flag)): Flags {
  const options = command.optsWithGlobals<Record<string, string | true>>();
  const set = FLAGGED.filter(({ flag }) => flags.includes(flag)).map(({ flag = '', variable }) => {
    const value = options[camelCase(flag)];
    return [variable, value === true ? '1' : value];
  });
  return Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Flags;
}

/** Adds the options of a run to a command. */
function judging(command: Command, name: 'contract' | 'doctor' | 'local', choose: (request: Request) => void): Command {
  const collect = (text: string, before: string[] = []) => [...before, text];
  return configured(command)
    .option('--only <text>', 'send only matching cases: operation, status or case', collect)
    .option('--exclude <text>', 'leave out matching cases', collect)
    .option('--include <text>', 'send matching operations that are excluded, such as exports', collect)
    .option('--quiet', 'show no progress')
    .option('--verbose', 'show the whole report of a long run on the terminal')
    .option(...HAR)
    .option('--watch', 'run again when specs/, fixtures/ or the served document change')
    .option('--list', 'list the cases without sending them')
    .option('--plan', 'print the life cycles of a disposable target without sending anything')
    .option('--force', 'judge the server even if it is not an Infisical server')
    .exitOverride()
    .allowExcessArguments(false)
    .action((_: unknown, self: Command) => {
      const options = self.optsWithGlobals<Record<string, string[] | boolean>>();
      if (options.watch === true) checkWatch(name, options);
      choose({
        command: name,
        flags: flagsOf(self),
        selection: {
          only: (options.only ?? []) as string[],
          exclude: (options.exclude ?? []) as string[],
          include: (options.include ?? []) as string[],
        },
        list: options.list === true,
        plan: options.plan === true,
        quiet: options.quiet === true,
        verbose: options.verbose === true,
        har: options.har === true,
        force: options.force === true,
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

/** The part of a meaning that fits into --help. */
const inShort = (meaning: string): string => (meaning.split('; ')[0] ?? '').replaceAll('`', '');

const camelCase = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A run without options. */
const RUN = COMMAND.replace(/ --$/, '');

/** Commands with what they judge, in two columns. */
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
