import type { Contract } from '../contract/contract.ts';
import type { DocumentPlace, Operation } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import type { Difference } from './difference.ts';
import { compareOperations } from './operations.ts';

/** What the published contract and the one that a target serves say differently. */
export interface Drift {
  /** Published operations that are not served, which breaks their clients. */
  missing: { operation: string; published: DocumentPlace }[];
  /** Operations that are served alone. */
  added: string[];
  /** Operations that both have, as they are published. */
  compared: string[];
  /** Operations that both have, but one of the documents is at fault there. */
  notCompared: { operation: string; reason: string }[];
  differences: Difference[];
}

/** Compares two contracts operation by operation, whatever the parameters of a path are called. */
export function driftOf(published: Contract, served: Contract): Drift {
  const now = byRoute(served);
  const drift: Drift = { missing: [], added: [], compared: [], notCompared: [], differences: [] };
  for (const [route, operation] of byRoute(published)) {
    const other = now.get(route);
    const fault = faultOf(operation) ?? (other && faultOf(other));
    if (other === undefined) drift.missing.push({ operation: operation.key, published: operation.place('') });
    else if (fault !== undefined) drift.notCompared.push({ operation: operation.key, reason: fault });
    else {
      drift.compared.push(operation.key);
      drift.differences.push(...compareOperations(operation, other));
    }
  }
  const old = byRoute(published);
  drift.added = [...now].filter(([route]) => !old.has(route)).map(([, { key }]) => key);
  return drift;
}

const faultOf = ({ fault, requestBody }: Operation): string | undefined => fault ?? requestBody?.fault;

const byRoute = ({ operations }: Contract): Map<string, Operation> =>
  new Map([...operations.values()].map((operation) => [routeOf(operation.key), operation]));

/** True where a client that keeps to the published contract may fail. */
export const isBreaking = ({ missing, differences }: Drift): boolean =>
  missing.length > 0 || differences.some((difference) => difference.isBreaking);
