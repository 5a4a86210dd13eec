import { existsSync, readFileSync } from 'node:fs';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
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
  if (isObject(value) && Array.isArray(value.cases) && isObject(value.counts) && 'schemas' in value) {
    return { waivers: [], ...value } as unknown as ContractJson;
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
