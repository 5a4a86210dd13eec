import { COMMAND } from '../config/packed.ts';
import type { ContractJson } from './contract-json.ts';

/** The next step for the user; the largest obstacle comes first. */
export function nextStep(report: ContractJson): string | undefined {
  const { outcome, reasons, doubt, operations } = report;
  if (doubt !== null && outcome !== 'conforming') {
    return `Set CONTRACT_BASE_URL to the origin of an Infisical server, without /api; ${COMMAND} doctor describes the server`;
  }
  const refused = reasons.flatMap((reason) => /^((?:the token of )?CONTRACT_\w+) was refused$/.exec(reason)?.[1] ?? []);
  if (refused.length > 0) return afterRefusal(refused);
  if (outcome !== 'inconclusive' || !operations.some(({ cells }) => cells.some(isLocked))) return undefined;
  return `Set the missing values in the environment or in .env (docs/configuration.md describes where to find them); ${COMMAND} doctor lists the cells that they make provable`;
}

/** The reason for a refused credential that came from a login begins with this. */
const OF_LOGIN = 'the token of ';

/**
 * The next step after credentials were refused.
 *
 * @param names their variables, or `the token of <variable>` if the login succeeded
 */
export function afterRefusal(names: readonly string[]): string {
  const logins = names.filter((name) => name.startsWith(OF_LOGIN)).map((name) => name.slice(OF_LOGIN.length));
  const tokens = names.filter((name) => !name.startsWith(OF_LOGIN));
  const steps = [
    ...(tokens.length > 0
      ? [`Set ${tokens.join(' and ')} again (docs/configuration.md describes where to find them)`]
      : []),
    ...logins.map((variable) => `Check the access of the identity of ${variable}: it could log in`),
  ];
  return steps.join('. ');
}

/** True if only an unset value blocks the cell. The fault header does not count: only test servers support one. */
const isLocked = ({ reason }: { reason: string | null }): boolean =>
  reason?.endsWith(' is not set') === true && !reason.includes('CONTRACT_FAULT_HEADER');
