import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { OptionName } from '../config/options.ts';
import { dotenvFile } from '../config/settings.ts';
import { Problem } from '../problem.ts';
import { Refusal } from './api.ts';

/** The first line of a file that bootstrap wrote, by which it is recognized. */
const HEAD = '# Written by infisical-contract bootstrap. It contains credentials.';

/** The dotenv file of a target, to which bootstrap adds one variable after the other. */
export class EnvFile {
  readonly path: string;
  #lines: string[];

  /**
   * Reads the file. It is only written when a variable is set.
   *
   * @param isForced true: a file that somebody else wrote is replaced
   * @throws Problem `env-file` for a file that somebody else wrote; `dotenv` if it cannot be read
   */
  constructor(path: string, isForced: boolean) {
    this.path = path;
    dotenvFile(dirname(path), basename(path));
    const text = existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
    const isOwn = text === '' || text.startsWith(HEAD);
    if (!isOwn && !isForced) {
      const fix = 'Choose another --target, or replace it with --force';
      throw problem(path, 'exists, and bootstrap did not write it', fix);
    }
    this.#lines = isOwn && text !== '' ? text.split('\n') : [HEAD];
  }

  get(variable: OptionName): string | undefined {
    const text = this.#lines.find((each) => each.startsWith(`${variable}=`));
    return text?.slice(variable.length + 1).replace(/^'(.*)'$/, '$1');
  }

  /** Number of variables that are set. */
  get size(): number {
    return this.#lines.filter((each) => /^\w+=/.test(each)).length;
  }

  /**
   * Sets a variable. The file is complete after each one, so that nothing is lost if the process is killed.
   *
   * @throws Refusal for a value that a dotenv file cannot contain
   */
  set(variable: OptionName, value: string): void {
    if (!WRITABLE.test(value)) throw new Refusal(`the value of ${variable} has characters that a file cannot contain`);
    if (this.get(variable) === value) return;
    this.#lines = [...this.#lines.filter((each) => !each.startsWith(`${variable}=`)), `${variable}='${value}'`];
    this.#write();
  }

  /** Removes variables. */
  remove(variables: readonly OptionName[]): void {
    this.#lines = this.#lines.filter((each) => !variables.some((variable) => each.startsWith(`${variable}=`)));
    this.#write();
  }

  /** Replaces the file as a whole, so that it is never incomplete and has the mode of a new one. */
  #write(): void {
    const part = `${this.path}.part`;
    writeFileSync(part, `${this.#lines.join('\n')}\n`, { mode: 0o600 });
    renameSync(part, this.path);
  }
}

/** Printable ASCII without the quote around a value. */
const WRITABLE = /^[\x20-\x26\x28-\x7e]+$/;

/**
 * Checks that Git cannot commit files with credentials.
 *
 * @throws Problem `env-file` for a file in a work tree of Git that does not ignore it
 */
export function checkIgnored(paths: readonly string[]): void {
  for (const path of paths.filter(wouldBeCommitted)) {
    const fix = `Add ${basename(path)} to .gitignore, so that its credentials cannot be committed`;
    throw problem(path, 'would not be ignored by Git', fix);
  }
}

/** True for a file in a work tree of Git that does not ignore it. */
export function wouldBeCommitted(path: string): boolean {
  const options = { cwd: dirname(path), stdio: 'ignore' } as const;
  return spawnSync('git', ['check-ignore', '--quiet', basename(path)], options).status === 1;
}

const problem = (path: string, message: string, fix: string): Problem =>
  new Problem({ code: 'env-file', message, where: basename(path), fix });
