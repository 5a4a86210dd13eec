import { join } from 'node:path';
import { parse } from 'dotenv';
import { Problem } from '../problem.ts';
import { type Option, type OptionName, OPTIONS, SECRET_VARIABLES } from './options.ts';
import { NO_FILE, readInput } from './read-input.ts';

/** A value and its source, for messages. */
export interface Setting {
  value: string;
  /** `environment`, `--flag`, `command line`, or the name of a dotenv file. */
  source: string;
}

/** All values by variable. A later layer replaces an earlier one. */
export type Settings = Map<string, Setting>;

/** Sources of settings. */
export interface Sources {
  /** The process environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** Values of flags, by variable. */
  flags: Readonly<Partial<Record<OptionName, string>>>;
  /** Folder of dotenv files. */
  directory: string;
  /**
   * Set if there are several servers: the variables that only `.env.<target>` and flags may set. `.env.<target>` then
   * takes precedence over the environment, and if it has credentials, it replaces all of them.
   */
  ofOneServer?: readonly OptionName[];
}

/** The source of a value that is an argument. */
export const COMMAND_LINE = 'command line';

const TARGET_NAME = /^[\w.-]+$/;

/**
 * Reads `.env`, `.env.<target>`, the environment and the flags. Later ones take precedence.
 *
 * @throws Problem `target-name` if CONTRACT_TARGET cannot be part of a file name; `dotenv` if a file cannot be read
 */
export function readSettings({ env, flags, directory, ofOneServer }: Sources): Settings {
  const general = dotenvFile(directory, '.env');
  const outer = ofOneServer === undefined ? outerSettings({ env, flags }) : fromFlags(flags, ARGUMENTS);
  const target =
    outer.get('CONTRACT_TARGET') ?? (ofOneServer === undefined ? general.get('CONTRACT_TARGET') : undefined);
  if (target !== undefined && !TARGET_NAME.test(target.value)) {
    throw new Problem({
      code: 'target-name',
      message:
        target.value === ''
          ? 'CONTRACT_TARGET is set but empty'
          : `CONTRACT_TARGET is ${JSON.stringify(target.value.slice(0, 40))}, which is not a valid name`,
      where: target.source,
      fix: 'Use only letters, digits, ".", "_" and "-", or unset it to judge the embedded target',
    });
  }
  const ofTarget = target === undefined ? [] : dotenvFile(directory, `.env.${target.value}`);
  if (ofOneServer === undefined) return new Map([...general, ...ofTarget, ...outer]);
  const isOf = (names: readonly OptionName[]) => (name: string) => names.some((each) => each === name);
  const isReplaced = [...ofTarget].some(([name]) => isOf(SECRET_VARIABLES)(name))
    ? isOf(SECRET_VARIABLES)
    : () => false;
  const ofAll = [...general, ...relevant(env, 'environment')].filter(
    ([name]) => !isOf(ofOneServer)(name) && !isReplaced(name),
  );
  return new Map([...ofAll, ...ofTarget, ...outer]);
}

/** The environment and the flags, without dotenv files. */
export const outerSettings = ({ env, flags }: Pick<Sources, 'env' | 'flags'>): Settings =>
  new Map([...relevant(env, 'environment'), ...fromFlags(flags)]);

/**
 * The variables of a dotenv file; empty if it does not exist.
 *
 * @throws Problem `dotenv` if it is not a file, or cannot be read
 */
export function dotenvFile(directory: string, name: string): Settings {
  const input = readInput(join(directory, name));
  if ('text' in input) return new Map(relevant(parse(input.text), name));
  if (input.error === NO_FILE) return new Map<string, Setting>();
  throw new Problem({
    code: 'dotenv',
    message: `is ${input.error}, so its variables cannot be read`,
    where: name,
    fix: 'Remove it, or replace it with a readable file of lines such as CONTRACT_BASE_URL=https://…',
  });
}

/** Variables that the arguments of a comparison set. */
const ARGUMENTS: readonly OptionName[] = ['CONTRACT_TARGET', 'CONTRACT_BASE_URL'];

/** @param given variables that arguments set instead of flags */
function fromFlags(flags: Sources['flags'], given: readonly OptionName[] = []): Settings {
  const sourceOf = (name: string) =>
    given.some((each) => each === name)
      ? COMMAND_LINE
      : `--${(OPTIONS as readonly Option[]).find(({ variable }) => variable === name)?.flag ?? ''}`;
  return new Map(Object.entries(flags).map(([name, value]) => [name, { value, source: sourceOf(name) }]));
}

/** Variables whose names start with `CONTRACT_`, or with a similar prefix that may be a typo of it. */
function* relevant(values: Readonly<Record<string, string | undefined>>, source: string): Iterable<[string, Setting]> {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && /^c[a-z]{5,9}_/i.test(name)) yield [name, { value: value.trim(), source }];
  }
}
