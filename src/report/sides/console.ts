import pluralize from 'pluralize';
import { newCauses } from '../causes.ts';
import { clean } from '../clean.ts';
import { MAX_LINES } from '../glance.ts';
import { nextStep } from '../next-step.ts';
import { fixedLines, sinceSentence } from '../since.ts';
import type { Terminal } from '../terminal.ts';
import { waiverLines } from '../waiver-lines.ts';
import { wrapped } from '../wrapped.ts';
import { alikeSentence, type ComparisonReport, differing } from './classes.ts';
import { entryLines, titleLine } from './entry-text.ts';
import {
  doubtsOfSides,
  exitReasons,
  notComparedLines,
  outcomeSentence,
  requestsOfSides,
  result,
  timeLines,
  writesOfSides,
} from './sentences.ts';

/** Maximum number of causes with all their lines, of further ones with one line, and of lines of each list. */
interface Limits {
  entries: number;
  titles: number;
  lines: number;
}

const EVERYTHING: Limits = { entries: Infinity, titles: 0, lines: Infinity };
const WHOLE: Limits = { entries: 25, titles: 0, lines: 10 };
const SHORTER: readonly Limits[] = [
  { entries: 5, titles: 12, lines: 3 },
  { entries: 3, titles: 8, lines: 2 },
];
const SHORTEST: Limits = { entries: 1, titles: 5, lines: 1 };

/** Renders the comparison of two servers for the console. Long lists are shortened, unless all is wanted. */
export function sidesText(report: ComparisonReport, terminal: Terminal, isVerbose: boolean): string {
  if (isVerbose) return rendered(report, terminal, EVERYTHING);
  for (const limits of [WHOLE, ...SHORTER]) {
    const text = rendered(report, terminal, limits);
    if (text.split('\n').length <= MAX_LINES) return text;
  }
  return rendered(report, terminal, SHORTEST);
}

function rendered(report: ComparisonReport, terminal: Terminal, limits: Limits): string {
  const { colors, columns } = terminal;
  const prose = (line: string): string => wrapped(clean(line), columns);
  const listed = (lines: readonly string[], paint: (text: string) => string): string[] =>
    first(lines, limits).map((line) => paint(prose(line)));
  const next = nextStep(report);
  return [
    ...heads(report, terminal),
    ...listed(cautions(report), colors.yellow),
    '',
    prose(outcomeSentence(report)),
    ...listed(exitReasons(report), report.exitCode === 1 ? colors.red : colors.yellow),
    ...causes(report, terminal, limits),
    ...spaced(
      listed(
        waiverLines(report).map(({ line }) => line),
        colors.yellow,
      ),
    ),
    ...spaced(listed(notComparedLines(report), colors.yellow)),
    ...spaced(listed(timeLines(report), colors.dim)),
    ...spaced([
      ...listed([...leftOut(report), ...since(report)], colors.dim),
      ...requestsOfSides(report).map((line) => colors.dim(prose(line))),
    ]),
    ...spaced(next === undefined ? [] : [colors.bold(prose(next))]),
    '',
    lastLine(report, terminal),
    '',
  ].join('\n');
}

/** Both servers: a is the reference. */
function heads({ suite, sides: { a, b, values }, seed }: ComparisonReport, { colors, columns }: Terminal): string[] {
  const line = (name: string, { target }: typeof a): string =>
    wrapped(`${name}  ${clean(target.name)} (${clean(target.baseUrl)})`, columns, 3);
  const how = [values ? 'with values' : 'without values', ...(seed === null ? [] : [`explored from seed ${seed}`])];
  return [`${colors.bold(`${suite.name} ${suite.version}`)} · compare ${how.join(', ')}`, line('a', a), line('b', b)];
}

const cautions = (report: ComparisonReport): string[] => [
  ...[...report.warnings, ...doubtsOfSides(report)].map((warning) => `warning: ${warning}`),
  ...report.contractFaults.map((fault) => `fault of the contract: ${fault}`),
  ...writesOfSides(report),
];

/** One entry for each cause, and one line for what both servers do alike. */
function causes(report: ComparisonReport, terminal: Terminal, { entries, titles }: Limits): string[] {
  const { sides, since: changes } = report;
  const all = entries === Infinity ? sides.differences : differing(sides);
  const added = newCauses(all, changes);
  const alike = entries === Infinity ? undefined : alikeSentence(sides);
  const rest = all.slice(entries, entries + titles);
  const more = all.length - Math.min(all.length, entries) - rest.length;
  return [
    ...all.slice(0, entries).flatMap((cause) => ['', ...entryLines(cause, added.has(cause), terminal)]),
    ...spaced(rest.map((cause) => titleLine(cause, added.has(cause), terminal))),
    ...(more > 0 ? ['', `… ${pluralize('more cause', more, true)} in contract.html`] : []),
    ...spaced(alike === undefined ? [] : [terminal.colors.dim(`${alike} (--verbose lists them)`)]),
  ];
}

const leftOut = ({ deselected, excluded, setAside }: ComparisonReport): string[] => [
  ...(deselected.length > 0 ? [`${pluralize('operation', deselected.length, true)} deselected`] : []),
  ...(excluded.length > 0 ? [`${pluralize('operation', excluded.length, true)} excluded: see contract.html`] : []),
  ...(setAside > 0 ? [`${pluralize('case', setAside, true)} of fixtures/ skipped: not in this contract`] : []),
];

const since = (report: ComparisonReport): string[] => [
  ...[sinceSentence(report)].flatMap((line) => line ?? []),
  ...fixedLines(report).map((line) => `fixed: ${line}`),
];

function lastLine(report: ComparisonReport, { colors, columns }: Terminal): string {
  const { outcome, durationMs } = report;
  const paint = { conforming: colors.green, deviating: colors.red, inconclusive: colors.yellow }[outcome];
  const seconds = durationMs === 0 ? [] : [`${(durationMs / 1000).toFixed(1)} s`];
  const label = result(report);
  const compared = `${report.sides.compared} of ${pluralize('case', report.cases.length, true)} compared`;
  return wrapped([label, compared, ...seconds].join(' · '), columns).replace(label, paint(colors.bold(label)));
}

/** The first lines of a list, and how many more there are. */
const first = (all: readonly string[], { lines }: Limits): string[] =>
  all.length <= lines + 1 ? [...all] : [...all.slice(0, lines), `… ${all.length - lines} more in contract.html`];

const spaced = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', ...lines]);
