import pluralize from 'pluralize';
import { isFailing } from '../waivers/waiver.ts';
import { ADVICE_TITLE, adviceLines } from './advice.ts';
import { causeCount, causesOf, groupSentence, newCauses, representativesFirst } from './causes.ts';
import { cellsSentence, otherCells } from './cells.ts';
import { causeText, causeTitle } from './cause-text.ts';
import { clean } from './clean.ts';
import type { ContractJson } from './contract-json.ts';
import { waiverLines } from './waiver-lines.ts';
import { MAX_LINES, MOST_GLANCED } from './glance.ts';
import { matrix, MAX_ROWS } from './matrix.ts';
import { outageLines } from './outages.ts';
import { openLines } from './open-operations.ts';
import { depthSentence } from './depth.ts';
import { nextStep } from './next-step.ts';
import { notProved } from './not-proved.ts';
import { requestLine } from './requests.ts';
import { bar, reachByArea, reachSentence } from './reach.ts';
import { fixedLines, newLines, sinceSentence } from './since.ts';
import { isComparison } from './sides/classes.ts';
import { sidesText } from './sides/console.ts';
import type { Terminal } from './terminal.ts';
import { unreachedGroups } from './unreached.ts';
import { writeLines } from './writes.ts';
import { unmatchedLines } from './recorded.ts';
import { wrapped } from './wrapped.ts';

/** Maximum number of causes; contract.json contains all. */
const MAX_CAUSES = 25;

/** Maximum number of areas whose reach is shown. */
const MAX_AREAS = 10;

/** Maximum number of each part of a report. */
interface Limits {
  /** Operations in the matrix; if there are more, it is left out. */
  operations: number;
  /** Causes with all their lines, and further ones with one line. */
  causes: number;
  titles: number;
  /** Steps and notes of a cause. */
  remarks: number;
  areas: number;
  /** Lines of each list, such as the reasons for cells that were not proved. */
  lines: number;
}

const WHOLE: Limits = {
  operations: Infinity,
  causes: MAX_CAUSES,
  titles: 0,
  remarks: Infinity,
  areas: MAX_AREAS,
  lines: Infinity,
};
const SHORT: Limits = { operations: MOST_GLANCED, causes: 2, titles: 4, remarks: 3, areas: 3, lines: 2 };
const SHORTEST: Limits = { operations: MOST_GLANCED, causes: 1, titles: 4, remarks: 1, areas: 2, lines: 1 };

/**
 * Renders a run for the console: the matrix, the deviations, the cells that were not proved, and a summary. A long report
 * is shortened, and in the worst case cut in the middle.
 */
export function consoleReport(report: ContractJson, terminal: Terminal, isVerbose = false): string {
  if (isComparison(report)) return sidesText(report, terminal, isVerbose);
  const whole = rendered(report, terminal, WHOLE);
  if (isVerbose || fits(whole)) return whole;
  const short = rendered(report, terminal, SHORT);
  if (fits(short)) return short;
  const lines = rendered(report, terminal, SHORTEST).split('\n');
  return lines.length <= MAX_LINES
    ? lines.join('\n')
    : [...lines.slice(0, HEAD), CUT, ...lines.slice(-TAIL)].join('\n');
}

/** Lines of a report that is cut, before and after the cut. */
const [HEAD, TAIL] = [40, 18];
const CUT = '… more in contract.html';

const fits = (text: string): boolean => text.split('\n').length <= MAX_LINES;

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
    ...overall(report).map((line) => colors.dim(prose(line))),
    ...changes(report, terminal, limits),
    ...[...requestLine(report), ...outageLines(report)].map((line) => colors.dim(prose(line))),
    summary(report, terminal),
    '',
  ].join('\n');
}

/** Faults of the contract. */
const faults = (all: readonly string[]): string[] => [
  ...all.slice(0, MAX_ROWS).map((fault) => `fault of the contract: ${fault}`),
  ...(all.length > MAX_ROWS ? [`… ${pluralize('more fault', all.length - MAX_ROWS, true)} of the contract`] : []),
];

function details(report: ContractJson, terminal: Terminal, limits: Limits): string[] {
  const { colors, columns } = terminal;
  const { operations } = report;
  const all = causesOf(report.cases);
  const causes = limits.titles > 0 ? representativesFirst(all) : all;
  const added = newCauses(causes, report.since);
  const shown = causes
    .slice(0, limits.causes)
    .map((cause) => causeText(cause, added.has(cause), limits.remarks, terminal));
  const titles = causes
    .slice(limits.causes, limits.causes + limits.titles)
    .map((cause) => causeTitle(cause, added.has(cause), terminal, true));
  const more = causes.length - shown.length - titles.length;
  return [
    ...(operations.length <= limits.operations
      ? matrix(operations, terminal)
      : [colors.dim(`${operations.length} operations; the matrix is in contract.html, and here with --verbose`)]),
    ...first([...leftOut(report), ...unmatchedLines(report), ...openLines(report)], limits).map((line) =>
      colors.dim(wrapped(clean(line), columns)),
    ),
    ...spaced(sentences(groupSentence(causes, operations.length))),
    ...shown.flatMap((text) => ['', text]),
    ...spaced(titles),
    ...(more > 0 ? ['', `… ${pluralize('more cause', more, true)} in contract.html`] : []),
    ...spaced(first(waivers(report, terminal), limits)),
    ...spaced([
      ...first(notProved(report), limits).map((line) => colors.yellow(wrapped(clean(line), columns))),
      ...[otherCells(report)].flatMap((line) => (line === undefined ? [] : [colors.dim(wrapped(line, columns))])),
    ]),
    ...spaced(advice(report, terminal, limits)),
  ];
}

