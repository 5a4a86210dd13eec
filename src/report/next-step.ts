import type { ContractJson } from './contract-json.ts';

/** What a user does next, in one line: what hinders most comes first. */
export function nextStep(report: ContractJson): string | undefined {
  const { outcome, reasons, doubt, operations } = report;
  if (doubt !== null && outcome !== 'conforming') {
    return 'Set CONTRACT_BASE_URL to the origin of an Infisical, without /api; npm run contract -- doctor says what is there';
  }
  const refused = reasons.flatMap((reason) => /^(CONTRACT_\w+) was refused$/.exec(reason)?.[1] ?? []);
  if (refused.length > 0) return `Set ${refused.join(' and ')} anew: the README says where Infisical gives it`;
  if (outcome !== 'inconclusive' || !operations.some(({ cells }) => cells.some(isLocked))) return undefined;
  return 'Set what is missing in the environment or in .env: the README says where Infisical gives each value, and npm run contract -- doctor which cells it unlocks';
}

/** True where a value that can be had would prove more: a server that takes faults is made for tests. */
const isLocked = ({ reason }: { reason: string | null }): boolean =>
  reason?.endsWith(' is not set') === true && !reason.includes('CONTRACT_FAULT_HEADER');
