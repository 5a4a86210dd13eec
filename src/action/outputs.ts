import { appendFileSync } from 'node:fs';
import { causesOf } from '../report/causes.ts';
import type { ContractJson } from '../report/contract-json.ts';
import type { Comparison } from '../report/comparison/compare.ts';

/** Outputs of the action. Without a report, all but the exit code are empty texts. */
export interface Outputs {
  /** `error`: the run ended with exit code 2, or was killed; empty: the command writes no report. */
  outcome: ContractJson['outcome'] | 'error' | '';
  'exit-code': number;
  /** Number of proved cells, as `--require-cells` counts them. */
  cells: number | '';
  /** Number of causes of deviations that are not waived; of a comparison, the number of new deviations. */
  deviations: number | '';
  /** Absolute path of the Markdown text. */
  text: string;
}

/** The outputs of a command that did not end, or ended without a report. */
export const withoutReport = (exitCode: number): Outputs => ({
  outcome: exitCode === 2 ? 'error' : '',
  'exit-code': exitCode,
  cells: '',
  deviations: '',
  text: '',
});

/** The outputs of a run. */
export const ofRun = ({ outcome, counts, cases }: ContractJson, exitCode: number, text: string): Outputs => ({
  outcome,
  'exit-code': exitCode,
  cells: counts.cellsConforming + counts.cellsWaived,
  deviations: causesOf(cases).length,
  text,
});

/** The outputs of a comparison. */
export const ofComparison = ({ exitCode, after, new: added }: Comparison, text: string): Outputs => ({
  outcome: exitCode === 1 ? 'deviating' : exitCode === 3 ? 'inconclusive' : 'conforming',
  'exit-code': exitCode,
  cells: after.counts.cellsConforming + after.counts.cellsWaived,
  deviations: added.filter(({ waiver }) => waiver === null).length,
  text,
});

/** Writes outputs to the file of the runner. Later values replace earlier ones. */
export function writeOutputs(outputs: Outputs, { GITHUB_OUTPUT: file = '' }: NodeJS.ProcessEnv): void {
  if (file === '') return;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${String(value)}\n`);
  appendFileSync(file, lines.join(''));
}
