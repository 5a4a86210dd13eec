import type { Redact } from '../client/redaction.ts';
import { recorded } from '../record/case-line.ts';
import {
  type CaseSides,
  type DifferenceKind,
  type FailOn,
  fails,
  type RecordedDifference,
  SAME_RESPONSE,
  type SideOfCase,
} from '../record/sides.ts';
import { covers, waive, type Waiver } from '../waivers/waiver.ts';
import type { Finding } from '../verdict/finding.ts';
import { type JudgedCase, responseOf, unjudged } from '../verdict/judged-case.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Compared } from './compared.ts';
import { classify } from './referee.ts';

/** How differences become findings. */
export interface Judging {
  failOn: FailOn;
  redact: Redact;
  /** Valid waivers for each side. */
  waivers: { a: readonly Waiver[]; b: readonly Waiver[] };
}

/** The case of a comparison: the request to b, its reply, and as findings the differences that fail. */
export function judgedSides(
  judged: JudgedCase,
  compared: Compared,
  judging: Judging,
): { judged: JudgedCase; sides: CaseSides } {
  const { twin } = compared;
  const { operation } = judged.case;
  const [ofA, ofB] = [
    waive(compared.ofA, operation, judging.waivers.a),
    waive(compared.ofB, operation, judging.waivers.b),
  ];
  const status = String(responseOf({ sent: twin.sent })?.status ?? 'no-response');
  const isCompared = compared.reason === undefined;
  const found = isCompared
    ? classify(
        { operation, status, differences: compared.differences, findings: { a: ofA.findings, b: ofB.findings } },
        judging.redact,
      )
    : [];
  const ownOfB = new Set(ofB.findings.map(({ id }) => id));
  const differences = found.map((each) => ({
    ...each,
    waiver: each.waiver ?? (ownOfB.has(each.id) ? null : waiverOf(each, operation, status, judging.waivers.b)),
  }));
  // A waiver of a deviation of a covers what b has corrected.
  const isCovered = ({ referee, waiver }: RecordedDifference) => referee === 'improvement' && waiver !== null;
  const failing = differences.filter((each) => fails(each, judging.failOn) && !isCovered(each));
  const findings = failing.map((each) => findingOf(each, status, ofB));
  const sides: CaseSides = {
    a: { ...sideOf(ofA), response: responseIn(judged, judging.redact) },
    b: sideOf(ofB),
    differences,
    notCompared: compared.reason ?? null,
  };
  return {
    judged: {
      case: withSteps(twin.case, judged),
      sent: twin.sent,
      verdict: verdictOf(judged.verdict, compared, ofB, findings),
    },
    sides,
  };
}

/** The case of b with the steps and remarks that were added while it was executed. */
const withSteps = (one: JudgedCase['case'], { case: { steps, remarks, values } }: JudgedCase): JudgedCase['case'] => ({
  ...one,
  ...(steps !== undefined && { steps }),
  ...(remarks !== undefined && { remarks }),
  ...(values !== undefined && { values }),
});

const responseIn = (judged: JudgedCase, redact: Redact): SideOfCase['response'] => {
  const response = responseOf(judged);
  return response === undefined ? null : recorded(response, redact);
};

const sideOf = ({ verdict, findings }: Verdict): Omit<SideOfCase, 'response'> => ({ verdict, findings });

const waiverOf = (difference: RecordedDifference, operation: string, status: string, waivers: readonly Waiver[]) =>
  waivers.find((waiver) => covers(waiver, sameResponse(difference, status), operation))?.place ?? null;

/** A difference as a finding: of the contract for a regression, otherwise of `same-response`. */
const findingOf = (difference: RecordedDifference, status: string, { findings }: Verdict): Finding =>
  findings.find(({ id }) => id === difference.id) ?? sameResponse(difference, status);

function sameResponse({ id, kind, pointer, a, b, message }: RecordedDifference, status: string): Finding {
  const expected = pointer === '' && !OF_RESPONSE.has(kind) ? `${kind} as from a` : a;
  return { id, check: SAME_RESPONSE, status, pointer, expected, received: b, where: null, message, waiver: null };
}

/** Kinds of differences outside the body, whose shapes do not depend on the data. */
const OF_RESPONSE: ReadonlySet<DifferenceKind> = new Set(['status', 'media-type', 'header']);

/** A case that b was not sent, or that a did not reply to. */
export function judgedAlone(judged: JudgedCase, redact: Redact): { judged: JudgedCase; sides: CaseSides } {
  const { verdict, reason } = judged.verdict;
  const why = reason === null ? NOT_SENT : verdict === 'inconclusive' ? ofA(reason) : reason;
  const own = unjudged(verdict === 'inconclusive' ? 'inconclusive' : 'not-judged', why);
  const sides: CaseSides = {
    a: { ...sideOf(judged.verdict), response: responseIn(judged, redact) },
    b: { verdict: 'not-judged', findings: [] },
    differences: [],
    notCompared: why,
  };
  return { judged: { case: judged.case, sent: undefined, verdict: own }, sides };
}

/**
 * The verdict of a comparison. It deviates with the differences that fail. It conforms if b conforms. If both deviate,
 * nothing is proved.
 *
 * @param ofRun the verdict of a in its run, which may have found that its credentials are not valid
 */
function verdictOf(
  ofRun: Verdict,
  { reason, isLost, unsteady, ofB: raw }: Compared,
  ofB: Verdict,
  findings: Finding[],
): Verdict {
  const notes = unsteady === 0 ? ofB.notes : [...ofB.notes, UNSTEADY];
  if (ofRun.verdict === 'inconclusive') return { ...unjudged('inconclusive', ofA(ofRun.reason ?? '')), notes };
  if (findings.length > 0) return { verdict: 'deviating', reason: null, findings, notes };
  if (reason !== undefined) {
    return { ...unjudged(isLost || raw.verdict === 'inconclusive' ? 'inconclusive' : 'not-judged', reason), notes };
  }
  if (ofRun.verdict === 'not-judged') return { ...ofRun, notes };
  if (ofB.findings.length > 0) return { ...unjudged('not-judged', BOTH_DEVIATE), notes };
  return { ...ofB, notes };
}

/** A reason that concerns a, unless it concerns the whole run or b. */
const ofA = (reason: string): string => (/^(b: |the run )/.test(reason) ? reason : `a: ${reason}`);

const NOT_SENT = 'it was not sent to b';
const UNSTEADY = 'a difference did not occur when both servers were asked again';
const BOTH_DEVIATE = 'both servers deviate from the contract';
