import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { annotations, untrusted } from '../report/annotations.ts';
import { consoleChanges, consoleReport } from '../report/console.ts';
import { type ContractJson, contractJson, contractJsonText } from '../report/contract-json.ts';
import { addToSummary, writeReports } from '../report/files.ts';
import { changesSince, isComparable } from '../report/comparison/since.ts';
import { ctrf } from '../report/ctrf.ts';
import { har } from '../report/har.ts';
import { junit } from '../report/junit.ts';
import { merged } from '../report/merge.ts';
import { assets } from '../report/page/assets.ts';
import { page } from '../report/page/page.tsx';
import { contractJsonPath, readContractJson } from '../report/read-json.ts';
import { summary } from '../report/summary.ts';
import { Problem } from '../problem.ts';
import { evaluate, type Minimums } from '../record/evaluation.ts';
import type { PlanLine, RunRecord } from '../record/lines.ts';
import { keepPrevious } from '../record/previous-reports.ts';
import { readRecord } from '../record/read-record.ts';
import { commonServed, writeServed } from '../record/served-document.ts';
import type { FinishedRun } from '../run/session.ts';
import { terminalOf } from './terminal.ts';

/** Where reports are written, and whether contract.har is among them. */
export interface Publishing {
  folder: string;
  har: boolean;
  /** True: the terminal shows the whole report. */
  isVerbose?: boolean;
  /** True: the terminal shows only what changed since the run before, and before the reports are written. */
  isFurther?: boolean | undefined;
  /** The report of an earlier run to compare with; absent: that of the run before in the same folder. */
  baseline?: ContractJson | undefined;
  env: NodeJS.ProcessEnv;
}

/** Writes the reports of a run and prints its result. */
export const publishRun = ({ record, evaluation }: FinishedRun, publishing: Publishing): Promise<number> =>
  publish(contractJson(record, evaluation), publishing);

/**
 * Writes the reports of a run again from its record.
 *
 * @throws Problem `no-record` if the folder has none
 */
export function rewriteReports(publishing: Publishing): Promise<number> {
  const record = readRecord(publishing.folder);
  if (record !== undefined) return publishRun({ record, evaluation: evaluate(record) }, publishing);
  throw new Problem({
    code: 'no-record',
    message: 'the folder contains no record of a run',
    where: publishing.folder,
    fix: 'Specify the folder that contains the reports of the run',
  });
}

/** Merges the reports of all shards of a run. */
export function publishMerged(files: readonly string[], required: Minimums, publishing: Publishing): Promise<number> {
  const shards = files.map((file) => ({ file, report: readContractJson(file) }));
  const report = merged(shards, required);
  const served = commonServed(files.map((file) => dirname(contractJsonPath(file))));
  keepPrevious(publishing.folder);
  if (served !== undefined) writeServed(publishing.folder, served);
  return publish(report, publishing);
}

/** Writes the reports of a run that could not start, with the reason. */
export function publishUnstarted(plan: PlanLine, problem: Problem, publishing: Publishing): Promise<void> {
  const record: RunRecord = { plan, cases: [], schemas: {}, coverage: [], advice: [], end: undefined };
  keepPrevious(publishing.folder);
  return write(contractJson(record, { ...evaluate(record), reasons: [problem.line] }), publishing);
}

async function publish(finished: ContractJson, publishing: Publishing): Promise<number> {
  const report = compared(finished, publishing);
  const { folder, env, isVerbose = false, isFurther = false } = publishing;
  if (isFurther) show(consoleChanges(report, terminalOf(env)), report, env);
  await write(report, publishing);
  const seeAlso = report.exitCode === 0 ? '' : `see ${fromHere(join(folder, 'contract.html'))}\n`;
  if (!isFurther) show(consoleReport(report, terminalOf(env), isVerbose) + seeAlso, report, env);
  return report.exitCode;
}

/** Prints a text about a run. A GitHub job also gets annotations. */
function show(text: string, report: ContractJson, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_ACTIONS !== 'true') process.stdout.write(text);
  else {
    const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
    process.stdout.write(untrusted(text) + annotations(report, { directory: process.cwd(), workspace }));
  }
}

/** Adds what changed since the earlier run. The report of the run before may be damaged or of another target. */
function compared(report: ContractJson, { folder, baseline }: Publishing): ContractJson {
  const before = baseline ?? previousReport(folder);
  if (before === undefined || (baseline === undefined && !isComparable(before, report))) return report;
  return { ...report, since: changesSince(before, report) };
}

function previousReport(folder: string): ContractJson | undefined {
  const path = join(folder, 'previous', 'contract.json');
  try {
    return existsSync(path) ? readContractJson(path) : undefined;
  } catch (error) {
    // The reports of this run are not yet written: nothing may prevent that.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** A path relative to the working directory, unless it is outside. */
const fromHere = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
};

async function write(report: ContractJson, { folder, har: withHar, env, isVerbose }: Publishing): Promise<void> {
  const [written, shown] = [summary(report), await assets()];
  writeReports(folder, {
    'contract.json': () => contractJsonText(report),
    'contract.html': () => page(report, shown),
    'junit.xml': () => junit(report, isVerbose),
    'ctrf-report.json': () => ctrf(report),
    'summary.md': () => written,
    ...(withHar && { 'contract.har': () => har(report) }),
  });
  if ((env.GITHUB_STEP_SUMMARY ?? '') !== '') addToSummary(env.GITHUB_STEP_SUMMARY ?? '', written, folder);
}
