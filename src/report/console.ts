import type { Colors } from 'picocolors/types.js';
import { type Cause, causesOf } from './causes.ts';
import { clean } from './clean.ts';
import type { ContractJson } from './contract-json.ts';
import { matrix, MOST_ROWS } from './matrix.ts';
import { notProved } from './not-proved.ts';

/** Most causes that are shown; contract.json has all. */
const MOST_CAUSES = 25;

/** What a person reads at the end of a run: the matrix, the deviations, and one line that sums up. */
export function consoleReport(report: ContractJson, colors: Colors): string {
  const { suite, target, seed, warnings, contractFaults, operations } = report;
  const causes = causesOf(report.cases);
  const shown = causes.slice(0, MOST_CAUSES).map((cause) => causeText(cause, colors));
  const more = causes.length - shown.length;
  return [
    colors.bold(`${suite.name} ${suite.version}`) + ` · target ${target.name} (${target.baseUrl})`,
    ...(seed === null ? [] : [colors.dim(`explored from seed ${seed}; --seed ${seed} asks the same again`)]),
    ...warnings.map((warning) => colors.yellow(`warning: ${clean(warning)}`)),
    ...faults(contractFaults).map((fault) => colors.yellow(clean(fault))),
    '',
    ...matrix(operations, colors),
    ...aside(report, colors),
    ...shown.flatMap((text) => ['', text]),
    ...(more > 0 ? ['', `… ${more} more deviations in contract.json`] : []),
    '',
    ...notProved(report).map((line) => colors.yellow(clean(line))),
    ...sent(report, colors),
    summary(report, colors),
    '',
  ].join('\n');
}

/** What of the contract nothing can be judged by. */
const faults = (all: readonly string[]): string[] => [
  ...all.slice(0, MOST_ROWS).map((fault) => `fault of the contract: ${fault}`),
  ...(all.length > MOST_ROWS ? [`… ${all.length - MOST_ROWS} more faults of the contract`] : []),
];

/** What was left out on purpose. */
function aside({ deselected, excluded, setAside }: ContractJson, colors: Colors): string[] {
  return [
    ...deselected.slice(0, MOST_ROWS).map((operation) => colors.dim(`${clean(operation)}  deselected`)),
    ...(deselected.length > MOST_ROWS ? [colors.dim(`… ${deselected.length - MOST_ROWS} more deselected`)] : []),
    ...excluded
      .slice(0, MOST_ROWS)
      .map(({ operation, reason }) => colors.dim(`${clean(operation)}  not asked: ${reason}`)),
    ...(excluded.length > MOST_ROWS
      ? [colors.dim(`… ${excluded.length - MOST_ROWS} more not asked, since they act or hand out secrets`)]
      : []),
    ...(setAside > 0 ? [colors.dim(`${setAside} cases of fixtures/ set aside: not in this contract`)] : []),
  ];
}

function causeText({ finding, first, cases, operations }: Cause, colors: Colors): string {
  const { check, message, expected, received, where } = finding;
  const many = operations.length > 1 ? ` of ${operations.length} operations` : '';
  const count = cases.length > 1 ? colors.dim(`  in ${cases.length} cases${many}`) : '';
  const place = where === null ? [] : [row('where', `${where.document}:${where.line} ${where.pointer}`, colors)];
  return [
    `${colors.red(`✗ ${check}`)}  ${clean(message)}${count}`,
    row('case', first.id, colors),
    row('expected', expected, colors),
    row('received', received, colors),
    ...place,
    row('repeat', first.curl, colors),
    ...(first.flaky ? [row('flaky', 'it was not there when the case was asked once more', colors)] : []),
    ...first.notes.map((note) => row('note', note, colors)),
  ].join('\n');
}

const row = (name: string, text: string, colors: Colors): string => `  ${colors.dim(name.padEnd(8))}  ${clean(text)}`;

/** What went over the wire; whatever may change something goes without credentials. */
function sent({ requests, waitedMs }: ContractJson, colors: Colors): string[] {
  const counts = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  const waited = waitedMs >= 1000 ? `; waited ${Math.round(waitedMs / 1000)} s for the target` : '';
  if (counts.length === 0) return [];
  return [colors.dim(`sent ${counts.join(', ')}; credentials with GET and HEAD alone${waited}`)];
}

function summary({ outcome, counts, durationMs }: ContractJson, colors: Colors): string {
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow }[outcome];
  const seconds = durationMs === 0 ? '' : ` · ${(durationMs / 1000).toFixed(1)} s`;
  const verdicts = [
    `${counts.cases} cases`,
    ...(counts.deviating > 0 ? [`${counts.deviating} deviating`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} inconclusive`] : []),
    ...(counts.notJudged > 0 ? [`${counts.notJudged} not judged`] : []),
  ].join(' · ');
  return `${paint(colors.bold(outcome))} · ${counts.cellsConforming} of ${counts.cells} cells conforming · ${verdicts}${seconds}`;
}
