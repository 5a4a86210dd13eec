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
  /** Operations, or paths whose operations are not known, where one of the documents is at fault. */
  notCompared: { operation: string; reason: string }[];
  differences: Difference[];
  /** What is wrong in either document, one line each. */
  faults: string[];
}

/** Compares two contracts operation by operation, whatever the parameters of a path are called. */
export function driftOf(published: Contract, served: Contract): Drift {
  const [old, now] = [byRoute(published), byRoute(served)];
  const drift: Drift = { missing: [], added: [], compared: [], notCompared: [], differences: [], faults: [] };
  const unread = new Map([...published.unread, ...served.unread]);
  for (const [path, reason] of unread) drift.notCompared.push({ operation: path || 'paths', reason });
  for (const [route, operation] of old) {
    const other = now.get(route);
    const fault = faultOf(operation) ?? (other && faultOf(other));
    if (other === undefined) {
      if (!isUnread(operation, served))
        drift.missing.push({ operation: operation.key, published: operation.place('') });
    } else if (fault !== undefined) drift.notCompared.push({ operation: operation.key, reason: fault });
    else {
      const differences = comparing(() => compareOperations(operation, other));
      if (differences === undefined) drift.notCompared.push({ operation: operation.key, reason: TOO_DEEP });
      else {
        drift.compared.push(operation.key);
        drift.differences.push(...differences);
      }
    }
  }
  const fresh = [...now].filter(([route, operation]) => !old.has(route) && !isUnread(operation, published));
  drift.added = fresh.map(([, { key }]) => key);
  drift.faults = [...published.faults, ...served.faults];
  return drift;
}

const TOO_DEEP = 'its schemas are nested too deeply to be compared';

/** What a comparison finds; undefined where references lead deeper than it can follow. */
function comparing(compare: () => Difference[]): Difference[] | undefined {
  try {
    return compare();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** True where a document may have an operation, since its path there cannot be read. */
const isUnread = ({ path }: Operation, { unread }: Contract): boolean =>
  unread.has('') || [...unread.keys()].some((each) => routeOf(each) === routeOf(path));

const faultOf = ({ fault, requestBody }: Operation): string | undefined => fault ?? requestBody?.fault;

const byRoute = ({ operations }: Contract): Map<string, Operation> =>
  new Map([...operations.values()].map((operation) => [routeOf(operation.key), operation]));

/** True where a client that keeps to the published contract may fail. */
export const isBreaking = ({ missing, differences }: Drift): boolean =>
  missing.length > 0 || differences.some((difference) => difference.isBreaking);
