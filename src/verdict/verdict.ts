import type { Case } from '../cases/case.ts';
import type { Redact } from '../client/redaction.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import type { Depth } from './depth/depth.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';

/** The request of a case with its response or transport error. */
export interface Exchange {
  case: Case;
  operation: Operation;
  reply: Reply;
  /** Credentials that were sent in this or in other requests. No response may contain them. */
  secrets: readonly string[];
  /** Applied to every value from outside the suite, so that verdicts are already redacted. */
  redact: Redact;
  /** Responses to the companions of the case. */
  companions?: readonly Response[];
  /** What was seen of the resource around the write of the case. */
  evidence?: Evidence | undefined;
}

/** The verdict of a case. */
export interface Verdict {
  verdict: 'conforming' | 'deviating' | 'inconclusive' | 'not-judged' | 'waived';
  /** Why the case is inconclusive, not judged or waived; otherwise null. */
  reason: string | null;
  findings: Finding[];
  /** Violations of checks whose level is `should`; absent if there are none. */
  advice?: Finding[];
  /** Which parts of its schema a conforming 2xx contains; absent for other responses. */
  depth?: Depth;
  /** Observations that are not findings. */
  notes: string[];
  /** True if some ids occur only in findings that are not shown. */
  isCut?: boolean;
  /** The verdict if all findings are waived; by default `waived`. */
  otherwise?: Verdict;
}
