import pluralize from 'pluralize';
import { isSuccess } from '../../contract/responses.ts';
import { type FailOn, SIDES, type SideName } from '../../record/sides.ts';
import { isFailing } from '../../waivers/waiver.ts';
import type { ReportedCase } from '../contract-json.ts';
import { outageLines } from '../outages.ts';
import { requestLine } from '../requests.ts';
import { writeLines } from '../writes.ts';
import { type ComparisonReport, differenceCount, differing } from './classes.ts';

/** The result of a comparison in few words. */
export function result({ sides, outcome }: ComparisonReport): string {
  if (outcome === 'inconclusive') return 'inconclusive';
  const causes = differing(sides);
  const failing = causes.filter((cause) => cause.fails).length;
  if (failing > 0) return pluralize('failing cause', failing, true);
  if (outcome === 'deviating') return 'failing';
  return causes.length === 0 ? 'no differences' : 'no failing differences';
}

/** How much was compared, and what differs. */
export const outcomeSentence = (report: ComparisonReport): string =>
  `${report.sides.compared === 0 ? 'nothing' : differenceCount(report.sides)} · ${comparedSentence(report)}`;

/** How many cases were compared, and how many operations answered with a 2xx on both sides. */
export function comparedSentence({ sides, cases, operations }: ComparisonReport): string {
  const both = new Set(cases.filter(isCommonSuccess).map(({ operation }) => operation)).size;
  return [
    `${sides.compared} of ${pluralize('case', cases.length, true)} compared`,
    `${both} of ${pluralize('operation', operations.length, true)} with a 2xx from both`,
  ].join(' · ');
}

/** True for a 2xx from both servers to the own method of the operation. */
const isCommonSuccess = ({ operation, request, response, sides }: ReportedCase): boolean =>
  request !== null &&
  operation.startsWith(`${request.method} `) &&
  [response, sides?.a.response].every((each) => each != null && isSuccess(each.status));

const FAILING: Readonly<Record<FailOn, string>> = {
  regression: 'regressions',
  breaking: 'regressions and breaking differences',
  any: 'all differences',
};

/** Why the exit code is not 0, one line for each reason. */
export function exitReasons({ sides, outcome, reasons, waivers }: ComparisonReport): string[] {
  const failing = sides.differences.filter((cause) => cause.fails).length;
  const broken = waivers.filter(isFailing).length;
  return [
    ...(failing === 0
      ? []
      : [`fails: ${pluralize('cause', failing, true)} of ${FAILING[sides.failOn]} (--fail-on ${sides.failOn})`]),
    ...(broken === 0 ? [] : [`fails: ${pluralize('expired or stale waiver', broken, true)}`]),
    ...(outcome === 'conforming' ? [] : reasons.map((reason) => `not proved: ${reason}`)),
  ];
}

/** Maximum number of reasons and of response times; contract.json contains all. */
const MAX_REASONS = 8;
const MAX_TIMES = 5;

/** Why cases were not compared, with their numbers. */
export function notComparedLines({ sides: { notCompared } }: ComparisonReport): string[] {
  const lines = notCompared
    .slice(0, MAX_REASONS)
    .map(({ reason, cases }) => `${pluralize('case', cases, true)} not compared: ${reason}`);
  const more = notCompared.length - lines.length;
  return more > 0 ? [...lines, `… ${pluralize('more reason', more, true)} in contract.json`] : lines;
}

/** Response times of operations that are noticeably slower or faster with b: at least 5 ms, and by half. */
export const timeLines = ({ sides: { durations } }: ComparisonReport): string[] =>
  durations
    .filter(({ aMs, bMs, ratio }) => Math.abs(bMs - aMs) >= 5 && (ratio === null || ratio >= 1.5 || ratio <= 0.67))
    .slice(0, MAX_TIMES)
    .map(({ operation, cases, aMs, bMs, ratio }) => {
      const times = ratio === null ? '' : ` (× ${ratio})`;
      return `${operation}: ${aMs} ms from a, ${bMs} ms from b${times}, medians of ${pluralize('case', cases, true)}`;
    });

/** What needs attention on each side: writes and leftovers. */
export const writesOfSides = (report: ComparisonReport): string[] =>
  ofSides((side) => writeLines({ ...report, ...report.sides[side] }));

/** Outages and numbers of requests of each side. */
export const requestsOfSides = ({ sides }: ComparisonReport): string[] =>
  ofSides((side) => [...outageLines(sides[side]), ...requestLine(sides[side])]);

/** Why each server may not be an Infisical server. */
export const doubtsOfSides = ({ sides }: ComparisonReport): string[] =>
  ofSides((side) => (sides[side].doubt === null ? [] : [sides[side].doubt]));

const ofSides = (linesOf: (side: SideName) => readonly string[]): string[] =>
  SIDES.flatMap((side) => linesOf(side).map((line) => `${side}: ${line}`));
