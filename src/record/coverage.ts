import type { Finding } from '../verdict/finding.ts';

/** Parts of the schema of a 2xx that a response was the first to contain. */
export interface CoverageLine {
  type: 'coverage';
  operation: string;
  /** The status as the contract declares it. */
  status: string;
  /** All parts that the schema declares; absent if an earlier line contains them. */
  declared?: string[];
  seen: string[];
}

/** The first violation of a check whose level is `should`, at one place of a response. */
export interface AdviceLine {
  type: 'advice';
  operation: string;
  /** Id of the case. */
  case: string;
  finding: Finding;
}

/** The parts of the schema of a 2xx that responses contained, and those that none did. */
export interface Coverage {
  operation: string;
  /** The status as the contract declares it. */
  status: string;
  /**
   * Properties and items by their JSON pointer with `*` for an item (RFC 6901), values of an `enum` (`/type = "a"`) and
   * branches of a union (`/provider (form 1 of 2)`).
   */
  seen: string[];
  unseen: string[];
}

/** The coverage of each 2xx of which a conforming response was received, in the order of their first responses. */
export function coverageOf(lines: readonly CoverageLine[]): Coverage[] {
  const all = new Map<string, { operation: string; status: string; declared: Set<string>; seen: Set<string> }>();
  for (const { operation, status, declared = [], seen } of lines) {
    const key = `${operation} ${status}`;
    const known = all.get(key) ?? { operation, status, declared: new Set(), seen: new Set() };
    for (const point of declared) known.declared.add(point);
    for (const point of seen) known.seen.add(point);
    all.set(key, known);
  }
  return [...all.values()].map(({ operation, status, declared, seen }) => ({
    ...{ operation, status },
    seen: [...declared].filter((point) => seen.has(point)),
    unseen: [...declared].filter((point) => !seen.has(point)),
  }));
}

/** Advice of a run: a violation of a check whose level is `should`, once per place. */
export type Advice = Omit<AdviceLine, 'type'>;

/** The advice of a record, each with its first case. */
export const adviceOf = (lines: readonly AdviceLine[]): Advice[] => lines.map(({ type: _, ...advice }) => advice);
