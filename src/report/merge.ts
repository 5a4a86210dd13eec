import { Problem } from '../problem.ts';
import { type Minimums, missingNumbers, outcomeOf } from '../record/evaluation.ts';
import { NO_COMMON_SUCCESS, NO_SECURED_SUCCESS, NO_SUCCESS } from '../record/success.ts';
import type { ContractJson } from './contract-json.ts';
import type { SideName } from '../record/sides.ts';
import { mergedOutages } from './outages.ts';
import type { ReportedSide } from './sides/sides.ts';
import { recomputed } from './recompute.ts';

/** The report of a shard, and its file. */
export interface ShardReport {
  file: string;
  report: ContractJson;
}

/**
 * Merges the reports of all shards into the report of the whole run.
 *
 * @param required minimum numbers of the whole run
 * @throws Problem `merge` if a shard is missing, repeated, or from a different run
 */
export function merged(shards: readonly ShardReport[], required: Minimums): ContractJson {
  check(shards);
  const reports = [...shards].sort((a, b) => indexOf(a) - indexOf(b)).map(({ report }) => report);
  const [begun] = reports;
  if (begun === undefined) throw problem('no reports to merge', 'merge', 'Specify the contract.json of each shard');
  // Each shard was compared with its own earlier run.
  const { since: _, ...first } = begun;
  const ofWholeRun: readonly string[] = [NO_SUCCESS, NO_COMMON_SUCCESS, NO_SECURED_SUCCESS];
  const reasons = new Set(reports.flatMap((report) => report.reasons).filter((reason) => !ofWholeRun.includes(reason)));
  const whole = recomputed({
    ...first,
    exitCode: 0,
    outcome: 'conforming',
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? '',
    durationMs: Math.max(...reports.map(({ durationMs }) => durationMs)),
    waitedMs: Math.max(...reports.map(({ waitedMs }) => waitedMs)),
    requests: sums(reports.map(({ requests }) => requests)),
    reasons: [...reasons],
    operations: reports.flatMap((report) => report.operations),
    waivers: reports.flatMap((report) => report.waivers),
    deselected: reports.flatMap(({ deselected }) => deselected),
    excluded: reports.flatMap(({ excluded }) => excluded),
    contractFaults: [...new Set(reports.flatMap(({ contractFaults }) => contractFaults))],
    warnings: [...new Set(reports.flatMap(({ warnings }) => warnings))],
    leftovers: reports.flatMap(({ leftovers }) => leftovers),
    outages: mergedOutages(reports.flatMap(({ outages = [] }) => outages)),
    shard: null,
    coverage: reports.flatMap(({ coverage = [] }) => coverage),
    advice: reports.flatMap(({ advice = [] }) => advice),
    schemas: Object.assign({}, ...reports.map(({ schemas }) => schemas)) as ContractJson['schemas'],
    cases: reports.flatMap((report) => report.cases),
    ...mergedSides(reports),
  });
  const tooFew = [...whole.reasons, ...missingNumbers(whole.counts, required)];
  return { ...whole, ...outcomeOf(whole.counts, whole.waivers, tooFew), reasons: tooFew };
}

/** The facts about both servers of a comparison. */
function mergedSides(reports: readonly ContractJson[]): Pick<ContractJson, 'sides'> {
  const all = reports.flatMap(({ sides }) => sides ?? []);
  const [first] = all;
  if (first === undefined) return {};
  const side = (name: SideName): ReportedSide => ({
    ...first[name],
    requests: sums(all.map((each) => each[name].requests)),
    waitedMs: Math.max(...all.map((each) => each[name].waitedMs)),
    leftovers: all.flatMap((each) => each[name].leftovers),
    outages: mergedOutages(all.flatMap((each) => each[name].outages)),
  });
  return { sides: { ...first, a: side('a'), b: side('b') } };
}

const indexOf = ({ report }: ShardReport): number => report.shard?.index ?? 0;

function check(shards: readonly ShardReport[]): void {
  const [first] = shards;
  const seen = new Map<number, string>();
  for (const { file, report } of shards) {
    const { shard } = report;
    if (shard === null)
      throw problem('is not a shard of a run', file, 'Run each shard with --shard 1/2, --shard 2/2 …');
    const twin = seen.get(shard.index);
    if (twin !== undefined)
      throw problem(`is shard ${shard.index}/${shard.count}, as is ${twin}`, file, 'Specify it once');
    seen.set(shard.index, file);
    if (first !== undefined && runOf(report) !== runOf(first.report)) {
      throw problem(`is from a different run than ${first.file}`, file, 'Merge shards of one target and one contract');
    }
  }
  checkParts(shards);
  const count = first?.report.shard?.count ?? 0;
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !seen.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => `${index}/${count}`).join(', ');
  throw problem(`shard ${names} is missing`, 'merge', 'Specify the contract.json of every shard');
}

/** Checks that each operation and case belongs to one shard. */
function checkParts(shards: readonly ShardReport[]): void {
  const seen = new Map<string, string>();
  for (const { file, report } of shards) {
    for (const name of [...report.operations.map(({ operation }) => operation), ...report.cases.map(({ id }) => id)]) {
      const twin = seen.get(name);
      if (twin !== undefined) throw problem(`contains ${name}, as does ${twin}`, file, 'Merge shards of one run');
      seen.set(name, file);
    }
  }
}

/** Properties that all shards of a run share. Base URLs may differ between machines. */
const runOf = ({ suite, contract, shard, seed, target, sides }: ContractJson): string => {
  const documents = contract.map(({ document, operations }) => [document.replace(target.baseUrl, ''), operations]);
  const [name, other] = [target, sides?.a.target].map((each) => each?.name.replace(/:\d+$/, ''));
  return JSON.stringify([suite, documents, shard?.count, seed, name, other, sides?.failOn, sides?.values]);
};

function sums(all: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, value] of all.flatMap((each) => Object.entries(each))) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

const problem = (message: string, where: string, fix: string): Problem =>
  new Problem({ code: 'merge', message, where, fix });
