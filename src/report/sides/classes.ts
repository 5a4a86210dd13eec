import pluralize from 'pluralize';
import type { RecordedDifference } from '../../record/sides.ts';
import type { ContractJson } from '../contract-json.ts';
import type { DifferenceCause, ReportedSides } from './sides.ts';

/** The report of a comparison of two servers. */
export type ComparisonReport = ContractJson & { sides: ReportedSides };

/** True for the report of a comparison. */
export const isComparison = (report: ContractJson): report is ComparisonReport => report.sides !== undefined;

/** The name of the target, or the names of both. */
export const targetOf = ({ target, sides }: ContractJson): string =>
  sides === undefined ? target.name : `${sides.a.target.name} → ${sides.b.target.name}`;

/** The classes of differences, in the order in which reports list them. */
export const CLASSES = [
  'regression',
  'allowed, breaking',
  'allowed, harmless',
  'improvement',
  'both deviate, differently',
  'both deviate, alike',
] as const;

/** One of {@link CLASSES}. */
export type DifferenceClass = (typeof CLASSES)[number];

/** What the contract says about a difference and, if it allows it, whether clients may fail. */
export function classOf({ referee, isBreaking }: Pick<RecordedDifference, 'referee' | 'isBreaking'>): DifferenceClass {
  if (referee === 'allowed') return isBreaking ? 'allowed, breaking' : 'allowed, harmless';
  if (referee === 'both-deviate-alike') return 'both deviate, alike';
  return referee === 'both-deviate-differently' ? 'both deviate, differently' : referee;
}

/** True if both servers deviate in the same way, so that nothing differs. */
export const isAlike = ({ referee }: Pick<RecordedDifference, 'referee'>): boolean => referee === 'both-deviate-alike';

/** The causes of what differs. */
export const differing = ({ differences }: ReportedSides): DifferenceCause[] =>
  differences.filter((cause) => !isAlike(cause));

/** How many differences there are in how many causes, by class: `3 differences in 2 causes: regression 1, …`. */
export function differenceCount(sides: ReportedSides): string {
  const causes = differing(sides);
  if (causes.length === 0) return 'no differences';
  const all = new Set(causes.flatMap(({ ids }) => ids)).size;
  const classes = CLASSES.flatMap((name) => {
    const count = causes.filter((cause) => classOf(cause) === name).length;
    return count === 0 ? [] : [`${name} ${count}`];
  });
  return `${pluralize('difference', all, true)} in ${pluralize('cause', causes.length, true)}: ${classes.join('; ')}`;
}

/** The deviations that both servers have alike; undefined if there are none. */
export function alikeSentence({ differences }: ReportedSides): string | undefined {
  const causes = differences.filter(isAlike);
  if (causes.length === 0) return undefined;
  const cases = new Set(causes.flatMap((cause) => cause.cases)).size;
  return `both servers deviate alike: ${pluralize('cause', causes.length, true)} in ${pluralize('case', cases, true)}`;
}
