import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';

/** Name of the record of a run. */
export const RECORD = 'contract.ndjson';

/** Names of all reports. contract.json is written last: if it exists, the others are complete. */
export const REPORTS = [
  'contract.html',
  'contract.har',
  'junit.xml',
  'ctrf-report.json',
  'summary.md',
  'contract.json',
] as const;

/** Name of a report. */
export type ReportName = (typeof REPORTS)[number];

/** Names of the file with the contract, if it was fetched, by its format. It is written with the record. */
export const SERVED = { json: 'contract-served.json', yaml: 'contract-served.yaml' } as const;

/** Name of the file with a fetched contract. */
export type ServedName = (typeof SERVED)[keyof typeof SERVED];

/** Names of all files that a run writes to its folder of reports. */
export const RUN_FILES: readonly string[] = [...REPORTS, ...Object.values(SERVED), RECORD];

/** Codes of errors for lack of space: disk, quota, and the limit on the size of a file. */
const NO_SPACE = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** The Problem `report-dir` for a folder, or a file in it, that cannot be written. */
export function cannotWrite(path: string, error: unknown): Problem {
  const code = errorCode(error);
  return new Problem({
    code: 'report-dir',
    message: `reports cannot be written to ${path} (${code})`,
    where: 'CONTRACT_REPORT_DIR',
    fix: NO_SPACE.includes(code)
      ? 'Free space on the disk, or set it to a folder on another one'
      : 'Set it to a writable folder that no other run is using',
  });
}

/** Makes a folder. Node's own recursive mkdir never returns below /proc. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}
