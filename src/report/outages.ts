import pluralize from 'pluralize';
import type { Outage } from '../target/outages.ts';
import type { ContractJson } from './contract-json.ts';

/** Maximum number of outages that are listed. */
const MAX_OUTAGES = 3;

/** When and for how long the target did not respond. */
export function outageLines({ outages = [] }: Pick<ContractJson, 'outages'>): string[] {
  const lines = outages.slice(0, MAX_OUTAGES).map(({ from, seconds, ended }) => {
    const time = `${from.slice(11, 19)} UTC`;
    return ended
      ? `the target did not respond for ${Math.round(seconds)} s from ${time}`
      : `the target did not respond from ${time} until the end`;
  });
  const more = outages.length - lines.length;
  return more > 0 ? [...lines, `… ${pluralize('more outage', more, true)} in contract.json`] : lines;
}

/** The outages that several shards have seen, in order. Those that overlap are one. */
export function mergedOutages(all: readonly Outage[]): Outage[] {
  const merged: Outage[] = [];
  for (const one of [...all].sort((a, b) => Date.parse(a.from) - Date.parse(b.from))) {
    const last = merged.at(-1);
    if (last === undefined || endOf(last) < Date.parse(one.from)) merged.push(one);
    else merged[merged.length - 1] = together(last, one);
  }
  return merged;
}

/** Two outages that overlap. The first begins first. */
function together(first: Outage, second: Outage): Outage {
  const { ended } = endOf(first) > endOf(second) ? first : second;
  const ms = Math.max(endOf(first), endOf(second)) - Date.parse(first.from);
  return { from: first.from, seconds: Math.round(ms / 100) / 10, ended };
}

const endOf = ({ from, seconds }: Outage): number => Date.parse(from) + 1000 * seconds;
