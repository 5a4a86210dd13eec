import type { Colors } from 'picocolors/types.js';
import pluralize from 'pluralize';
import { isFailing } from '../waivers/waiver.ts';
import { type Cause, causeCount, causesOf, FLAKY } from './causes.ts';
import { clean } from './clean.ts';
import type { ContractJson } from './contract-json.ts';
import { findingRows, NAME_WIDTH } from './finding-rows.ts';
import { waiverLines } from './waiver-lines.ts';
import { matrix, MAX_ROWS, MOST_GLANCED } from './matrix.ts';
import { openLines } from './open-operations.ts';
import { nextStep } from './next-step.ts';
import { notProved } from './not-proved.ts';
import { KINDS, reachByArea, reachRow, reachSentence } from './reach.ts';
import { writeLines } from './writes.ts';
import { unmatchedLines } from './recorded.ts';
import { wrapped } from './wrapped.ts';

/** Maximum number of causes; contract.json contains all. */
const MAX_CAUSES = 25;

/** Maximum number of areas whose reach is shown. */
const MAX_AREAS = 10;

/** Maximum number of finding ids per cause. */
const MAX_IDS = 12;

/** Properties of a terminal. */
export interface Terminal {
  colors: Colors;
  /** Columns at which prose is wrapped. Commands are not wrapped. */
  columns: number;
}

/** Maximum number of each part of a report. */
interface Limits {
  /** Operations in the matrix; if there are more, it is left out. */
  operations: number;
  /** Causes with all their lines, and further ones with one line. */
  causes: number;
  titles: number;
  areas: number;
  /** Lines of each list, such as the reasons for cells that were not proved. */
  lines: number;
}

const WHOLE: Limits = { operations: Infinity, causes: MAX_CAUSES, titles: 0, areas: MAX_AREAS, lines: Infinity };
const SHORT: Limits = { operations: MOST_GLANCED, causes: 2, titles: 6, areas: 4, lines: 3 };

/** Maximum number of lines, unless all are wanted. */
const MAX_LINES = 60;

/**
 * Renders a run for the console: the matrix, the deviations, the cells that were not proved, and a summary. A long report
 * is shortened.
 */
export function consoleReport(report: ContractJson, terminal: Terminal, isVerbose = false): string {
  const whole = rendered(report, terminal, WHOLE);
  return isVerbose || whole.split('\n').length <= MAX_LINES ? whole : rendered(report, terminal, SHORT);
}

function rendered(report: ContractJson, terminal: Terminal, limits: Limits): string {
  const { suite, target, seed, warnings, doubt, contractFaults } = report;
  const { colors, columns } = terminal;
  const prose = (line: string): string => wrapped(clean(line), columns);
  const next = nextStep(report);
  return [
    prose(
      `${suite.name} ${suite.version} · target ${target.name}${target.baseUrl === '' ? '' : ` (${target.baseUrl})`}`,
    ).replace(/^\S+ \S+/, colors.bold),
    ...(seed === null ? [] : [colors.dim(`explored from seed ${seed}; --seed ${seed} sends the same cases again`)]),
    ...first(warnings, limits).map((warning) => colors.yellow(prose(`warning: ${warning}`))),
    ...(doubt === null ? [] : [colors.yellow(prose(`warning: ${doubt}`))]),
    ...first(writeLines(report), limits).map((line) => colors.yellow(prose(line))),
    ...first(faults(contractFaults), limits).map((fault) => colors.yellow(prose(fault))),
    '',
    ...details(report, terminal, limits),
    '',
    ...(next === undefined ? [] : [colors.bold(prose(next)), '']),
    ...reach(report, limits).map((line) => colors.dim(line.startsWith(' ') ? clean(line) : prose(line))),
    ...sent(report).map((line) => colors.dim(prose(line))),
    summary(report, terminal),
    '',
  ].join('\n');
}

/** Faults of the contract. */
const faults = (all: readonly string[]): string[] => [
  ...all.slice(0, MAX_ROWS).map((fault) => `fault of the contract: ${fault}`),
  ...(all.length > MAX_ROWS ? [`… ${all.length - MAX_ROWS} more faults of the contract`] : []),
];

function details(report: ContractJson, terminal: Terminal, limits: Limits): string[] {
  const { colors, columns } = terminal;
  const { operations } = report;
  const causes = causesOf(report.cases);
  const shown = causes.slice(0, limits.causes).map((cause) => causeText(cause, terminal));
  const titles = causes.slice(limits.causes, limits.causes + limits.titles).map((cause) => causeTitle(cause, terminal));
  const more = causes.length - shown.length - titles.length;
  return [
    ...(operations.length <= limits.operations
      ? matrix(operations, terminal)
      : [colors.dim(`${operations.length} operations; the matrix is in contract.html, and here with --verbose`)]),
    ...first([...leftOut(report), ...unmatchedLines(report), ...openLines(report)], limits).map((line) =>
      colors.dim(wrapped(clean(line), columns)),
    ),
    ...shown.flatMap((text) => ['', text]),
    ...spaced(titles),
    ...(more > 0 ? ['', `… ${pluralize('more cause', more, true)} in contract.html`] : []),
    ...spaced(first(waivers(report, terminal), limits)),
    ...spaced(first(notProved(report), limits).map((line) => colors.yellow(wrapped(clean(line), columns)))),
  ];
}

