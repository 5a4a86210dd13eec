import { hash } from 'node:crypto';
import { written } from '../client/phrase.ts';
import type { Redact } from '../client/redaction.ts';
import { starred } from '../contract/pointer.ts';
import type { RecordedDifference, Referee } from '../record/sides.ts';
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
 * improvement. A difference at the place of a finding is that finding's, so that one cause is one entry; every other
 * difference is one that the contract allows.
 */
export function classify({ operation, status, differences, findings }: Observed, redact: Redact): RecordedDifference[] {
  const { a, b } = findings;
  const ofFindings = [
    ...b.map((finding) => ofFinding(finding, refereeOf(finding, a, 'regression'), differences, redact, a)),
    ...a
      .filter((finding) => !b.some((other) => overlap(finding, other)))
      .map((finding) => ofFinding(finding, 'improvement', differences, redact, a)),
  ];
  const all = [...a, ...b];
  const others = differences
    .filter((each) => !all.some((finding) => concerns(finding, each)))
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

/** One entry for each cause: the same difference at several items of a list is one. */
function distinct(all: readonly RecordedDifference[]): RecordedDifference[] {
  const seen = new Set<string>();
  return all.filter(({ id, referee }) => {
    const key = `${id} ${referee}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
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
  const seen = differences.find((each) => concerns(finding, each));
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

/** True if two findings are about the same part of a response. */
const overlap = (one: Finding, other: Finding): boolean =>
  one.check === other.check
    ? isWithin(one.pointer, other.pointer)
    : one.pointer !== '' && isWithin(one.pointer, other.pointer);

/** True if a difference is at the place of a finding. */
function concerns({ check, pointer, message }: Finding, difference: Difference): boolean {
  const { kind, field } = difference;
  if (kind === 'status') return pointer === '';
  if (kind === 'media-type') return pointer === '' && check !== 'headers';
  if (kind === 'header') return check === 'headers' && message.toLowerCase().includes(field);
  if (pointer === '') return difference.pointer === '' || (check === 'body-schema' && isMember(difference.pointer));
  return isWithin(starred(pointer), starred(difference.pointer));
}

/** True for the pointer to a member of the whole body, whose absence is a finding of the whole. */
const isMember = (pointer: string): boolean => pointer.split('/').length <= 2;

/** True if a pointer is another one, or leads below it, in either direction. */
const isWithin = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

/** The id of a difference: a hash of the operation, the status, the kind and the place. */
function differenceId(operation: string, status: string, { kind, field, a, b }: Difference, pointer: string): string {
  const statuses = kind === 'status' ? [written(a, String), written(b, String)] : [];
  const text = [operation, 'same-response', status, kind, starred(pointer), field, ...statuses].join('\n');
  return hash('sha256', text).slice(0, 10);
}
