import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Config } from '../../config/config.ts';
import { errorCode } from '../../client/error-code.ts';
import { includesSpecs } from '../../target/contract-loader.ts';

/** The files and folders that a run reads. Those that do not exist may appear. */
export interface Inputs {
  /** Files and folders with parts of the contract. */
  contract: string[];
  /** Folders of fixtures, and files of waivers and settings. */
  others: string[];
  /** Folder that is not watched. */
  reports: string;
}

/** The inputs of a configuration. */
export function inputsOf(
  { spec, specs, specRoot, fixtures, waivers, reportDir, target }: Config,
  directory: string,
): Inputs {
  const isFile = !includesSpecs(spec) && spec !== 'served' && !/^https?:\/\//i.test(spec);
  return {
    contract: [
      ...(includesSpecs(spec) ? [specs, join(directory, 'specs')] : []),
      ...(isFile ? [resolve(directory, spec)] : []),
      ...(specRoot === undefined ? [] : [specRoot]),
    ],
    others: [
      ...(fixtures === undefined ? [] : [fixtures]),
      ...['fixtures', '.env', `.env.${target.name}`].map((name) => join(directory, name)),
      waivers,
    ],
    reports: reportDir,
  };
}

/**
 * Watches the inputs of a run.
 *
 * @param onChange called with the path of a changed file, and with true if it is part of the contract
 * @returns a function that ends it, once changes are noticed
 */
export async function watchFiles(
  inputs: Inputs,
  onChange: (path: string, isContract: boolean) => void,
): Promise<() => Promise<void>> {
  const all = [...inputs.contract, ...inputs.others];
  const watcher = watch([...new Set(all.map(existing))], {
    ignoreInitial: true,
    ignored: (path) => isIgnored(resolve(path), all, inputs.reports),
  });
  const note = (path: string): void => {
    if (isInput(path, all)) onChange(path, isInput(path, inputs.contract));
  };
  for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, note);
  await ready(watcher);
  return () => watcher.close();
}

/** Waits until the watcher has read all folders. Files that cannot be watched are reported, and do not end a run. */
function ready(watcher: FSWatcher): Promise<void> {
  watcher.on('error', (error) => {
    process.stderr.write(`some files cannot be watched (${errorCode(error)}); Enter runs again\n`);
  });
  return new Promise((resolve) => watcher.once('ready', resolve));
}

/** The path itself, or the nearest folder above it that exists, in which it may appear. */
const existing = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : existing(dirname(path));

/** True if a path is the other one, or below it. */
const isWithin = (path: string, other: string): boolean => {
  const below = relative(other, path);
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
};

/** Names of folders that contain no inputs. */
const FOREIGN = /^(?:node_modules$|\.)/;

/** True for a path that is neither below an input nor above one. */
function isIgnored(path: string, inputs: readonly string[], reports: string): boolean {
  if (inputs.some((input) => isWithin(input, path))) return false;
  return !inputs.some((input) => isWithin(path, input)) || FOREIGN.test(basename(path)) || isWithin(path, reports);
}

/** Names of files that are read from a folder. Editors write files with other names beside them. */
const READ = /^[^.].*\.(?:ya?ml|json|mdx?|markdown|txt)$/i;

const isInput = (path: string, inputs: readonly string[]): boolean =>
  inputs.some((input) => path === input || (isWithin(path, input) && READ.test(basename(path))));
