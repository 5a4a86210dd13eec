import pluralize from 'pluralize';
import type { ContractJson } from './contract-json.ts';

/** Maximum number of requests; contract.json contains all. */
const MAX_PLACES = 10;

/** Recorded exchanges that match no operation. */
export function unmatchedLines({ recorded }: Pick<ContractJson, 'recorded'>): string[] {
  if (recorded === null) return [];
  const { file, exchanges, unmatched } = recorded;
  const count = unmatched.reduce((sum, each) => sum + each.count, 0);
  const all = pluralize('exchange', exchanges, true);
  if (exchanges === 0) return [`${file} does not contain exchanges`];
  if (count === 0) return [`${all} of ${file}, each matching an operation of the contract`];
  const shown = unmatched.slice(0, MAX_PLACES).map((each) => `${each.count} × ${each.request}: ${each.reason}`);
  const more = unmatched.length - shown.length;
  return [
    `${count} of ${all} of ${file} ${count === 1 ? 'matches' : 'match'} no operation of the contract`,
    ...shown,
    ...(more > 0 ? [`… ${pluralize('more request', more, true)} in contract.json`] : []),
  ];
}
