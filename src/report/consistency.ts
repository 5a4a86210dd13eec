import { contradictionOf, repeated } from '../record/contradiction.ts';
import { isExpired } from '../waivers/waiver.ts';
import type { ContractJson } from './contract-json.ts';

/** A contradiction in a report, and the JSON pointer to it. */
export interface Contradiction {
  pointer: string;
  message: string;
}

/**
 * The contradiction in a report that recomputing does not resolve; undefined if there is none.
 *
 * @param recomputed the same report after recomputing
 */
export function contradictionIn(report: ContractJson, recomputed: ContractJson): Contradiction | undefined {
  return duplicate(report) ?? contradictoryCase(report) ?? unknownCase(report) ?? unsupported(report, recomputed);
}

function duplicate({ cases, operations }: ContractJson): Contradiction | undefined {
  const ids = cases.map(({ id }) => id);
  const id = repeated(ids);
  if (id !== undefined) return { pointer: `/cases/${ids.lastIndexOf(id)}`, message: `two cases have the id ${id}` };
  const keys = operations.map(({ operation }) => operation);
  const key = repeated(keys);
  return key === undefined
    ? undefined
    : { pointer: `/operations/${keys.lastIndexOf(key)}`, message: `${key} is listed twice` };
}

function contradictoryCase({ cases, waivers, startedAt }: ContractJson): Contradiction | undefined {
  const valid = waivers.filter((waiver) => !isExpired(waiver, startedAt));
  for (const [index, one] of cases.entries()) {
    const message = contradictionOf(one, valid);
    if (message !== undefined) return { pointer: `/cases/${index}`, message: `${one.id} ${message}` };
  }
  return undefined;
}

function unknownCase({ cases, operations }: ContractJson): Contradiction | undefined {
  const ids = new Set(cases.map(({ id }) => id));
  for (const [at, { operation, cells }] of operations.entries()) {
    for (const [index, cell] of cells.entries()) {
      const unknown = cell.cases.find((id) => !ids.has(id));
      if (unknown === undefined) continue;
      const message = `the cell ${operation} ${cell.status} names the unknown case ${unknown}`;
      return { pointer: `/operations/${at}/cells/${index}`, message };
    }
  }
  return undefined;
}

/** A stated deviation that no case has, because the case was removed or changed. */
function unsupported(report: ContractJson, recomputed: ContractJson): Contradiction | undefined {
  if (recomputed.outcome === 'deviating') return undefined;
  const stated = statedDeviation(report);
  return stated && { ...stated, message: `${stated.message}, but no case deviates and no waiver is expired or stale` };
}

function statedDeviation({ outcome, exitCode, counts, operations }: ContractJson): Contradiction | undefined {
  if (outcome === 'deviating') return { pointer: '/outcome', message: 'the outcome is deviating' };
  if (exitCode === 1) return { pointer: '/exitCode', message: 'the exit code is 1' };
  if (counts.deviating > 0) return { pointer: '/counts/deviating', message: 'a deviation is counted' };
  for (const [at, { operation, cells }] of operations.entries()) {
    const index = cells.findIndex(({ state }) => state === 'deviating');
    const cell = cells[index];
    if (cell === undefined) continue;
    return {
      pointer: `/operations/${at}/cells/${index}`,
      message: `the cell ${operation} ${cell.status} is deviating`,
    };
  }
  return undefined;
}
