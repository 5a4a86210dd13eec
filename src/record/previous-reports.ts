import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';
import { cannotWrite, RECORD, RUN_FILES } from './report-folder.ts';

/**
 * Moves the files of the previous run to `previous/`, where they replace those of an earlier run. Only files that the
 * suite itself writes are moved or removed, by their names. They are collected in `previous.part/` first, so that
 * nothing is lost if the process is killed in between: the next run continues. Reports of a run that could not start
 * are removed instead: two in a row would replace the last reports that have verdicts.
 *
 * @param folder folder of reports, which need not exist
 * @throws Problem `report-dir` if a file blocks the path, or cannot be moved
 */
export function keepPrevious(folder: string): void {
  const [previous, collected] = [join(folder, 'previous'), join(folder, 'previous.part')];
  try {
    for (const path of [previous, collected]) {
      if (stats(path)?.isDirectory() === false) throw inTheWay(path, 'is not a folder');
    }
    const own = RUN_FILES.filter((name) => stats(join(folder, name)) !== undefined);
    for (const name of own)
      if (stats(join(folder, name))?.isDirectory()) throw inTheWay(join(folder, name), 'is a folder');
    if (own.length === 0 && stats(collected) === undefined) return;
    if (stats(previous) !== undefined && stats(collected) === undefined && isUnstarted(folder)) {
      for (const name of own) rmSync(join(folder, name), { force: true });
      return;
    }
    if (stats(collected) === undefined) mkdirSync(collected);
    for (const name of own) move(join(folder, name), join(collected, name));
    if (stats(previous) !== undefined) empty(previous, collected);
    renameSync(collected, previous);
  } catch (error) {
    throw error instanceof Problem ? error : cannotWrite(folder, error);
  }
}

/** True for the reports of a run that could not start: it has no record, and its report contains no cases. */
function isUnstarted(folder: string): boolean {
  if (stats(join(folder, RECORD)) !== undefined) return false;
  try {
    const { cases } = JSON.parse(readFileSync(join(folder, 'contract.json'), 'utf8')) as { cases?: unknown };
    return Array.isArray(cases) && cases.length === 0;
  } catch {
    return false;
  }
}

/** Removes a folder with its reports; other files in it are kept. */
function empty(folder: string, kept: string): void {
  for (const name of readdirSync(folder)) {
    if (RUN_FILES.includes(name)) rmSync(join(folder, name));
    else renameSync(join(folder, name), join(kept, name));
  }
  rmdirSync(folder);
}

/** Moves a file, unless another run in the same folder has just moved it. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** The file, folder or symbolic link at a path. */
const stats = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

const inTheWay = (path: string, what: string): Problem =>
  new Problem({
    code: 'report-dir',
    message: what,
    where: path,
    fix: 'Move or remove it, because the suite writes to this path',
  });
