import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** True for a file that may be part of a contract. A symbolic link counts as its target. */
export type Boundary = (path: string) => boolean;

/** Creates the boundary of the files below several folders, at any depth. */
export function boundaryOf(folders: readonly string[]): Boundary {
  const roots = folders.map((folder) => realpathSync(folder));
  return (path) => {
    const real = realpathSync(path);
    return roots.some((root) => real.startsWith(root.endsWith(sep) ? root : root + sep));
  };
}

/** Files below a folder. */
export interface FilesBelow {
  /** Paths relative to the folder, each file once. */
  names: string[];
  /** Symbolic links whose targets are outside of the boundary. */
  outside: string[];
}

/**
 * Lists all files below a folder, except hidden ones. Links are followed last, and nothing is visited twice, so that a
 * link to a parent folder does not cause a loop and each document has one name.
 */
export function filesBelow(folder: string, boundary: Boundary): FilesBelow {
  const found: FilesBelow = { names: [], outside: [] };
  const seen = new Set([realpathSync(folder)]);
  const links: string[] = [];
  const visit = (name: string): void => {
    const path = join(folder, name);
    const real = realpathSync(path);
    if (seen.has(real)) return;
    seen.add(real);
    const stats = statSync(real);
    if (stats.isFile()) found.names.push(name);
    if (stats.isDirectory()) open(name);
  };
  const open = (below: string): void => {
    const entries = readdirSync(join(folder, below), { withFileTypes: true });
    for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
      const name = join(below, entry.name);
      if (entry.isSymbolicLink()) links.push(name);
      else visit(name);
    }
  };
  open('');
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    const path = join(folder, link);
    if (!existsSync(path)) continue;
    if (boundary(path)) visit(link);
    else found.outside.push(link);
  }
  return found;
}
