import type { CaseLine } from '../../record/lines.ts';

type Timed = Pick<CaseLine, 'id' | 'operation' | 'response'>;

/** Response times of an operation in two runs, of cases that both sent. */
export interface Duration {
  operation: string;
  /** Number of these cases. */
  cases: number;
  /** Median in milliseconds. */
  beforeMs: number;
  afterMs: number;
}

/** Medians of every operation, the largest change first. */
export function durationsOf(before: readonly Timed[], after: readonly Timed[]): Duration[] {
  const earlier = new Map(before.map((one) => [one.id, one.response?.durationMs]));
  const pairs = new Map<string, [before: number, after: number][]>();
  for (const { id, operation, response } of after) {
    const beforeMs = earlier.get(id);
    if (beforeMs === undefined || response === null) continue;
    const own = pairs.get(operation) ?? [];
    own.push([beforeMs, response.durationMs]);
    pairs.set(operation, own);
  }
  return [...pairs]
    .map(([operation, own]) => ({
      operation,
      cases: own.length,
      beforeMs: median(own.map(([ms]) => ms)),
      afterMs: median(own.map(([, ms]) => ms)),
    }))
    .sort((a, b) => Math.abs(b.afterMs - b.beforeMs) - Math.abs(a.afterMs - a.beforeMs));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
