import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Fetched } from '../contract/fetched.ts';
import { Problem } from '../problem.ts';
import type { Line } from './lines.ts';
import { keepPrevious } from './previous-reports.ts';
import { cannotWrite, makeFolder, RECORD } from './report-folder.ts';
import { servedDocument, writeServed } from './served-document.ts';

/** A record that is written line by line, so that a crash loses no verdict. */
export interface RecordFile {
  /** @throws Problem `report-dir` if a line could not be written, for that line and every later one */
  write(line: Line): void;
  close(): void;
}

/**
 * Creates a record. The previous record and its reports are moved to `previous/`. A fetched contract is written at once,
 * because the lines of findings in the record are those of this file.
 *
 * @throws Problem `report-dir` if the folder cannot be written to
 */
export function createRecord(folder: string, fetched?: Fetched): RecordFile {
  const file = open(folder);
  const served = servedDocument(fetched);
  try {
    if (served !== undefined) writeServed(folder, served);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  let failure: Problem | undefined;
  return {
    write(line) {
      // A line after one that was cut off would be lost with it.
      if (failure !== undefined) throw failure;
      try {
        append(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        throw (failure = cannotWrite(join(folder, RECORD), error));
      }
    },
    close: () => closeSync(file),
  };
}

/** Opens a new file, so that another run in the same folder keeps its own. */
function open(folder: string): number {
  try {
    makeFolder(folder);
    keepPrevious(folder);
    return openSync(join(folder, RECORD), 'wx');
  } catch (error) {
    throw error instanceof Problem ? error : cannotWrite(folder, error);
  }
}

/** A write to a nearly full disk can be partial. Only the returned number of bytes indicates this. */
function append(file: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
