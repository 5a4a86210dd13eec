import { readFileSync, statSync } from 'node:fs';

/** The reason why a file that does not exist cannot be read. */
export const NO_FILE = 'a file that does not exist';

/** The text of a file, or the reason why it cannot be read: `a folder`. */
export type Read = { text: string } | { error: string };

/** Reads a file or a pipe as UTF-8. Devices are rejected, because reading some of them never ends. */
export function readInput(path: string): Read {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { error: NO_FILE };
    if (stats.isDirectory()) return { error: 'a folder' };
    if (!stats.isFile() && !stats.isFIFO()) return { error: 'a device' };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOTDIR' ? { error: NO_FILE } : { error: `a file that cannot be read (${code})` };
  }
}
