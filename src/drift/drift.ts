import type { Contract } from '../contract/contract.ts';
import type { DocumentPlace, Operation } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import type { Difference } from './difference.ts';
import { compareOperations } from './operations.ts';

/** The differences between the published contract and the served one. */
export interface Drift {
  /** Published operations that are not served. Their clients fail. */
  missing: { operation: string; published: DocumentPlace }[];
  /** Operations that only the served contract has. */
  added: string[];
  /** Operations in both, by their published keys. */
  compared: string[];
  /** Operations and paths that cannot be compared because of a fault in either document. */
  notCompared: { operation: string; reason: string }[];
  differences: Difference[];
  /** Faults of either document, one line each. */
  faults: string[];
}

/** Compares two contracts operation by operation. The names of path parameters do not matter. */
export function driftOf(published: Contract, served: Contract): Drift {
  const [old, now] = [byRoute(published), byRoute(served)];
  const drift: Drift = { missing: [], added: [], compared: [], notCompared: [], differences: [], faults: [] };
  const unreadable = new Map([...published.unreadable, ...served.unreadable]);
  for (const [path, reason] of unreadable) drift.notCompared.push({ operation: path || 'paths', reason });
  for (const [route, operation] of old) {
    const other = now.get(route);
    const fault = faultOf(operation) ?? (other && faultOf(other));
    if (other === undefined) {
      if (!isUnreadable(operation, served))
        drift.missing.push({ operation: operation.key, published: operation.place('') });
    } else if (fault !== undefined) drift.notCompared.push({ operation: operation.key, reason: fault });
    else {
      const differences = unlessTooDeep(() => compareOperations(operation, other));
      if (differences === undefined) drift.notCompared.push({ operation: operation.key, reason: TOO_DEEP });
      else {
        drift.compared.push(operation.key);
        drift.differences.push(...differences);
      }
    }
  }
  const fresh = [...now].filter(([route, operation]) => !old.has(route) && !isUnreadable(operation, published));
  drift.added = fresh.map(([, { key }]) => key);
  drift.faults = [...published.faults, ...served.faults];
  return drift;
}

const TOO_DEEP = 'its schemas are nested too deeply to be compared';

/** The differences of an operation; undefined if the comparison exceeds the call stack. */
function unlessTooDeep(compare: () => Difference[]): Difference[] | undefined {
  try {
    return compare();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** True if a contract may contain an operation, because its path item cannot be read. */
const isUnreadable = ({ path }: Operation, { unreadable }: Contract): boolean =>
  unreadable.has('') || [...unreadable.keys()].some((each) => routeOf(each) === routeOf(path));

const faultOf = ({ fault, requestBody }: Operation): string | undefined => fault ?? requestBody?.fault;

const byRoute = ({ operations }: Contract): Map<string, Operation> =>
  new Map([...operations.values()].map((operation) => [routeOf(operation.key), operation]));

/** True if a client of the published contract may fail. */
export const isBreaking = ({ missing, differences }: Drift): boolean =>
  missing.length > 0 || differences.some((difference) => difference.isBreaking);
