import { hash } from 'node:crypto';
import { written } from '../client/phrase.ts';
import type { Redact } from '../client/redaction.ts';
import { starred } from '../contract/pointer.ts';
import { DERIVED_RULES } from '../cases/case.ts';
import { type RecordedDifference, type Referee, REFEREES, SAME_RESPONSE } from '../record/sides.ts';
import { noResponse, noServerError, STATUS } from '../verdict/checks/index.ts';
import { type Finding, shownPointer } from '../verdict/finding.ts';
import type { Difference } from './difference.ts';

/** What both servers answered to a case, as the contract and a comparison see it. */
export interface Observed {
  operation: string;
  /** The status of b, or the kind of its transport error. */
  status: string;
  differences: readonly Difference[];
  findings: { a: readonly Finding[]; b: readonly Finding[] };
}

/**
 * Classifies what differs, with the contract as the referee: a finding of one side only is a regression or an
 * improvement. A difference at the place of a finding of b, or that corrects one of a, is that finding's, so that one
 * cause is one entry; every other difference is one that the contract allows.
 */
export function classify({ operation, status, differences, findings }: Observed, redact: Redact): RecordedDifference[] {
  const { a, b } = findings;
  const ofFindings = [
    ...b.map((finding) => ofFinding(finding, refereeOf(finding, a, 'regression'), differences, redact, a)),
    ...a
      .filter((finding) => !b.some((other) => overlap(finding, other)))
      .map((finding) => ofFinding(finding, 'improvement', differences, redact, a)),
  ];
  const others = differences
    .filter((each) => !b.some((finding) => isOfB(finding, each)) && !a.some((finding) => isCorrected(finding, each)))
    .map((each): RecordedDifference => {
      const { kind, isBreaking } = each;
      const pointer = shownPointer(each.pointer, redact);
      const [ofA, ofB, message] = [each.a, each.b, each.message].map((text) => written(text, redact));
      return {
        ...{ id: differenceId(operation, status, each, pointer), kind, referee: 'allowed', isBreaking, pointer },
        ...{ a: ofA ?? '', b: ofB ?? '', message: message ?? '', waiver: null },
      };
    });
  return distinct([...ofFindings, ...others]);
}

/** Maximum number of differences of a case. */
const MAX_DIFFERENCES = 100;

/** One entry for each cause: the same difference at several items of a list is one. The worst come first. */
function distinct(all: readonly RecordedDifference[]): RecordedDifference[] {
  const seen = new Set<string>();
  const first = all.filter(({ id, referee }) => {
    const key = `${id} ${referee}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const rank = ({ referee, isBreaking }: RecordedDifference) => 2 * REFEREES.indexOf(referee) + Number(!isBreaking);
  return first.sort((x, y) => rank(x) - rank(y)).slice(0, MAX_DIFFERENCES);
}

/** The class of a finding of one side, by the findings of the other. */
function refereeOf(finding: Finding, others: readonly Finding[], alone: Referee): Referee {
  if (others.some(({ id }) => id === finding.id)) return 'both-deviate-alike';
  return others.some((other) => overlap(finding, other)) ? 'both-deviate-differently' : alone;
}

function ofFinding(
  finding: Finding,
  referee: Referee,
  differences: readonly Difference[],
  redact: Redact,
  ofA: readonly Finding[],
): RecordedDifference {
  const { id, pointer, received, message, waiver, check } = finding;
  const isSeen = referee === 'improvement' ? isCorrected : isOfB;
  const seen = differences.find((each) => isSeen(finding, each));
  const other = ofA.find((each) => overlap(finding, each));
  const conforms = 'conforms';
  const shapes: Record<Referee, readonly [a: string, b: string]> = {
    regression: [conforms, shapeOf(received)],
    allowed: [conforms, conforms],
    improvement: [shapeOf(received), conforms],
    'both-deviate-alike': [shapeOf(other?.received ?? received), shapeOf(received)],
    'both-deviate-differently': [shapeOf(other?.received ?? received), shapeOf(received)],
  };
  const [a, b] = seen === undefined ? shapes[referee] : [written(seen.a, redact), written(seen.b, redact)];
  const isBreaking = referee === 'regression' || referee === 'both-deviate-differently';
  const kind = seen?.kind ?? 'contract';
  return { id, kind, referee, isBreaking, pointer, a, b, message: `${check}: ${message}`, waiver };
}

/** A received value as a shape: a finding may show the value itself, a comparison never does. */
const shapeOf = (received: string): string =>
  received.startsWith('"') ? `string of length ${Math.max(0, received.length - 2)}` : received;

/** Checks of the status. Two of them are about the same part of two responses. */
const OF_STATUS: ReadonlySet<string> = new Set([
  ...[noResponse, noServerError, ...STATUS].map(({ id }) => id),
  ...DERIVED_RULES,
]);

/** True if findings of both sides are about the same part of the response. */
function overlap(one: Finding, other: Finding): boolean {
  if (one.pointer !== '' || other.pointer !== '') return isWithin(starred(one.pointer), starred(other.pointer));
  if (OF_STATUS.has(one.check) && OF_STATUS.has(other.check)) return true;
  return one.check === other.check && (one.check !== 'headers' || one.message === other.message);
}

/** True if a difference is what a finding of b is about. */
function isOfB({ check, pointer, message }: Finding, { kind, field, pointer: at, after }: Difference): boolean {
  if (after !== undefined) return false;
  if (kind === 'status') return OF_STATUS.has(check);
  if (kind === 'media-type') return check === 'content-type';
  if (kind === 'header') return check === 'headers' && message.toLowerCase().includes(field);
  if (pointer === '') return at === '' ? OF_BODY.has(check) : check === 'body-schema' && isMember(at);
  return isWithin(starred(pointer), starred(at));
}

/** True if a difference is that b no longer has what a finding of a is about. What b leaves out is not its correction. */
function isCorrected(finding: Finding, difference: Difference): boolean {
  if (difference.isLoss === true) return false;
  return isOfB(finding, difference) && (finding.pointer === '' || isWithin(finding.pointer, difference.pointer));
}

const OF_BODY: ReadonlySet<string> = new Set(['body-parse', 'body-absent', 'body-schema']);

/** True for the pointer to a member of the whole body, whose absence is a finding of the whole. */
const isMember = (pointer: string): boolean => pointer.split('/').length === 2;

/** True if a pointer is another one, or leads below it, in either direction. The whole response contains nothing. */
const isWithin = (a: string, b: string): boolean =>
  a === b || (b !== '' && a.startsWith(`${b}/`)) || (a !== '' && b.startsWith(`${a}/`));

/** The id of a difference: a hash of the operation, the status, the kind and the place. */
function differenceId(
  operation: string,
  status: string,
  { kind, field, a, b, isBreaking, after = '' }: Difference,
  pointer: string,
): string {
  const statuses = kind === 'status' ? [written(a, String), written(b, String)] : [];
  const effect = isBreaking ? 'breaking' : 'harmless';
  const text = [operation, SAME_RESPONSE, status, kind, starred(pointer), field, effect, after, ...statuses].join('\n');
  return hash('sha256', text).slice(0, 10);
}