/** The first lines of a list, and how many more there are. */
function first(all: readonly string[], { lines }: Limits): string[] {
  return all.length <= lines + 1 ? [...all] : [...all.slice(0, lines), `… ${all.length - lines} more in contract.html`];
}

/** Violations that do not fail the run. */
function advice(report: ContractJson, { colors, columns }: Terminal, limits: Limits): string[] {
  const lines = first(adviceLines(report), limits).map((line) => colors.dim(`  ${wrapped(clean(line), columns, 4)}`));
  return lines.length === 0 ? [] : [ADVICE_TITLE, ...lines];
}

/** Waivers, first those that fail the run. */
const waivers = (report: ContractJson, { colors, columns }: Terminal): string[] =>
  waiverLines(report).map(({ line, isFailing }) =>
    isFailing ? colors.red(wrapped(`✗ ${clean(line)}`, columns)) : colors.yellow(wrapped(`~ ${clean(line)}`, columns)),
  );

const sentences = (sentence: string | undefined): string[] => (sentence === undefined ? [] : [sentence]);

const spaced = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', ...lines]);

/** Maximum number of operations that a line names. */
const MAX_NAMES = 3;

/** Operations and cases that were left out on purpose. The excluded ones of many operations are part of the reach. */
function leftOut({ deselected, excluded, setAside, operations }: ContractJson): string[] {
  const shown = operations.length > MOST_GLANCED ? [] : excluded;
  return [
    ...(deselected.length > 0 ? [`deselected: ${named(deselected)}`] : []),
    ...shown.slice(0, MAX_ROWS).map(({ operation, reason }) => `${operation}  excluded: ${reason}`),
    ...(shown.length > MAX_ROWS
      ? [`… ${shown.length - MAX_ROWS} more excluded, for the reasons in contract.json`]
      : []),
    ...(setAside > 0 ? [`${pluralize('case', setAside, true)} of fixtures/ skipped: not in this contract`] : []),
  ];
}

const named = (names: readonly string[]): string =>
  names.length <= MAX_NAMES + 1
    ? names.join(', ')
    : `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more operations`;

/** How many operations were reached, what the others need, and the areas that lack most. */
function reach(report: ContractJson, limits: Limits): string[] {
  const sentence = reachSentence(report);
  if (sentence === undefined) return [];
  const isGlanced = report.operations.length <= MOST_GLANCED;
  const areas = isGlanced ? [] : reachByArea(report).filter(({ unreached }) => unreached > 0);
  const shown = areas.slice(0, limits.areas);
  const width = Math.max(0, ...shown.map(({ area }) => area.length));
  return [
    sentence,
    ...first(
      unreachedGroups(report).map(({ line }) => line),
      limits,
    ).map((line) => `  ${line}`),
    ...shown.map((one) => `  ${one.area.padEnd(width)}  ${bar(one)}  ${one.reached} of ${one.all}`),
    ...(areas.length > shown.length
      ? [`  … ${pluralize('more area', areas.length - shown.length, true)} in contract.html`]
      : []),
  ];
}

/** How much of the responses' schemas was seen, and what changed since the earlier run. */
const overall = (report: ContractJson): string[] => [
  ...[depthSentence(report), sinceSentence(report)].flatMap((line) => line ?? []),
];

/** What is new, and what was fixed, since the earlier run. */
const changes = (report: ContractJson, { colors, columns }: Terminal, limits: Limits): string[] => [
  ...first(newLines(report), limits).map((line) => colors.yellow(wrapped(clean(line), columns))),
  ...first(fixedLines(report), limits).map((line) => colors.green(wrapped(`fixed: ${clean(line)}`, columns))),
];

/**
 * Renders what changed since the run before, with the outcome: for a run that follows another one after seconds, whose
 * whole report would hide it.
 */
export function consoleChanges(report: ContractJson, terminal: Terminal): string {
  const { colors, columns } = terminal;
  const since = sinceSentence(report);
  const next = nextStep(report);
  return [
    summary(report, terminal),
    ...changes(report, terminal, WHOLE),
    ...(since === undefined ? [] : [colors.dim(wrapped(since, columns))]),
    ...(next === undefined ? [] : [colors.bold(wrapped(clean(next), columns))]),
    '',
  ].join('\n');
}

function summary(report: ContractJson, { colors, columns }: Terminal): string {
  const { outcome, counts, durationMs, waivers } = report;
  const causes = causeCount(causesOf(report.cases), report.since);
  const failing = waivers.filter(isFailing).length;
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow }[outcome];
  const parts = [
    outcome,
    cellsSentence(report),
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
