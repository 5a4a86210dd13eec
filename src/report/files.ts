import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { replaceFiles, type Text } from '../config/output.ts';
import { Problem } from '../problem.ts';
import { cannotWrite, makeFolder, type ReportName, REPORTS } from '../record/report-folder.ts';

/**
 * Writes all reports of a run, or none. Reports of an earlier run that this one does not have are removed.
 *
 * @throws Problem `report-dir` if one cannot be written
 */
export function writeReports(folder: string, texts: Readonly<Partial<Record<ReportName, Text>>>): void {
  const written = REPORTS.flatMap((name): [string, Text][] => {
    const text = texts[name];
    return text === undefined ? [] : [[join(folder, name), text]];
  });
  try {
    makeFolder(folder);
    replaceFiles(new Map(written));
    for (const name of REPORTS) if (texts[name] === undefined) rmSync(join(folder, name), { force: true });
  } catch (error) {
    // An error without a code does not come from the file system, but from the text of a report.
    throw errorCode(error) === '' ? error : cannotWrite(folder, error);
  }
}

/**
 * Appends to the summary of a GitHub job.
 *
 * @param reports folder of the reports, which are already complete
 * @throws Problem `step-summary` if it cannot be written
 */
export function addToSummary(path: string, text: string, reports: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw new Problem({
      code: 'step-summary',
      message: `${path} cannot be written (${errorCode(error)}). The reports in ${reports} are complete`,
      where: 'GITHUB_STEP_SUMMARY',
      fix: 'Set it to a writable file, or unset it',
    });
  }
}
