import { join } from 'node:path';
import { show } from '../cli/printing.ts';
import { terminalOf } from '../cli/terminal.ts';
import { replaceFiles } from '../config/output.ts';
import { errorCode } from '../client/error-code.ts';
import { Problem } from '../problem.ts';
import { cannotWrite, makeFolder } from '../record/report-folder.ts';
import { compareRuns } from '../report/comparison/compare.ts';
import { comparisonMarkdown } from '../report/comparison/markdown.ts';
import { comparisonText } from '../report/comparison/text.ts';
import { addToSummary } from '../report/files.ts';
import { readContractJson } from '../report/read-json.ts';
import { ofComparison, type Outputs } from './outputs.ts';

/**
 * Compares a run with an earlier one, and writes the comparison to `diff.md`, the summary of the job and the terminal.
 *
 * @param before contract.json of the earlier run, or its folder; empty if the input is not set
 * @param reports absolute path of the folder for diff.md
 * @throws Problem `action-input` if the earlier run is not given, `report-file` if a report is missing or invalid
 */
export function compare(before: string, after: string, reports: string, env: NodeJS.ProcessEnv): Outputs {
  if (before === '') {
    throw new Problem({
      code: 'action-input',
      message: 'is not set',
      where: 'before',
      fix: 'Set it to the contract.json of the earlier run, or omit mode: diff',
    });
  }
  const comparison = compareRuns(readContractJson(before), readContractJson(after));
  const [path, markdown] = [join(reports, 'diff.md'), comparisonMarkdown(comparison)];
  write(reports, path, markdown);
  show({ text: comparisonText(comparison, terminalOf(env)), exitCode: comparison.exitCode }, 'text', env);
  const summary = env.GITHUB_STEP_SUMMARY ?? '';
  if (summary !== '') addToSummary(summary, markdown, reports);
  return ofComparison(comparison, path);
}

function write(folder: string, path: string, text: string): void {
  try {
    makeFolder(folder);
    replaceFiles(new Map([[path, text]]));
  } catch (error) {
    throw errorCode(error) === '' ? error : cannotWrite(folder, error);
  }
}
