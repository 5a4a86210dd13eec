import { untrusted } from '../report/annotations.ts';
import type { Format } from './request.ts';

/** True in a GitHub job, which interprets printed lines as commands. */
export const isJob = ({ GITHUB_ACTIONS }: NodeJS.ProcessEnv): boolean => GITHUB_ACTIONS === 'true';

/** Prints a text and returns exit code 0. */
export function print(text: string): 0 {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
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
