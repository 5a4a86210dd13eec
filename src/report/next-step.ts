import type { ContractJson } from './contract-json.ts';

/** The next step for the user; the largest obstacle comes first. */
export function nextStep(report: ContractJson): string | undefined {
  const { outcome, reasons, doubt, operations } = report;
  if (doubt !== null && outcome !== 'conforming') {
    return 'Set CONTRACT_BASE_URL to the origin of an Infisical server, without /api; npm run contract -- doctor describes the server';
  }
  const refused = reasons.flatMap((reason) => /^(CONTRACT_\w+) was refused$/.exec(reason)?.[1] ?? []);
  if (refused.length > 0) return `Set ${refused.join(' and ')} again: docs/configuration.md describes where to find it`;
  if (outcome !== 'inconclusive' || !operations.some(({ cells }) => cells.some(isLocked))) return undefined;
  return 'Set the missing values in the environment or in .env (docs/configuration.md describes where to find them); npm run contract -- doctor lists the cells that they make provable';
}

/** True if a missing value would prove the cell. The fault header does not count: only test servers support one. */
const isLocked = ({ reason }: { reason: string | null }): boolean =>
  reason?.endsWith(' is not set') === true && !reason.includes('CONTRACT_FAULT_HEADER');
