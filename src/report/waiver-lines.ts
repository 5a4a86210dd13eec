import pluralize from 'pluralize';
import type { EvaluatedWaiver } from '../record/waiver-evaluation.ts';
import type { Finding } from '../verdict/finding.ts';
import { isFailing, subjectOf } from '../waivers/waiver.ts';
import type { ContractJson } from './contract-json.ts';

/** What is status of a known deviation. */
export interface WaiverLine {
  /** Where its waiver stands. */
  place: string;
  line: string;
  /** True where it fails the run. */
  isFailing: boolean;
}

/** What became of the deviations that are known; those that fail the run come first. A waiver that nothing needed is silent. */
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
    unused: 'did not come',
  }[state];
  return `${subject} ${status} (${owner}: ${reason})`;
}

/** True for a finding that nobody answers for yet. */
export const isOpen = ({ waiver }: Pick<Finding, 'waiver'>): boolean => waiver === null;
