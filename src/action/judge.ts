import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../cli/main.ts';
import type { ContractJson } from '../report/contract-json.ts';
import type { RunTests } from '../run/session.ts';
import { ofRun, type Outputs, withoutReport } from './outputs.ts';

/**
 * Runs a command of the suite.
 *
 * @param reports absolute path of the folder for its reports
 */
export async function judge(
  words: readonly string[],
  reports: string,
  env: NodeJS.ProcessEnv,
  runTests: RunTests,
): Promise<Outputs> {
  const path = join(reports, 'contract.json');
  const earlier = timeOf(path);
  const exitCode = await main(words, { ...env, CONTRACT_REPORT_DIR: reports }, runTests);
  // The folder may contain the report of an earlier run, which is not the result of a run that did not start.
  if (exitCode === 2 || timeOf(path) === earlier) return withoutReport(exitCode);
  return ofRun(JSON.parse(readFileSync(path, 'utf8')) as ContractJson, exitCode, join(reports, 'summary.md'));
}

/** When a file was written; undefined if it does not exist. */
const timeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
