import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Started, startContract } from './command.ts';
import { temporaryFolder } from './judge.ts';

/** A command that watches, and its output. */
export interface Watching extends Started {
  /** Waits until the output since the last call matches, and returns that part of it. */
  until(pattern: RegExp): Promise<string>;
  folder: string;
}

/** Starts a command that watches. */
export function startWatch(
  words: readonly string[],
  env: Record<string, string>,
  folder = temporaryFolder(),
): Watching {
  const started = startContract(['--watch', '--quiet', ...words], env, folder);
  let output = '';
  let lengths = [0, 0];
  let check: () => void = () => undefined;
  started.onOutput((stdout, stderr) => {
    output += stdout.slice(lengths[0]) + stderr.slice(lengths[1]);
    lengths = [stdout.length, stderr.length];
    check();
  });
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      check = () => {
        const match = pattern.exec(output);
        if (match === null) return;
        check = () => undefined;
        const end = match.index + match[0].length;
        resolve(output.slice(0, end));
        output = output.slice(end);
      };
      check();
    });
  return { ...started, until, folder };
}

/** Printed after the first run. */
export const WAITING = /waiting for changes; Enter runs again, q and Enter ends\n/;

/** The last line of a further run that has a verdict. */
export const VERDICT = /since .* still there\n/;

/** A folder with a contract and fixtures of its own. */
export function ownFolder(): string {
  const folder = temporaryFolder();
  for (const name of ['specs', 'fixtures'])
    cpSync(join(name, 'groups'), join(folder, name, 'groups'), { recursive: true });
  return folder;
}

/** Changes the text of a file. */
export function edit(folder: string, name: string, change: (text: string) => string): void {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
