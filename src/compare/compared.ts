import type { Verdict } from '../verdict/verdict.ts';
import type { Difference } from './difference.ts';
import type { Twin } from './twins.ts';

/** The comparison of the replies to one case. */
export interface Compared {
  /** What differs each time. */
  differences: Difference[];
  ofA: Verdict;
  ofB: Verdict;
  twin: Twin;
  /** Number of differences that did not occur when both servers were asked again. */
  unsteady: number;
  /** Why nothing was compared; undefined if it was. */
  reason: string | undefined;
  /** True if the reason is that a server or a credential was not available. */
  isLost?: boolean;
}

/** True if the replies were compared, and they or the verdicts on them differ. */
export const isDiffering = ({ differences, ofA, ofB, reason }: Compared): boolean =>
  reason === undefined && (differences.length > 0 || idsOf(ofA) !== idsOf(ofB));

const idsOf = ({ findings }: Verdict): string => [...new Set(findings.map(({ id }) => id))].sort().join();
