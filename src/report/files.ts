import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';

/**
 * Writes a report, replacing the one of the same name as a whole.
 *
 * @throws Problem `report-dir` where it cannot be written
 */
export function writeReport(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  } catch (error) {
    throw new Problem({
      code: 'report-dir',
      message: `${path} cannot be written (${errorCode(error)})`,
      where: 'CONTRACT_REPORT_DIR',
      fix: 'Set it to a folder that may be written to',
    });
  }
}
