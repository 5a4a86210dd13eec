import pluralize from 'pluralize';
import type { EvaluatedWaiver } from '../record/waiver-evaluation.ts';
import type { Finding } from '../verdict/finding.ts';
import { isFailing, subjectOf } from '../waivers/waiver.ts';
import type { ContractJson } from './contract-json.ts';

/** The status of a waiver after a run. */
export interface WaiverLine {
  /** The place of the waiver: `waivers.yaml:3`. */
  place: string;
  line: string;
  /** True if it fails the run. */
  isFailing: boolean;
}

/** The status of each waiver, first those that fail the run. Unused waivers are omitted. */
export const waiverLines = ({ waivers }: Pick<ContractJson, 'waivers'>): WaiverLine[] =>
  waivers
    .filter(({ state }) => state !== 'unused')
    .map((waiver) => ({ place: waiver.place, line: lineOf(waiver), isFailing: isFailing(waiver) }))
    .sort((a, b) => Number(b.isFailing) - Number(a.isFailing));

function lineOf(waiver: EvaluatedWaiver): string {
  const { state, place, lines, expires, owner, reason, cases } = waiver;
  const subject = `${place}: ${subjectOf(waiver)}`;
  const [first, last] = lines;
  const entry = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  const status = {
    applied: `is waived until ${expires}, in ${pluralize('case', cases.length, true)}`,
    expired: `was waived until ${expires}: fix it, or change "expires"`,
    stale: `was judged and no longer occurs: delete ${entry}`,
    unused: 'did not occur',
  }[state];
  return `${subject} ${status} (${owner}: ${reason})`;
}

/** Of a deviating case whose shown findings are all waived. */
export const FURTHER = 'the case deviates by further findings, which are not shown';

/** True for a finding that is not waived. */
export const isOpen = ({ waiver }: Pick<Finding, 'waiver'>): boolean => waiver === null;
