import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A text, or a function that makes it when it is written, whole or in pieces. */
export type Text = string | (() => string | Iterable<string>);

/**
 * Writes all files or none. Each text is first written to a new file with a random name, so that neither a full disk
 * nor a signal leaves half of it, and then renamed. A symbolic link is replaced, not followed.
 *
 * @param texts texts, or what makes them one at a time, by path and in the order in which they are put in place
 * @throws what node:fs throws; no new file is left then
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
