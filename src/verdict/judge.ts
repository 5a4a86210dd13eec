import type { Case } from '../cases/case.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { declaredFor } from '../contract/responses.ts';
import { readBody } from './body.ts';
import { ALWAYS, BESIDE, noResponse, noServerError, STATUS, WIRE } from './checks/index.ts';
import { type Breach, type Finding, findingId } from './finding.ts';
import { mediaFor, parseMediaType } from './media-type.ts';
import { createValidators, type Validators } from './schema/validators.ts';
import { type Check, isUndeclaredMethod, type Subject } from './subject.ts';

/** A case's request with the response, or the transport error, that it brought. */
export interface Exchange {
  case: Case;
  operation: Operation;
  reply: Reply;
  /** Secret texts that were sent, in this request or in others. */
  secrets: readonly string[];
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
 */
export function createJudge(operations: Iterable<Operation> = []): (exchange: Exchange) => Verdict {
  const validators = createValidators(schemasOf(operations));
  return (exchange) => {
    const { reply } = exchange;
    if (reply.kind === 'response') return judgeResponse(exchange, reply, validators);
    const findings = noResponse.judge(reply).map((breach) => finding(noResponse.id, breach, exchange, reply.reason));
    return { verdict: 'deviating', reason: null, findings, notes: [] };
  };
}

/** Every schema of a body. */
function* schemasOf(operations: Iterable<Operation>) {
  for (const { responses, version } of operations) {
    for (const { content } of responses.values()) for (const { schema } of content.values()) yield { schema, version };
  }
}

/** What the checks of one response have said so far. */
interface Hearing {
  exchange: Exchange;
  subject: Subject;
  findings: Finding[];
  unjudged: string[];
}

function judgeResponse(exchange: Exchange, response: Response, validators: Validators): Verdict {
  const notes: string[] = [];
  const hearing: Hearing = {
    exchange,
    subject: subjectOf(exchange, response, validators, notes),
    findings: [],
    unjudged: [],
  };
  if (isUndeclaredMethod(exchange)) hear(noServerError, hearing);
  else hearAll(hearing);
  for (const check of ALWAYS) hear(check, hearing);
  return verdict(hearing, notes);
}

function hearAll(hearing: Hearing): void {
  const stoppedAt = WIRE.findIndex((check) => hear(check, hearing));
  const statusIsRight = stoppedAt === -1 || stoppedAt >= STATUS.length;
  if (statusIsRight) for (const check of BESIDE) hear(check, hearing);
}

/** Hears a check; true where it stops the wire checks after it. */
function hear(check: Check, { exchange, subject, findings, unjudged }: Hearing): boolean {
  const ruling = check.judge(subject);
  if ('notJudged' in ruling) {
    unjudged.push(ruling.notJudged);
    return true;
  }
  const spoken = check.id === 'expected-body' ? findings.map(({ pointer }) => pointer) : [];
  for (const breach of ruling) {
    if (spoken.some((at) => overlaps(at, breach.pointer))) continue;
    findings.push(finding(check.id, breach, exchange, String(subject.response.status)));
  }
  return ruling.length > 0;
}

function verdict({ findings, unjudged }: Hearing, notes: string[]): Verdict {
  if (findings.length > MOST_FINDINGS) notes.push(`${findings.length - MOST_FINDINGS} more findings are not shown`);
  const ids = new Set<string>();
  const [first, again]: [Finding[], Finding[]] = [[], []];
  for (const each of findings) {
    (ids.has(each.id) ? again : first).push(each);
    ids.add(each.id);
  }
  if (findings.length === 0 && unjudged.length > 0) {
    return { verdict: 'not-judged', reason: unjudged.join('; '), findings, notes };
  }
  const found = findings.length > 0 ? 'deviating' : 'conforming';
  const shown = findings.length > MOST_FINDINGS ? [...first, ...again].slice(0, MOST_FINDINGS) : findings;
  return { verdict: found, reason: null, findings: shown, notes, isCut: ids.size > MOST_FINDINGS };
}

function subjectOf(exchange: Exchange, response: Response, validators: Validators, notes: string[]): Subject {
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
    body: readBody(response.body, mediaType),
    secrets: exchange.secrets,
    companions: exchange.companions ?? [],
    validators,
    notes,
  };
}

function finding(check: string, breach: Breach, { case: asked, operation }: Exchange, status: string): Finding {
  const { pointer, expected, received, declaredAt, message } = breach;
  return {
    id: findingId(asked.operation, check, status, pointer),
    check,
    status,
    pointer,
    expected,
    received,
    where: declaredAt === undefined ? null : operation.place(declaredAt),
    message,
    waiver: null,
  };
}

/** True where one pointer leads to or below the other. */
const overlaps = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
