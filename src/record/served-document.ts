import { join } from 'node:path';
import { replaceFiles } from '../config/output.ts';
import { readInput } from '../config/read-input.ts';
import type { Fetched } from '../contract/fetched.ts';
import { cannotWrite, makeFolder, SERVED, type ServedName } from './report-folder.ts';

/** A fetched document among the reports of a run, so that the lines of its findings can be found. */
export interface ServedDocument {
  name: ServedName;
  text: string;
}

/** The fetched document as it is kept; undefined for files, and for a page, whose lines are those at its URL. */
export const servedDocument = (fetched: Fetched | undefined): ServedDocument | undefined =>
  fetched === undefined || fetched.format === 'page' ? undefined : { name: SERVED[fetched.format], text: fetched.text };

/**
 * Writes a fetched document to a folder of reports.
 *
 * @throws Problem `report-dir` if it cannot be written
 */
export function writeServed(folder: string, { name, text }: ServedDocument): void {
  const path = join(folder, name);
  try {
    makeFolder(folder);
    replaceFiles(new Map([[path, text]]));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** The fetched document that several folders of reports contain; undefined if they do not all contain the same one. */
export function commonServed(folders: readonly string[]): ServedDocument | undefined {
  for (const name of Object.values(SERVED)) {
    const inputs = folders.map((folder) => readInput(join(folder, name)));
    const texts = new Set(inputs.map((input) => ('text' in input ? input.text : undefined)));
    const [text] = texts;
    if (texts.size === 1 && text !== undefined) return { name, text };
  }
  return undefined;
}
