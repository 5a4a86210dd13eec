import type { Case } from '../cases/case.ts';
import { type Phrase, phrase, written } from '../client/phrase.ts';
import type { Redact } from '../client/redaction.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { declaredFor } from '../contract/responses.ts';
import { readBody } from './body.ts';
import { ALWAYS, BESIDE, noResponse, noServerError, STATUS, WIRE } from './checks/index.ts';
import { type Violation, type Finding, findingId } from './finding.ts';
import { mediaFor, parseMediaType } from './media-type.ts';
import { createValidators, type Validators } from './schema/validators.ts';
import { bodyOf, type Check, isUndeclaredMethod, type Subject } from './subject.ts';
import { createTimekeeper, LONGEST_MS } from './time-limit.ts';

/** A case's request with the response, or the transport error, that it brought. */
export interface Exchange {
  case: Case;
  operation: Operation;
  reply: Reply;
  /** Secret texts that were sent, in this request or in others, and that no response may hold. */
  secrets: readonly string[];
  /** Applied to every value of the verdict that comes from outside, so that no reader of it can forget to. */
  redact: Redact;
  /** Answers to the case's companions, as far as they were asked. */
  companions?: readonly Response[];
}

/** What is said of a case in the end. */
export interface Verdict {
  verdict: 'conforming' | 'deviating' | 'inconclusive' | 'not-judged' | 'waived';
  /** Why nothing could be said; null where something could. */
  reason: string | null;
  findings: Finding[];
  /** What is worth knowing though it breaks no rule. */
  notes: string[];
  /** True where not even one finding of each id is shown. */
  isCut?: boolean;
}

/** Most findings that one response gives; the rest is counted. */
const MOST_FINDINGS = 20;

/**
 * Makes the function that holds exchanges to the contract. It keeps validators from one exchange to the next.
 *
 * @param operations those that will be judged, as far as they are known
 * @param longestMs longest time that one response may take, in milliseconds
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
    const findings = noResponse.judge(reply).map((breach) => finding(noResponse.id, breach, exchange, reply.reason));
    return { verdict: 'deviating', reason: null, findings, notes: [] };
  };
}

/** Bytes of a body from which on it is judged with a limit on the time, which itself costs a fifth of a millisecond. */
const LONG_BODY = 4096;

/** True for a response that is not known to be judged in a moment. */
function mayTakeLong({ operation }: Exchange, { status, body }: Response, validators: Validators): boolean {
  if (body.length >= LONG_BODY) return true;
  const declared = declaredFor(operation, status);
  const parts = declared === undefined ? [] : [...declared.content.values(), ...declared.headers.values()];
  return parts.some(({ schema }) => validators.mayTakeLong(schema, operation.version));
}

const outOfTime = (limitMs: number): Verdict => ({
  ...{ verdict: 'not-judged', reason: `judging the response took longer than ${limitMs / 1000} s` },
  ...{ findings: [], notes: [] },
});

/** Every schema of a body. */
function* schemasOf(operations: Iterable<Operation>) {
  for (const { responses, version } of operations) {
    for (const { content } of responses.values()) for (const { schema } of content.values()) yield { schema, version };
  }
}

/** What the checks of one response have said so far. */
interface Evaluation {
  exchange: Exchange;
  subject: Subject;
  findings: Finding[];
  unjudged: Phrase[];
}

function judgeResponse(exchange: Exchange, response: Response, validators: Validators): Verdict {
  const notes: Phrase[] = [];
  const hearing: Evaluation = {
    exchange,
    subject: subjectOf(exchange, response, validators, notes),
    findings: [],
    unjudged: [],
  };
  if (isUndeclaredMethod(exchange)) apply(noServerError, hearing);
  else applyAll(hearing);
  for (const check of ALWAYS) apply(check, hearing);
  return verdictOf(hearing, notes);
}

function applyAll(hearing: Evaluation): void {
  const stoppedAt = WIRE.findIndex((check) => apply(check, hearing));
  const statusIsRight = stoppedAt === -1 || stoppedAt >= STATUS.length;
  if (statusIsRight) for (const check of BESIDE) apply(check, hearing);
}

/** Hears a check; true where it stops the wire checks after it. */
function apply(check: Check, { exchange, subject, findings, unjudged }: Evaluation): boolean {
  const ruling = check.judge(subject);
  if ('notJudged' in ruling) {
    unjudged.push(ruling.notJudged);
    return true;
  }
  const spoken = check.id === 'expected-body' ? findings.map(({ pointer }) => pointer) : [];
  for (const breach of ruling) {
    if (spoken.some((at) => overlaps(at, exchange.redact(breach.pointer)))) continue;
    findings.push(finding(check.id, breach, exchange, String(subject.response.status)));
  }
  return ruling.length > 0;
}

function verdictOf({ exchange: { redact }, findings, unjudged }: Evaluation, said: Phrase[]): Verdict {
  if (findings.length > MOST_FINDINGS)
    said.push(phrase`${findings.length - MOST_FINDINGS} more findings are not shown`);
  const notes = said.map((note) => written(note, redact));
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
  const shown = findings.length > MOST_FINDINGS ? [...first, ...again].slice(0, MOST_FINDINGS) : findings;
  return { verdict: found, reason: null, findings: shown, notes, isCut: ids.size > MOST_FINDINGS };
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
    validators,
    notes,
  };
}

function finding(check: string, breach: Violation, exchange: Exchange, status: string): Finding {
  const { case: asked, operation, redact } = exchange;
  const { received, declaredAt, message } = breach;
  const [pointer, expected] = [redact(breach.pointer), written(breach.expected, redact)];
  return {
    id: findingId(asked.operation, check, status, pointer, expected),
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

/** True where one pointer leads to or below the other. */
const overlaps = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
