import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';
import { cannotWrite, RECORD, REPORTS } from './report-folder.ts';

/** All that a run writes to its report folder. */
const OWN: readonly string[] = [...REPORTS, RECORD];

/**
 * Moves the files of the run before to `previous/`, in the place of those of the run before that. Only files that the
 * suite itself writes are moved or removed, by their names. The files are collected in `previous.part/` first, so that
 * a process that is killed in between loses nothing: the next run continues.
 *
 * @param folder folder of reports, which need not exist
 * @throws Problem `report-dir` where a file is in the way, or cannot be moved
 */
export function keepPrevious(folder: string): void {
  const [previous, collected] = [join(folder, 'previous'), join(folder, 'previous.part')];
  try {
    for (const path of [previous, collected]) {
      if (stats(path)?.isDirectory() === false) throw inTheWay(path, 'is not a folder');
    }
    const own = OWN.filter((name) => stats(join(folder, name)) !== undefined);
    for (const name of own)
      if (stats(join(folder, name))?.isDirectory()) throw inTheWay(join(folder, name), 'is a folder');
    if (own.length === 0 && stats(collected) === undefined) return;
    if (stats(collected) === undefined) mkdirSync(collected);
    for (const name of own) move(join(folder, name), join(collected, name));
    if (stats(previous) !== undefined) empty(previous, collected);
    renameSync(collected, previous);
  } catch (error) {
    throw error instanceof Problem ? error : cannotWrite(folder, error);
  }
}

/** Removes a folder with the reports in it; what somebody else put there is kept. */
function empty(folder: string, kept: string): void {
  for (const name of readdirSync(folder)) {
    if (OWN.includes(name)) rmSync(join(folder, name));
    else renameSync(join(folder, name), join(kept, name));
  }
  rmdirSync(folder);
}

/** Another run in the same folder may have moved the file a moment ago. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** What stands at a path; a symbolic link is not followed. */
const stats = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

const inTheWay = (path: string, what: string): Problem =>
  new Problem({ code: 'report-dir', message: what, where: path, fix: 'Move it away: the suite writes there' });