/** The first lines of a list, and how many more there are. */
function first(all: readonly string[], { lines }: Limits): string[] {
  return all.length <= lines + 1 ? [...all] : [...all.slice(0, lines), `… ${all.length - lines} more in contract.html`];
}

/** Waivers, first those that fail the run. */
const waivers = (report: ContractJson, { colors, columns }: Terminal): string[] =>
  waiverLines(report).map(({ line, isFailing }) =>
    isFailing ? colors.red(wrapped(`✗ ${clean(line)}`, columns)) : colors.yellow(wrapped(`~ ${clean(line)}`, columns)),
  );

const spaced = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', ...lines]);

/** Operations and cases that were left out on purpose. */
function leftOut({ deselected, excluded, setAside }: ContractJson): string[] {
  return [
    ...deselected.slice(0, MAX_ROWS).map((operation) => `${operation}  deselected`),
    ...(deselected.length > MAX_ROWS ? [`… ${deselected.length - MAX_ROWS} more deselected`] : []),
    ...excluded.slice(0, MAX_ROWS).map(({ operation, reason }) => `${operation}  excluded: ${reason}`),
    ...(excluded.length > MAX_ROWS
      ? [`… ${excluded.length - MAX_ROWS} more excluded, for the reasons in contract.json`]
      : []),
    ...(setAside > 0 ? [`${setAside} cases of fixtures/ skipped: not in this contract`] : []),
  ];
}

/** A cause in one line. */
function causeTitle({ finding: { check }, title, cases, operations }: Cause, { colors, columns }: Terminal): string {
  const many = operations.length > 1 ? ` of ${operations.length} operations` : '';
  const count = cases.length > 1 ? `  in ${cases.length} cases${many}` : '';
  return wrapped(`✗ ${check}  ${clean(title)}${count}`, columns).replace(/^✗ \S+/, colors.red);
}

function causeText(cause: Cause, terminal: Terminal): string {
  const { finding, ids, first } = cause;
  const { colors, columns } = terminal;
  const row = (name: string, text: string): string => `  ${colors.dim(name.padEnd(NAME_WIDTH))}  ${text}`;
  const prose = (name: string, text: string): string => row(name, wrapped(clean(text), columns, 12));
  return [
    causeTitle(cause, terminal),
    prose(
      'finding',
      ids.length > MAX_IDS ? `${ids.slice(0, MAX_IDS).join(' ')} … ${ids.length - MAX_IDS} more` : ids.join(' '),
    ),
    prose('case', first.id),
    ...findingRows(finding).map(([name, text]) => prose(name, text)),
    row('repeat', clean(first.curl)),
    ...(first.steps ?? []).map((step) => prose('step', step)),
    ...(first.flaky ? [prose('note', FLAKY)] : []),
    ...first.notes.map((note) => prose('note', note)),
  ].join('\n');
}

/** How many operations were reached, and on a disposable target, of which kinds in the areas that lack most. */
function reach(report: ContractJson, limits: Limits): string[] {
  const sentence = reachSentence(report);
  const areas = reachByArea(report).filter(({ unreached }) => unreached > 0);
  if (sentence === undefined) return [];
  const shown = areas.slice(0, limits.areas);
  const width = Math.max(0, ...shown.map(({ area }) => area.length));
  const row = (area: string, cells: readonly string[]): string =>
    `  ${area.padEnd(width)}  ${cells.map((cell) => cell.padStart(7)).join('')}`.trimEnd();
  return [
    sentence,
    ...(shown.length === 0 ? [] : [row('', KINDS)]),
    ...shown.map((one) => row(one.area, reachRow(one))),
    ...(areas.length > shown.length ? [`  … ${areas.length - shown.length} more areas in contract.html`] : []),
  ];
}

/** The number of requests by method. */
function sent({ requests, waitedMs, disposable }: ContractJson): string[] {
  const counts = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  const waited = waitedMs >= 1000 ? `; waited ${Math.round(waitedMs / 1000)} s for the target` : '';
  const tokens = disposable === null ? '; tokens with GET and HEAD only' : '';
  return counts.length === 0 ? [] : [`sent ${counts.join(', ')}${tokens}${waited}`];
}

function summary(report: ContractJson, { colors, columns }: Terminal): string {
  const { outcome, counts, durationMs, waivers } = report;
  const causes = causeCount(causesOf(report.cases));
  const failing = waivers.filter(isFailing).length;
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow }[outcome];
  const parts = [
    outcome,
    `${counts.cellsConforming} of ${counts.cells} cells conforming`,
    pluralize('case', counts.cases, true),
    ...(counts.deviating > 0 ? [`${counts.deviating} deviating${causes === undefined ? '' : ` (${causes})`}`] : []),
    ...(failing > 0 ? [pluralize('expired or stale waiver', failing, true)] : []),
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} inconclusive`] : []),
    ...(counts.notJudged > 0 ? [`${counts.notJudged} not judged`] : []),
    ...(durationMs === 0 ? [] : [`${(durationMs / 1000).toFixed(1)} s`]),
  ];
  return wrapped(parts.join(' · '), columns).replace(outcome, paint(colors.bold(outcome)));
}
