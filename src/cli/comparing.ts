import { type Command, Option as Flag } from 'commander';
import { suggest } from '../config/nearest.ts';
import { Problem } from '../problem.ts';
import { FAIL_ON, type FailOn } from '../record/sides.ts';
import { configured, FLAGS, flagsOf } from './flags.ts';
import { judging, judgingOf } from './judging.ts';
import type { Request } from './request.ts';

/** Flags of a comparison: those of a run, without those that name one server. */
const COMPARING = FLAGS.filter((flag) => !['target', 'base-url'].includes(flag));

/** Defines the options of a comparison. */
export function comparing(command: Command, choose: (request: Request) => void): Command {
  configured(command, COMPARING)
    .option('--values', 'also compare values: both servers have the same data')
    .addOption(
      new Flag('--fail-on <which>', `what fails: ${FAIL_ON.join(', ')}`).argParser(failOnOf).default('breaking'),
    );
  return judging(command, 'compare the servers even if one is not an Infisical server').action((a: string, b: string) =>
    choose(comparison([a, b], command)),
  );
}

function comparison(sides: [string, string], command: Command): Request {
  const { failOn, values } = command.opts<{ failOn: FailOn; values?: boolean }>();
  const { CONTRACT_DISPOSABLE: disposable, ...flags } = flagsOf(command, COMPARING);
  return {
    ...{ command: 'compare', sides, flags, disposable: disposable?.split(',') ?? [], failOn },
    values: values === true,
    ...judgingOf(command),
  };
}

function failOnOf(text: string): FailOn {
  const known = FAIL_ON.find((each) => each === text);
  if (known !== undefined) return known;
  throw new Problem({
    code: 'command-line',
    message: `unknown value ${JSON.stringify(text)} of --fail-on`,
    where: 'command line',
    fix: suggest(text, FAIL_ON),
  });
}
