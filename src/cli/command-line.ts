import { type Command, CommanderError } from 'commander';
import { suggest } from '../config/nearest.ts';
import { Problem } from '../problem.ts';
import { commands } from './commands.ts';
import type { Request } from './request.ts';
import { checkSwallowed } from './swallowed.ts';

/**
 * Reads the command line.
 *
 * @param env the environment, in which npm leaves what it took for its own
 * @throws Problem `command-line` for what it does not know
 */
export function readCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Request {
  let request: Request | undefined;
  let help = '';
  const program = commands(
    (found) => (request = found),
    (text) => (help += text),
  );
  checkSwallowed(flagsOf(program), argv, env);
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

/** Names of the options of all commands, without their dashes. */
const flagsOf = (program: Command): string[] => [
  ...new Set([program, ...program.commands].flatMap(({ options }) => options.map((option) => option.name()))),
];

function unknown(error: CommanderError, argv: readonly string[], program: Command): Problem {
  const words = argv.filter((each) => !each.startsWith('-'));
  const command = program.commands.find((each) => words.includes(each.name()));
  const flags = [program, ...(command === undefined ? [] : [command])].flatMap(({ options }) =>
    options.map(({ long }) => long ?? ''),
  );
  const problem = (message: string, fix: string) =>
    new Problem({ code: 'command-line', message, where: 'command line', fix });
  const usage = command === undefined ? '' : `Write ${command.name()} ${command.usage().replace('[options] ', '')}`;
  const [quoted = ''] = /(?<=')[^']+(?=')/.exec(error.message) ?? [];
  const names = program.commands.map((each) => each.name());
  const [word = ''] = words;
  const isMistyped = argv[0] === word && word !== '' && !names.includes(word);
  switch (isMistyped ? 'commander.unknownCommand' : error.code) {
    case 'commander.unknownOption': {
      const given = argv.find((word) => word.startsWith('-') && !flags.includes(word.split('=')[0] ?? '')) ?? '';
      const [name = ''] = given.split('=');
      return problem(`there is no option ${name}`, suggest(name, [...flags, '--help']));
    }
    case 'commander.missingArgument':
      return problem(`${command?.name() ?? ''} needs ${quoted}`, usage);
    case 'commander.missingMandatoryOptionValue':
      return problem(`${command?.name() ?? ''} needs ${quoted}`, 'Add it; --help says what it is');
    case 'commander.invalidArgument': {
      const [, flag = '', given = '', allowed = ''] =
        /option '(\S+).*' argument '(.*)' .* are (.*)\./.exec(error.message) ?? [];
      return problem(`${flag} has no ${JSON.stringify(given)}`, suggest(given, allowed.split(', ')));
    }
    case 'commander.optionMissingArgument':
      return problem(`${/--[\w-]+/.exec(error.message)?.[0] ?? ''} needs a value`, 'Write it behind the option');
    default:
      if (command !== undefined) return problem(`${command.name()} takes no more`, usage);
  }
  const fix = suggest(word, names);
  return problem(
    `there is no command ${JSON.stringify(word)}`,
    `${fix}${fix.endsWith('?') ? ' To' : '; to'} select cases write --only ${JSON.stringify(word)}`,
  );
}
