import type { Redact } from '../client/redaction.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { AdviceLine, CoverageLine } from './coverage.ts';
import type { CaseLine } from './lines.ts';

/** What responses showed for the first time, beside their verdicts. */
export interface Observations {
  coverage: readonly CoverageLine[];
  advice: readonly AdviceLine[];
  /** The lines with what the response to a case is the first to show. */
  of(line: Pick<CaseLine, 'id' | 'operation'>, verdict: Verdict): (CoverageLine | AdviceLine)[];
}

/** Maximum number of places of an operation and a check. */
const MOST_ADVICE = 50;

/** @param redact applied to the parts of schemas; advice is redacted where it is made */
export function createObservations(redact: Redact): Observations {
  const coverage: CoverageLine[] = [];
  const advice: AdviceLine[] = [];
  const known = new Map<string, { seen: Set<string>; schemas: Set<readonly string[]> }>();
  const given = new Set<string>();
  const counts = new Map<string, number>();

  const covered = (operation: string, { depth }: Verdict): CoverageLine[] => {
    if (depth === undefined) return [];
    const { status, declared } = depth;
    const key = `${operation} ${status}`;
    const { seen, schemas } = known.get(key) ?? { seen: new Set(), schemas: new Set() };
    known.set(key, { seen, schemas });
    const fresh = depth.seen.filter((point) => !seen.has(point));
    const isFirst = !schemas.has(declared);
    if (!isFirst && fresh.length === 0) return [];
    for (const point of fresh) seen.add(point);
    schemas.add(declared);
    const all = isFirst && { declared: declared.map(redact) };
    return [{ type: 'coverage', operation, status, ...all, seen: fresh.map(redact) }];
  };

  /** An object with names that change has new places in every response. */
  const isCounted = (key: string): boolean => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count < MOST_ADVICE;
  };

  const advised = (id: string, operation: string, { advice: all = [] }: Verdict): AdviceLine[] =>
    all
      .filter((finding) => !given.has(finding.id) && isCounted(`${operation} ${finding.check}`))
      .map((finding) => {
        given.add(finding.id);
        return { type: 'advice', operation, case: id, finding };
      });

  return {
    coverage,
    advice,
    of({ id, operation }, verdict) {
      const [seen, should] = [covered(operation, verdict), advised(id, operation, verdict)];
      coverage.push(...seen);
      advice.push(...should);
      return [...seen, ...should];
    },
  };
}
