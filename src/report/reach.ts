import pluralize from 'pluralize';
import type { Kind } from '../lifecycles/kinds.ts';
import type { ContractJson } from './contract-json.ts';

/** What operations do to resources, in the order of a life cycle. */
export const KINDS: readonly Kind[] = ['create', 'read', 'list', 'update', 'delete', 'action'];

interface Count {
  reached: number;
  all: number;
}

/** The operations of an area that were reached with a 2xx. */
export interface AreaReach extends Count {
  /** The first segment of their paths that names something: `groups` in `/api/v1/groups/{id}`. */
  area: string;
  /** By kind; a kind without operations is absent. */
  kinds: ReadonlyMap<Kind, Count>;
  /** Number of operations that were not reached. */
  unreached: number;
}

/** How many operations of each kind were reached, by area; those with the most unreached operations first. */
export function reachByArea({ operations }: Pick<ContractJson, 'operations'>): AreaReach[] {
  const areas = new Map<string, Count & { kinds: Map<Kind, Count> }>();
  for (const { operation, kind, reached } of operations) {
    const area = areaOf(operation);
    const one = areas.get(area) ?? { kinds: new Map<Kind, Count>(), reached: 0, all: 0 };
    areas.set(area, one);
    one.all += 1;
    if (reached !== null) one.reached += 1;
    if (kind === undefined) continue;
    const before = one.kinds.get(kind) ?? { reached: 0, all: 0 };
    one.kinds.set(kind, { reached: before.reached + (reached === null ? 0 : 1), all: before.all + 1 });
  }
  return [...areas]
    .map(([area, one]) => ({ area, ...one, unreached: one.all - one.reached }))
    .sort((a, b) => b.unreached - a.unreached || a.area.localeCompare(b.area));
}

/** Length of a bar. */
const BAR = 10;

/** The share of the operations of an area that was reached, as a bar. It is full only if all were. */
export function bar({ reached, all }: Count): string {
  const full = reached === all ? BAR : Math.min(BAR - 1, Math.ceil((BAR * reached) / all));
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

/** The reached and all operations of some kinds, as `3/5`; empty for a kind without operations. */
export const reachRow = ({ kinds }: AreaReach, shown = KINDS): string[] =>
  shown.map((kind) => {
    const { reached, all } = kinds.get(kind) ?? { reached: 0, all: 0 };
    return all === 0 ? '' : `${reached}/${all}`;
  });

/** How many operations were reached with a 2xx; undefined if all were. */
export function reachSentence({ operations, counts, recorded }: ContractJson): string | undefined {
  if (recorded !== null || operations.every(({ unreached }) => unreached === null)) return undefined;
  return `reached ${counts.operationsReached} of ${pluralize('operation', operations.length, true)}`;
}

const areaOf = (operation: string): string =>
  operation
    .split(/[ /]/)
    .slice(1)
    .find((segment) => segment !== '' && !/^(api|v\d+|\.well-known|\{.*\})$/.test(segment)) ?? '/';
