import { type Phrase, phrase, written } from '../client/phrase.ts';
import type { Response } from '../client/reply.ts';
import { declaredFor } from '../contract/responses.ts';
import { readBody } from './body.ts';
import { walkOf } from './depth/depth.ts';
import type { Walked } from './depth/walk.ts';
import { type Finding, findingId, shownPointer, type Violation } from './finding.ts';

import { mediaFor, parseMediaType } from './media-type.ts';
import type { Validators } from './schema/validators.ts';
import { bodyOf, type Check, type Subject } from './subject.ts';
import type { Exchange, Verdict } from './verdict.ts';

/** Maximum number of findings of a response that are shown. */
const MAX_FINDINGS = 20;

/** The state of judging one response. */
export interface Judgement {
  exchange: Exchange;
  subject: Subject;
  findings: Finding[];
  unjudged: Phrase[];
  /** True if the body was judged by its schema. */
  isBodyJudged: boolean;
}

/** The judgement of a response before any check. */
export const beginJudgement = (exchange: Exchange, response: Response, validators: Validators): Judgement => ({
  exchange,
  subject: subjectOf(exchange, response, validators),
  findings: [],
  unjudged: [],
  isBodyJudged: false,
});

/** Checks that do not report a part of the body that already has a finding, so that one fault is one finding. */
const SECONDARY = new Set(['expected-body', 'properties-declared']);

/** The result of most checks, shared. */
const NONE: readonly Finding[] = [];

/** Applies a check; true if the wire checks after it must be skipped. */
export function apply(check: Check, judgement: Judgement): boolean {
  const { findings, unjudged } = judgement;
  const result = violationsOf(check, judgement);
  if (result === NONE) return false;
  if ('notJudged' in result) unjudged.push(result.notJudged);
  else findings.push(...result);
  return 'notJudged' in result || result.length > 0;
}

/** The violations of a check, as findings that are not yet part of the judgement. */
export function violationsOf(
  check: Check,
  { exchange, subject, findings }: Judgement,
): readonly Finding[] | { notJudged: Phrase } {
  const result = check.judge(subject);
  if ('notJudged' in result) return result;
  if (result.length === 0) return NONE;
  const reported = SECONDARY.has(check.id) ? findings.map(({ pointer }) => pointer) : [];
  return result
    .filter(({ pointer }) => !reported.some((at) => overlaps(at, shownPointer(pointer, exchange.redact))))
    .map((violation) => findingOf(check.id, violation, exchange, String(subject.response.status)));
}

/** The verdict of a judgement. */
export function verdictOf({ exchange: { redact }, subject, findings, unjudged }: Judgement): Verdict {
  const observations = subject.notes;
  if (findings.length > MAX_FINDINGS)
    observations.push(phrase`${findings.length - MAX_FINDINGS} more findings are not shown`);
  const notes = observations.map((note) => written(note, redact));
  if (findings.length + unjudged.length === 0)
    return { verdict: 'conforming', reason: null, findings, notes, isCut: false };
  const ids = new Set<string>();
  const [first, again]: [Finding[], Finding[]] = [[], []];
  for (const each of findings) {
    (ids.has(each.id) ? again : first).push(each);
    ids.add(each.id);
  }
  if (findings.length === 0 && unjudged.length > 0) {
    return {
      verdict: 'not-judged',
      reason: unjudged.map((reason) => written(reason, redact)).join('; '),
      findings,
      notes,
    };
  }
  const found = findings.length > 0 ? 'deviating' : 'conforming';
  const shown = findings.length > MAX_FINDINGS ? [...first, ...again].slice(0, MAX_FINDINGS) : findings;
  return { verdict: found, reason: null, findings: shown, notes, isCut: ids.size > MAX_FINDINGS };
}

function subjectOf(exchange: Exchange, response: Response, validators: Validators): Subject {
  const declared = declaredFor(exchange.operation, response.status);
  const types = response.headers.get('content-type') ?? [];
  let walked: Walked | undefined;
  const mediaType = types.length === 1 ? parseMediaType(types[0] ?? '') : undefined;
  const subject: Subject = {
    case: exchange.case,
    operation: exchange.operation,
    response,
    declared,
    mediaType,
    media: declared && mediaType && mediaFor(declared, mediaType),
    body: mediaType === undefined ? readBody(response.body, undefined) : bodyOf(response, mediaType),
    secrets: exchange.secrets,
    companions: exchange.companions ?? [],
    evidence: exchange.evidence,
    validators,
    walk() {
      return (walked ??= walkOf(subject));
    },
    notes: [],
  };
  return subject;
}

/** A violation with what the exchange adds. */
export function findingOf(check: string, violation: Violation, exchange: Exchange, status: string): Finding {
  const { operation, redact } = exchange;
  const { received, declaredAt, message } = violation;
  const [pointer, expected] = [shownPointer(violation.pointer, redact), written(violation.expected, redact)];
  return {
    id: findingId(exchange.case.operation, check, status, pointer, expected),
    check,
    status,
    pointer,
    expected,
    received: written(received, redact),
    where: declaredAt === undefined ? null : operation.place(declaredAt),
    message: written(message, redact),
    waiver: null,
  };
}

/** True if the pointers are equal, or one leads below the other. */
const overlaps = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
