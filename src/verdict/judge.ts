import type { Reply, Response } from '../client/reply.ts';
import { ADVISED } from '../config/advice.ts';
import type { Operation } from '../contract/operations.ts';
import { declaredFor } from '../contract/responses.ts';
import { type Advised, adviseOn, notAdvised } from './advise.ts';
import { ALWAYS, BESIDE, noResponse, noServerError, STATUS, WIRE } from './checks/index.ts';
import { apply, beginJudgement, findingOf, type Judgement, verdictOf } from './judgement.ts';
import { createValidators, type Validators } from './schema/validators.ts';
import { isUndeclaredMethod } from './subject.ts';
import { createTimekeeper, LONGEST_MS } from './time-limit.ts';
import type { Exchange, Verdict } from './verdict.ts';

/**
 * Creates a function that judges exchanges against the contract. It keeps validators between exchanges.
 *
 * @param operations operations that will be judged, as far as they are known
 * @param longestMs time limit of a judgement in milliseconds
 * @param policy how advice is treated
 */
export function createJudge(
  operations: Iterable<Operation> = [],
  longestMs = LONGEST_MS,
  policy = ADVISED,
): (exchange: Exchange) => Verdict {
  const validators = createValidators(schemasOf(operations));
  const [inTime, briefly] = [createTimekeeper(longestMs), createTimekeeper(LONGEST_COMPARISON_MS)];
  return (exchange) => {
    const { reply, operation } = exchange;
    if (reply.kind !== 'response') return withoutResponse(exchange, reply);
    const isLong = mayTakeLong(exchange, reply, validators);
    const limited = <T>(limit: typeof inTime, work: () => T, otherwise: (limitMs: number) => T): T =>
      isLong ? limit(work, `${operation.key} ${reply.status}`, reply.body.length, otherwise) : work();
    const judge = () => judgeResponse(beginJudgement(exchange, reply, validators));
    const judgement = limited<Judgement | number>(inTime, judge, (limitMs) => limitMs);
    if (typeof judgement === 'number') return outOfTime(judgement);
    const advised = limited<Advised>(
      briefly,
      () => adviseOn(judgement, policy),
      () => notAdvised(policy, 'comparing the body with its schema takes too long'),
    );
    judgement.findings.push(...advised.findings);
    judgement.unjudged.push(...advised.unjudged);
    const { advice, depth } = advised;
    return {
      ...verdictOf(judgement),
      ...(advice.length > 0 && { advice }),
      ...(depth !== undefined && { depth }),
    };
  };
}

/** Time limit of advice and depth in milliseconds. They never take a verdict away. */
const LONGEST_COMPARISON_MS = 1000;

const withoutResponse = (exchange: Exchange, error: Exclude<Reply, Response>): Verdict => ({
  verdict: 'deviating',
  reason: null,
  findings: noResponse.judge(error).map((violation) => findingOf(noResponse.id, violation, exchange, error.reason)),
  notes: [],
});

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

function judgeResponse(judgement: Judgement): Judgement {
  if (isUndeclaredMethod(judgement.exchange)) apply(noServerError, judgement);
  else applyAll(judgement);
  for (const check of ALWAYS) apply(check, judgement);
  return judgement;
}

function applyAll(judgement: Judgement): void {
  const stoppedAt = WIRE.findIndex((check) => apply(check, judgement));
  const statusIsRight = stoppedAt === -1 || stoppedAt >= STATUS.length;
  judgement.isBodyJudged = stoppedAt === -1 || WIRE[stoppedAt]?.id === 'body-schema';
  if (statusIsRight) for (const check of BESIDE) apply(check, judgement);
}
