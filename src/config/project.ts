import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the suite, with a trailing slash: a clone or the published package. It contains specs/ and fixtures/. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The name of a file in messages and reports: relative to the working directory, or to the suite for its own files
 * elsewhere. Reports then do not contain where the suite is installed.
 */
export function nameOf(path: string): string {
  const fromHere = relative(process.cwd(), path);
  const fromSuite = relative(PROJECT, path);
  const isOwn = fromHere.startsWith('..') && !fromSuite.startsWith('..');
  return (isOwn ? fromSuite : fromHere).replaceAll('\\', '/');
}
