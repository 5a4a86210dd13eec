import type { Case } from '../cases/case.ts';
import { type Phrase, phrase, written } from '../client/phrase.ts';
import type { Redact } from '../client/redaction.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { declaredFor } from '../contract/responses.ts';
import { readBody } from './body.ts';
import { ALWAYS, BESIDE, noResponse, noServerError, STATUS, WIRE } from './checks/index.ts';
import type { Evidence } from './evidence.ts';
import { type Violation, type Finding, findingId, shownPointer } from './finding.ts';
import { mediaFor, parseMediaType } from './media-type.ts';
import { createValidators, type Validators } from './schema/validators.ts';
import { bodyOf, type Check, isUndeclaredMethod, type Subject } from './subject.ts';
import { createTimekeeper, LONGEST_MS } from './time-limit.ts';

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
  /** Observations that are not findings. */
  notes: string[];
  /** True if some ids occur only in findings that are not shown. */
  isCut?: boolean;
  /** The verdict if all findings are waived; by default `waived`. */
  otherwise?: Verdict;
}

/** Maximum number of findings of a response that are shown. */
const MAX_FINDINGS = 20;

/**
 * Creates a function that judges exchanges against the contract. It keeps validators between exchanges.
 *
 * @param operations operations that will be judged, as far as they are known
 * @param longestMs time limit of a judgement in milliseconds
 */
export function createJudge(
  operations: Iterable<Operation> = [],
  longestMs = LONGEST_MS,
): (exchange: Exchange) => Verdict {
  const validators = createValidators(schemasOf(operations));
  const inTime = createTimekeeper(longestMs);
  return (exchange) => {
    const { reply, operation } = exchange;
    if (reply.kind === 'response') {
      const judge = () => judgeResponse(exchange, reply, validators);
      if (!mayTakeLong(exchange, reply, validators)) return judge();
      return inTime(judge, `${operation.key} ${reply.status}`, reply.body.length, outOfTime);
    }
    const findings = noResponse
      .judge(reply)
      .map((violation) => finding(noResponse.id, violation, exchange, reply.reason));
    return { verdict: 'deviating', reason: null, findings, notes: [] };
  };
}

/** Size in bytes from which a body is judged with a time limit. The limit itself costs a fifth of a millisecond. */
const LONG_BODY = 4096;

/** True for a response that may be slow to judge. */
function mayTakeLong({ operation }: Exchange, { status, body }: Response, validators: Validators): boolean {
  if (body.length >= LONG_BODY) return true;
  const declared = declaredFor(operation, status);
  const parts = declared === undefined ? [] : [...declared.content.values(), ...declared.headers.values()];
  return parts.some(({ schema }) => validators.mayTakeLong(schema, operation.version));
}

const outOfTime = (limitMs: number): Verdict => ({
  verdict: 'not-judged',
  reason: `judging the response took longer than ${limitMs / 1000} s`,
  findings: [],
  notes: [],
});

/** Yields the schema of every body. */
function* schemasOf(operations: Iterable<Operation>) {
  for (const { responses, version } of operations) {
    for (const { content } of responses.values()) for (const { schema } of content.values()) yield { schema, version };
  }
}

/** The state of judging one response. */
interface Judgement {
  exchange: Exchange;
  subject: Subject;
  findings: Finding[];
  unjudged: Phrase[];
}

function judgeResponse(exchange: Exchange, response: Response, validators: Validators): Verdict {
  const notes: Phrase[] = [];
  const judgement: Judgement = {
    exchange,
    subject: subjectOf(exchange, response, validators, notes),
    findings: [],
    unjudged: [],
  };
  if (isUndeclaredMethod(exchange)) apply(noServerError, judgement);
  else applyAll(judgement);
  for (const check of ALWAYS) apply(check, judgement);
  return verdictOf(judgement, notes);
}

function applyAll(judgement: Judgement): void {
  const stoppedAt = WIRE.findIndex((check) => apply(check, judgement));
  const statusIsRight = stoppedAt === -1 || stoppedAt >= STATUS.length;
  if (statusIsRight) for (const check of BESIDE) apply(check, judgement);
}

/** Applies a check; true if the wire checks after it must be skipped. */
function apply(check: Check, { exchange, subject, findings, unjudged }: Judgement): boolean {
  const result = check.judge(subject);
  if ('notJudged' in result) {
    unjudged.push(result.notJudged);
    return true;
  }
  const reported = check.id === 'expected-body' ? findings.map(({ pointer }) => pointer) : [];
  for (const violation of result) {
    if (reported.some((at) => overlaps(at, shownPointer(violation.pointer, exchange.redact)))) continue;
    findings.push(finding(check.id, violation, exchange, String(subject.response.status)));
  }
  return result.length > 0;
}

function verdictOf({ exchange: { redact }, findings, unjudged }: Judgement, observations: Phrase[]): Verdict {
  if (findings.length > MAX_FINDINGS)
    observations.push(phrase`${findings.length - MAX_FINDINGS} more findings are not shown`);
  const notes = observations.map((note) => written(note, redact));
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

function subjectOf(exchange: Exchange, response: Response, validators: Validators, notes: Phrase[]): Subject {
  const declared = declaredFor(exchange.operation, response.status);
  const types = response.headers.get('content-type') ?? [];
  const mediaType = types.length === 1 ? parseMediaType(types[0] ?? '') : undefined;
  return {
    case: exchange.case,
    operation: exchange.operation,
    response,
    declared,
    mediaType,
    media: declared && mediaType && mediaFor(declared, mediaType),
    body: mediaType === undefined ? readBody(response.body, undefined) : bodyOf(response),
    secrets: exchange.secrets,
    companions: exchange.companions ?? [],
    evidence: exchange.evidence,
    validators,
    notes,
  };
}

function finding(check: string, violation: Violation, exchange: Exchange, status: string): Finding {
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
