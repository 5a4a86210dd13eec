import type { Kind } from '../lifecycles/kinds.ts';
import type { ContractJson } from './contract-json.ts';

/** What operations do to resources, in the order of a life cycle. */
export const KINDS: readonly Kind[] = ['create', 'read', 'list', 'update', 'delete', 'action'];

/** The operations of an area that were reached with a 2xx. */
export interface AreaReach {
  /** The first segment of their paths that names something: `groups` in `/api/v1/groups/{id}`. */
  area: string;
  /** By kind; a kind without operations is absent. */
  kinds: ReadonlyMap<Kind, { reached: number; all: number }>;
  /** Number of operations that were not reached. */
  unreached: number;
}

/** How many operations of each kind were reached, by area; those with the most unreached operations first. */
export function reachByArea({ operations }: Pick<ContractJson, 'operations'>): AreaReach[] {
  const areas = new Map<string, Map<Kind, { reached: number; all: number }>>();
  for (const { operation, kind, reached } of operations) {
    if (kind === undefined) continue;
    const area = areaOf(operation);
    const kinds = areas.get(area) ?? new Map<Kind, { reached: number; all: number }>();
    areas.set(area, kinds);
    const before = kinds.get(kind) ?? { reached: 0, all: 0 };
    kinds.set(kind, { reached: before.reached + (reached === null ? 0 : 1), all: before.all + 1 });
  }
  return [...areas]
    .map(([area, kinds]) => ({
      area,
      kinds,
      unreached: sum([...kinds.values()].map(({ all, reached }) => all - reached)),
    }))
    .sort((a, b) => b.unreached - a.unreached || a.area.localeCompare(b.area));
}

/** The reached and all operations of each kind, as `3/5`; empty for a kind without operations. */
export const reachRow = ({ kinds }: AreaReach): string[] =>
  KINDS.map((kind) => {
    const { reached, all } = kinds.get(kind) ?? { reached: 0, all: 0 };
    return all === 0 ? '' : `${reached}/${all}`;
  });

/** How many operations were reached, and why not the others; undefined if all were. */
export function reachSentence({ operations, counts, recorded }: ContractJson): string | undefined {
  const unreached = operations.flatMap((each) => each.unreached ?? []);
  if (unreached.length === 0 || recorded !== null) return undefined;
  const numbers = new Map<string, number>();
  for (const { code } of unreached) {
    const kind = code.replace(/[:\d].*/, '');
    numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  }
  const why = [...numbers].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${count} ${kind}`);
  return `reached ${counts.operationsReached} of ${operations.length} operations; not reached: ${why.join(', ')}`;
}

const areaOf = (operation: string): string =>
  operation
    .split(/[ /]/)
    .slice(1)
    .find((segment) => segment !== '' && !/^(api|v\d+|\.well-known|\{.*\})$/.test(segment)) ?? '/';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
