import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';

/** Names of all reports. */
const REPORTS = ['contract.json', 'contract.html', 'contract.har', 'junit.xml', 'summary.md'] as const;

/** Removes what an earlier run has told, so that nobody takes it for what this one tells. */
export function forget(folder: string): void {
  for (const name of REPORTS)
    reaching('reports', 'CONTRACT_REPORT_DIR', () => rmSync(join(folder, name), { force: true }));
}

/**
 * Writes a report, replacing the one of the same name as a whole.
 *
 * @throws Problem `report-dir` where it cannot be written
 */
export function writeReport(folder: string, name: (typeof REPORTS)[number], text: string): void {
  const path = join(folder, name);
  reaching(path, 'CONTRACT_REPORT_DIR', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  });
}

/**
 * Adds to the summary of a GitHub job.
 *
 * @throws Problem `report-dir` where it cannot be written
 */
export const addToSummary = (path: string, text: string): void =>
  reaching(path, 'GITHUB_STEP_SUMMARY', () => appendFileSync(path, text));

function reaching(path: string, where: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Problem({
      code: 'report-dir',
      message: `${path} cannot be written (${errorCode(error)})`,
      where,
      fix: 'Set it to a place that may be written to',
    });
  }
}
