import { existsSync, readFileSync } from 'node:fs';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import type { Outcome } from '../run/outcome.ts';
import type { RunRecord } from '../run/record.ts';
import type { ContractJson } from './contract-json.ts';

/**
 * Reads a contract.json.
 *
 * @throws Problem `report-file` where it is none, or one that another version of the suite wrote
 */
export function readContractJson(path: string): ContractJson {
  const problem = (message: string, fix: string) => new Problem({ code: 'report-file', message, where: path, fix });
  if (!existsSync(path)) throw problem('there is no such file', 'Name a contract.json that a run wrote');
  const value = parsed(readFileSync(path, 'utf8'));
  if (isObject(value) && Array.isArray(value.cases) && isObject(value.counts) && 'shard' in value) {
    return value as unknown as ContractJson;
  }
  throw problem('is no contract.json of this version', 'Write it again with this version of the suite');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the reports of other formats are made from. */
export function recordOf(json: ContractJson): { record: RunRecord; outcome: Outcome } {
  const { suite, target, contract, startedAt, durationMs, waitedMs, requests, ...rest } = json;
  const { exitCode, outcome, reasons, operations, counts, cases } = json;
  const { deselected, contractFaults, excluded, setAside, seed, shard, warnings } = rest;
  return {
    record: {
      plan: {
        ...{
          type: 'plan',
          suite,
          target,
          contract,
          startedAt,
          deselected,
          contractFaults,
          excluded,
          setAside,
          seed,
          shard,
          warnings,
        },
        ...{ operations: [], cases: [], leftOut: [], requireCells: 0 },
      },
      cases: cases.map((one) => ({ type: 'case', ...one })),
      end: { type: 'end', durationMs, waitedMs, requests },
    },
    outcome: { outcome, exitCode: exitCode as Outcome['exitCode'], reasons, operations, counts, successes: [] },
  };
}
