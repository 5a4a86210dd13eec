import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';

/** A file to start from. */
export interface NewFile {
  /** Path below the working directory. */
  name: string;
  text: string;
  /** Access rights; undefined: those of any new file. */
  mode?: number;
}

/**
 * Writes a file, unless it exists.
 *
 * @returns false if it exists, in which case it is not changed
 * @throws Problem `init` if it cannot be written
 */
export function writeNew(directory: string, { name, text, mode = 0o666 }: NewFile): boolean {
  const path = join(directory, name);
  const file = opened(path, name, mode);
  if (file === undefined) return false;
  try {
    writeFileSync(file, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw unwritable(name, error);
  } finally {
    closeSync(file);
  }
  return true;
}

/** A new, empty file, which no other process has made; undefined if it exists. */
function opened(path: string, name: string, mode: number): number | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw unwritable(name, error);
  }
  try {
    return openSync(path, 'wx', mode);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw unwritable(name, error);
  }
}

const unwritable = (name: string, error: unknown): Problem =>
  new Problem({
    code: 'init',
    message: `cannot be written (${errorCode(error)})`,
    where: name,
    fix: 'Make the folder writable, or run init in another folder',
  });
