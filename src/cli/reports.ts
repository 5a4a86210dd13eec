import pc from 'picocolors';
import { consoleReport } from '../report/console.ts';
import { type ContractJson, contractJson } from '../report/contract-json.ts';
import { writeReport } from '../report/files.ts';
import { merged } from '../report/merge.ts';
import { readContractJson, recordOf } from '../report/read-json.ts';
import { Problem } from '../problem.ts';
import { type Outcome, weigh } from '../run/outcome.ts';
import type { RunRecord } from '../run/record.ts';
import { readRecord } from '../run/record-file.ts';

/** Weighs a record, writes the reports that it gives, and prints what a person reads. */
export function tell(record: RunRecord, reportDir: string): number {
  const outcome = weigh(record);
  writeReport(reportDir, 'contract.json', contractJson(record, outcome));
  return show(record, outcome);
}

/**
 * The reports of a run, once more from its record.
 *
 * @throws Problem `no-record` where the folder has none
 */
export function tellAgain(folder: string): number {
  const record = readRecord(folder);
  if (record !== undefined) return tell(record, folder);
  throw new Problem({
    code: 'no-record',
    message: 'there is no record of a run in it',
    where: folder,
    fix: 'Name the folder that the run wrote its reports to',
  });
}

/** One report of those that the shards of a run wrote. */
export function tellMerged(
  files: readonly string[],
  { reportDir, requireCells }: { reportDir: string; requireCells: number },
): number {
  const json: ContractJson = merged(
    files.map((file) => ({ file, report: readContractJson(file) })),
    requireCells,
  );
  writeReport(reportDir, 'contract.json', `${JSON.stringify(json, null, 2)}\n`);
  const { record, outcome } = recordOf(json);
  return show(record, outcome);
}

function show(record: RunRecord, outcome: Outcome): number {
  const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  process.stdout.write(consoleReport(record, outcome, pc.createColors(colours)));
  return outcome.exitCode;
}
