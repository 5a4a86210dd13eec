import type { Config } from '../config/config.ts';
import type { ContractJson } from '../report/contract-json.ts';

/**
 * Reads the report that CONTRACT_BASELINE names; undefined if it is not set. It is read before a run moves the reports
 * of the run before.
 *
 * @throws Problem `report-file` if it is not a valid report
 */
export async function readBaseline({ baseline }: Pick<Config, 'baseline'>): Promise<ContractJson | undefined> {
  if (baseline === undefined) return undefined;
  const { readContractJson } = await import('../report/read-json.ts');
  return readContractJson(baseline);
}
