import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A text, or a function that returns it, whole or in pieces, when it is written. */
export type Text = string | (() => string | Iterable<string>);

/**
 * Writes all files or none. Each text is written to a new file with a random name, which is then renamed, so that a
 * full disk or a signal cannot leave a partial file. A symbolic link is replaced, not followed.
 *
 * @param texts texts by path, in the order in which the files are replaced
 * @throws the error of node:fs, after the new files are removed
 */
export function replaceFiles(texts: ReadonlyMap<string, Text>): void {
  const parts: [part: string, path: string][] = [];
  try {
    for (const [path, text] of texts) {
      const part = `${path}.${randomUUID()}.part`;
      parts.push([part, path]);
      write(part, typeof text === 'string' ? text : text());
    }
    for (const [part, path] of parts) renameSync(part, path);
  } catch (error) {
    for (const [part] of parts) rmSync(part, { force: true });
    throw error;
  }
}

/** Writes a new file. */
function write(path: string, text: string | Iterable<string>): void {
  const file = openSync(path, 'wx');
  try {
    for (const piece of typeof text === 'string' ? [text] : text) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}
