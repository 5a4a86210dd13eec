import type { Finding } from '../verdict/finding.ts';
import type { Outage } from '../target/outages.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { RecordedResponse } from './exchange.ts';
import type { Leftover } from './leftover.ts';

/** The two servers of a comparison: `a` is the reference, `b` the server that may replace it. */
export const SIDES = ['a', 'b'] as const;

/** Name of a side. */
export type SideName = (typeof SIDES)[number];

/** Which differences fail a comparison: regressions, breaking differences as well, or all that are not on both sides. */
export const FAIL_ON = ['regression', 'breaking', 'any'] as const;

/** One of {@link FAIL_ON}. */
export type FailOn = (typeof FAIL_ON)[number];

/**
 * What the contract says about a difference. `allowed`: both responses conform. `regression`: only a conforms.
 * `improvement`: only b conforms. Otherwise both deviate.
 */
export const REFEREES = [
  'regression',
  'allowed',
  'improvement',
  'both-deviate-differently',
  'both-deviate-alike',
] as const;

/** One of {@link REFEREES}. */
export type Referee = (typeof REFEREES)[number];

/** What differs between two responses. `contract`: only the contract shows the difference. */
export const DIFFERENCE_KINDS = [
  'status',
  'media-type',
  'header',
  'property',
  'type',
  'format',
  'length',
  'order',
  'value',
  'words',
  'contract',
] as const;

/** One of {@link DIFFERENCE_KINDS}. */
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** A difference between the responses of the two sides to one case. */
export interface RecordedDifference {
  /** Stable between runs. For a regression, the id of the finding. */
  id: string;
  kind: DifferenceKind;
  referee: Referee;
  /** True if a client of a may fail with b. */
  isBreaking: boolean;
  /** JSON pointer into the body; empty for the response as a whole. */
  pointer: string;
  /** What each side has there: a shape, never a value. */
  a: string;
  b: string;
  /** One sentence. */
  message: string;
  /** The waiver that covers it: `waivers.yaml:3`; null if none does. */
  waiver: string | null;
}

/** What one side answered to a case. */
export interface SideOfCase {
  /** Null if none was received. */
  response: RecordedResponse | null;
  verdict: Verdict['verdict'];
  findings: Finding[];
}

/** The comparison of one case. Its line has the request to b and its response, and the differences that fail as findings. */
export interface CaseSides {
  a: SideOfCase;
  b: Omit<SideOfCase, 'response'>;
  differences: RecordedDifference[];
  /** Why the responses were not compared; null if they were. */
  notCompared: string | null;
}

/** One server of a comparison, as it is planned. */
export interface PlannedSide {
  target: { name: string; baseUrl: string };
  /** Why it may not be an Infisical server; null if it looks like one. */
  doubt: string | null;
  /** Host and port if life cycles change it; null: no write carries credentials. */
  disposable: string | null;
}

/** How two servers are compared. */
export interface PlannedComparison {
  a: PlannedSide;
  b: PlannedSide;
  failOn: FailOn;
  /** True: values are compared as well, because both have the same data. */
  values: boolean;
}

/** What a comparison did to one server. */
export interface SideEnd {
  requests: Record<string, number>;
  waitedMs: number;
  leftovers: Leftover[];
  outages: Outage[];
}

/** Id of the check whose findings are differences that the contract allows. Only comparisons have them. */
export const SAME_RESPONSE = 'same-response';

/** True for a difference that fails a comparison, unless a waiver covers it. */
export function fails(
  { referee, isBreaking }: Pick<RecordedDifference, 'referee' | 'isBreaking'>,
  failOn: FailOn,
): boolean {
  if (referee === 'regression') return true;
  if (referee === 'both-deviate-alike') return false;
  return failOn === 'any' || (failOn === 'breaking' && referee === 'allowed' && isBreaking);
}
