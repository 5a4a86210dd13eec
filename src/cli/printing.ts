import { annotation, untrusted } from '../report/annotations.ts';
import { clean } from '../report/clean.ts';
import type { Format } from './request.ts';
import { asProblem } from './unexpected.ts';

/** True in a GitHub job, which interprets printed lines as commands. */
export const isJob = ({ GITHUB_ACTIONS }: NodeJS.ProcessEnv): boolean => GITHUB_ACTIONS === 'true';

/** Prints a text and returns exit code 0. */
export function print(text: string): 0 {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}

/** Prints an error in one line and returns its exit code. */
export function printProblem(error: unknown, env: NodeJS.ProcessEnv): number {
  const { line, exitCode } = asProblem(error);
  process.stderr.write(`${clean(line)}\n`);
  if (isJob(env)) process.stdout.write(annotation(line));
  return exitCode;
}

/** Prints text that the server controls. In a GitHub job its lines are not interpreted as commands. */
export function show(
  { text, exitCode }: { text: string; exitCode: number },
  format: Format,
  env: NodeJS.ProcessEnv,
): number {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  print(isJob(env) && format === 'text' ? untrusted(whole) : whole);
  return exitCode;
}
