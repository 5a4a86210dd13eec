import { type Command, Option } from 'commander';
import { type Option as Setting, OPTIONS } from '../config/options.ts';
import type { Flags } from './request.ts';

/** Options of OPTIONS that have a flag. */
const FLAGGED = (OPTIONS as readonly Setting[]).filter((option) => option.flag !== undefined);

/** Names of the flags of the configuration, without their dashes. */
export const FLAGS = FLAGGED.map(({ flag = '' }) => flag);

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

/** Adds options of the configuration: all of them, or those with the given flags. */
export function configured(command: Command, flags = FLAGGED.map(({ flag }) => flag)): Command {
  for (const { flag = '', meaning, isSwitch } of FLAGGED) {
    const value = isSwitch === true ? '' : ` ${PLACEHOLDERS[flag] ?? '<text>'}`;
    if (!flags.includes(flag)) continue;
    const option = new Option(`--${flag}${value}`, inShort(meaning, isSwitch));
    command.addOption(flag === 'disposable' ? option.argParser(joined) : option);
  }
  return command;
}

/** The hosts of both servers of a comparison, which are given one by one. */
const joined = (host: string, before?: string): string => (before === undefined ? host : `${before},${host}`);

/** Option values of a command, by variable. */
export function flagsOf(command: Command, flags = FLAGGED.map(({ flag }) => flag)): Flags {
  const options = command.optsWithGlobals<Record<string, string | true>>();
  const set = FLAGGED.filter(({ flag }) => flags.includes(flag)).map(({ flag = '', variable }) => {
    const value = options[camelCase(flag)];
    return [variable, value === true ? '1' : value];
  });
  return Object.fromEntries(set.filter(([, value]) => value !== undefined)) as Flags;
}

/** The part of a meaning that fits into --help. */
function inShort(meaning: string, isSwitch = false): string {
  const [short = ''] = meaning.split('; ');
  return (isSwitch ? short.replace(/^`1` makes/, 'make') : short).replaceAll('`', '');
}

const camelCase = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The option that also writes contract.har. */
export const HAR = ['--har', 'also write contract.har: the exchanges, without values'] as const;
