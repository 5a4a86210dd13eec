import { type Command, CommanderError } from 'commander';
import { suggest } from '../config/nearest.ts';
import { Problem } from '../problem.ts';
import { commands } from './commands.ts';
import type { Request } from './request.ts';
import { checkSwallowed } from './npm-options.ts';

/**
 * Parses the command line.
 *
 * @param env the environment, which contains the options that npm has removed
 * @throws Problem `command-line` for unknown commands and options, and for missing values
 */
export function readCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Request {
  let request: Request | undefined;
  let help = '';
  const program = commands(
    (chosen) => (request = chosen),
    (text) => (help += text),
  );
  checkSwallowed(flagsOf(program), argv, env);
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version')
      return { command: 'help', text: help };
    throw problemOf(error.code, argv, program);
  }
  if (request?.command === 'compare') checkComparison(program);
  return request ?? { command: 'help', text: program.helpInformation() };
}

/**
 * @throws Problem `command-line` for an option that a comparison does not have. The program accepts those of a run before
 * and after the name of every command.
 */
function checkComparison(program: Command): void {
  const names = program.commands.find((each) => each.name() === 'compare')?.options.map((option) => option.name());
  const isGiven = (option: Command['options'][number]) => program.getOptionValue(option.attributeName()) !== undefined;
  const other = program.options.find((option) => isGiven(option) && names?.includes(option.name()) !== true);
  if (other === undefined) return;
  const isOfOneServer = ['target', 'base-url'].includes(other.name());
  const fix = isOfOneServer ? 'Write compare <a> <b>, with the names or base URLs of both servers' : 'Omit it';
  throw problem(`compare has no option --${other.name()}`, fix);
}

/** Names of the options of all commands, without their dashes. */
const flagsOf = (program: Command): string[] => [
  ...new Set([program, ...program.commands].flatMap(({ options }) => options.map((option) => option.name()))),
];

const problem = (message: string, fix: string): Problem =>
  new Problem({ code: 'command-line', message, where: 'command line', fix });

/**
 * The Problem for an error code of commander. Its messages are not used: their wording is not part of its interface.
 */
function problemOf(code: string, argv: readonly string[], program: Command): Problem {
  const names = program.commands.map((each) => each.name());
  const [word = ''] = argv.filter((each) => !each.startsWith('-'));
  const isMistyped = argv[0] === word && word !== '' && !names.includes(word);
  const command = program.commands.find((each) => argv.includes(each.name()));
  if (isMistyped) return unknownCommand(word, names);
  if (code === 'commander.unknownOption')
    return unknownOption(argv, command === undefined ? [program] : [program, command]);
  if (code === 'commander.optionMissingArgument') {
    return problem(`${argv.at(-1) ?? ''} needs a value`, 'Write it after the option');
  }
  if (command === undefined) return unknownCommand(word, names);
  const usage = `Write ${command.name()} ${command.usage().replace('[options] ', '')}`;
  if (code === 'commander.missingArgument') {
    const missing = command.registeredArguments.filter(({ required }) => required)[command.args.length];
    return problem(`${command.name()} needs ${missing?.name() ?? 'an argument'}`, usage);
  }
  if (code === 'commander.missingMandatoryOptionValue') {
    const isMissing = ({ mandatory }: { mandatory: boolean }, value: unknown) => mandatory && value === undefined;
    const missing = command.options.filter((option) =>
      isMissing(option, command.getOptionValue(option.attributeName())),
    );
    const [it, names] = [missing.length === 1 ? 'it' : 'them', missing.map(({ flags }) => flags).join(', ')];
    return problem(`${command.name()} needs ${names}`, `Add ${it}; --help describes ${it}`);
  }
  return problem(`${command.name()} has too many arguments`, usage);
}

function unknownOption(argv: readonly string[], accepting: readonly Command[]): Problem {
  const flags = accepting.flatMap(({ options }) => options.map(({ long }) => long ?? ''));
  const given = argv.find((each) => each.startsWith('-') && !flags.includes(each.split('=')[0] ?? '')) ?? '';
  const [name = ''] = given.split('=');
  return problem(`there is no option ${name}`, suggest(name, [...flags, '--help']));
}

function unknownCommand(word: string, names: readonly string[]): Problem {
  const fix = suggest(word, names);
  const select = `${fix.endsWith('?') ? ' To' : '; to'} select cases, write --only ${JSON.stringify(word)}`;
  return problem(`there is no command ${JSON.stringify(word)}`, fix + select);
}
