import { compareRuns } from '../report/comparison/compare.ts';
import { comparisonMarkdown } from '../report/comparison/markdown.ts';
import { comparisonText } from '../report/comparison/text.ts';
import type { Terminal } from '../report/terminal.ts';
import { jsonText } from '../report/contract-json.ts';
import { readContractJson } from '../report/read-json.ts';
import type { Format } from './request.ts';

/**
 * Compares a run with an earlier one.
 *
 * @param files contract.json of the earlier and of the later run
 * @throws Problem `report-file` if one of them is not a valid report
 */
export function diff(
  [earlier, later]: readonly [string, string],
  format: Format,
  terminal: Terminal,
): { text: string; exitCode: number } {
  const comparison = compareRuns(readContractJson(earlier), readContractJson(later));
  const written = {
    text: () => comparisonText(comparison, terminal),
    markdown: () => comparisonMarkdown(comparison),
    json: () => `${jsonText(comparison, 2)}\n`,
  };
  return { text: written[format](), exitCode: comparison.exitCode };
}
