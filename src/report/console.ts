import type { Colors } from 'picocolors/types.js';
import type { Outcome } from '../run/outcome.ts';
import type { RunRecord } from '../run/record.ts';
import { type Cause, causesOf } from './causes.ts';
import { clean } from './clean.ts';
import { matrix, MOST_ROWS } from './matrix.ts';
import { notProved } from './not-proved.ts';

/** Most causes that are shown; contract.json has all. */
const MOST_CAUSES = 25;

/** What a person reads at the end of a run: the matrix, the deviations, and one line that sums up. */
export function consoleReport(record: RunRecord, outcome: Outcome, colors: Colors): string {
  const { plan, cases } = record;
  const causes = causesOf(cases);
  const shown = causes.slice(0, MOST_CAUSES).map((cause) => causeText(cause, colors));
  const more = causes.length - shown.length;
  return [
    colors.bold(`${plan.suite.name} ${plan.suite.version}`) + ` · target ${plan.target.name} (${plan.target.baseUrl})`,
    ...(plan.seed === null
      ? []
      : [colors.dim(`explored from seed ${plan.seed}; --seed ${plan.seed} asks the same again`)]),
    ...plan.warnings.map((warning) => colors.yellow(`warning: ${clean(warning)}`)),
    ...faults(plan.contractFaults).map((fault) => colors.yellow(clean(fault))),
    '',
    ...matrix(outcome.operations, colors),
    ...aside(record, colors),
    ...shown.flatMap((text) => ['', text]),
    ...(more > 0 ? ['', `… ${more} more deviations in contract.json`] : []),
    '',
    ...notProved(record, outcome).map((line) => colors.yellow(clean(line))),
    ...sent(record, colors),
    summary(record, outcome, colors),
    '',
  ].join('\n');
}

/** What of the contract nothing can be judged by. */
const faults = (all: readonly string[]): string[] => [
  ...all.slice(0, MOST_ROWS).map((fault) => `fault of the contract: ${fault}`),
  ...(all.length > MOST_ROWS ? [`… ${all.length - MOST_ROWS} more faults of the contract`] : []),
];

/** What was left out on purpose. */
function aside({ plan }: RunRecord, colors: Colors): string[] {
  return [
    ...plan.deselected.slice(0, MOST_ROWS).map((operation) => colors.dim(`${clean(operation)}  deselected`)),
    ...(plan.deselected.length > MOST_ROWS
      ? [colors.dim(`… ${plan.deselected.length - MOST_ROWS} more deselected`)]
      : []),
    ...plan.excluded
      .slice(0, MOST_ROWS)
      .map(({ operation, reason }) => colors.dim(`${clean(operation)}  not asked: ${reason}`)),
    ...(plan.excluded.length > MOST_ROWS
      ? [colors.dim(`… ${plan.excluded.length - MOST_ROWS} more not asked, since they act or hand out secrets`)]
      : []),
    ...(plan.setAside > 0 ? [colors.dim(`${plan.setAside} cases of fixtures/ set aside: not in this contract`)] : []),
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
function sent({ end }: RunRecord, colors: Colors): string[] {
  const requests = Object.entries(end?.requests ?? {});
  const counts = requests.map(([method, count]) => `${count} ${method}`);
  const waited =
    end !== undefined && end.waitedMs >= 1000 ? `; waited ${Math.round(end.waitedMs / 1000)} s for the target` : '';
  if (counts.length === 0) return [];
  return [colors.dim(`sent ${counts.join(', ')}; credentials with GET and HEAD alone${waited}`)];
}

function summary({ end }: RunRecord, { outcome, counts }: Outcome, colors: Colors): string {
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow }[outcome];
  const seconds = end === undefined ? '' : ` · ${(end.durationMs / 1000).toFixed(1)} s`;
  const verdicts = [
    `${counts.cases} cases`,
    ...(counts.deviating > 0 ? [`${counts.deviating} deviating`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} inconclusive`] : []),
    ...(counts.notJudged > 0 ? [`${counts.notJudged} not judged`] : []),
  ].join(' · ');
  return `${paint(colors.bold(outcome))} · ${counts.cellsConforming} of ${counts.cells} cells conforming · ${verdicts}${seconds}`;
}
