import { untrusted } from '../report/annotations.ts';
import type { Format } from './request.ts';

/** True in a job of GitHub, which takes commands from what is printed. */
export const isJob = ({ GITHUB_ACTIONS }: NodeJS.ProcessEnv): boolean => GITHUB_ACTIONS === 'true';

/** Prints a text, and gives the exit code of what went well. */
export function print(text: string): 0 {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}

/** Prints what a server has a say in; in a GitHub job nothing of it is a command, unless a program is to read it. */
export function show(
  { text, exitCode }: { text: string; exitCode: number },
  format: Format,
  env: NodeJS.ProcessEnv,
): number {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  print(isJob(env) && format === 'text' ? untrusted(whole) : whole);
  return exitCode;
}
