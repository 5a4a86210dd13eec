import pluralize from 'pluralize';
import { clean } from './clean.ts';
import type { Planned } from '../record/plan-line.ts';

/** Lists the selected cases: id, request and missing variables. */
export function caseList({ contract, cases, deselected, excluded, seed, setAside, warnings }: Planned): string {
  const width = cases.reduce((widest, { id }) => Math.max(widest, id.length), 0);
  const lines = [
    ...cases.map(({ id, request: { method, url }, missing }) => {
      const unset = missing.length === 0 ? '' : `  (${missing.join(', ')} not set)`;
      return `${id.padEnd(width)}  ${method} ${url}${unset}`;
    }),
    ...deselected.map((operation) => `${operation}  deselected`),
    ...excluded.map(({ operation, reason }) => `${operation}  excluded: ${reason}`),
    ...(setAside > 0 ? [`${pluralize('case', setAside, true)} of fixtures/ skipped: not in this contract`] : []),
    ...contract.faults.map((fault) => `fault of the contract: ${fault}`),
    ...(seed === undefined ? [] : [`explored from seed ${seed}`]),
    ...warnings.map((warning) => `warning: ${warning}`),
    pluralize('case', cases.length, true),
  ];
  return lines.map(clean).join('\n');
}
