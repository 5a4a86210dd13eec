import { type Command, Option as Flag } from 'commander';
import { suggest } from '../config/nearest.ts';
import { Problem } from '../problem.ts';
import { comparing } from './comparing.ts';
import { configured, flagsOf, HAR } from './flags.ts';
import { type Format, FORMATS, type Request } from './request.ts';

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

/** Commands other than a run, doctor and local: name with arguments, description, and definition. */
export const SUBCOMMANDS: readonly [words: string, description: string, define: Define][] = [
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
  ['compare <a> <b>', 'send the same cases to two servers, and compare their responses', comparing],
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
