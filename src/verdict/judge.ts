import type { Reply, Response } from '../client/reply.ts';
import { ADVISED } from '../config/advice.ts';
import type { DeclaredResponse, Operation } from '../contract/operations.ts';
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
 * @param validators those of another judge of the same operations
 */
export function createJudge(
  operations: Iterable<Operation> = [],
  longestMs = LONGEST_MS,
  policy = ADVISED,
  validators = validatorsOf(operations),
): (exchange: Exchange) => Verdict {
  const [inTime, briefly] = [createTimekeeper(longestMs), createTimekeeper(LONGEST_COMPARISON_MS)];
  const mayTakeLong = createForecast(validators);
  const judgeInTime = (exchange: Exchange, reply: Response): Verdict => {
    const [subject, { length }] = [`${exchange.operation.key} ${reply.status}`, reply.body];
    const judge = () => judgeResponse(exchange, reply, validators);
    const judgement = inTime<Judgement | number>(judge, subject, length, (limitMs) => limitMs);
    if (typeof judgement === 'number') return outOfTime(judgement);
    const none = () => notAdvised(policy, 'comparing the body with its schema takes too long');
    return advisedVerdict(
      judgement,
      briefly(() => adviseOn(judgement, policy), subject, length, none),
    );
  };
  return (exchange) => {
    const { reply } = exchange;
    if (reply.kind !== 'response') return withoutResponse(exchange, reply);
    if (mayTakeLong(exchange, reply)) return judgeInTime(exchange, reply);
    const judgement = judgeResponse(exchange, reply, validators);
    return advisedVerdict(judgement, adviseOn(judgement, policy));
  };
}

/** Validators of the responses of some operations, which several judges may have in common. */
export const validatorsOf = (operations: Iterable<Operation>): Validators => createValidators(schemasOf(operations));

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

/** Creates a function that is true for a response that may be slow to judge. */
function createForecast(validators: Validators): (exchange: Exchange, response: Response) => boolean {
  /** Declarations whose schemas are compiled and fast. */
  const fast = new WeakSet<DeclaredResponse>();
  return ({ operation }, { status, body }) => {
    if (body.length >= LONG_BODY) return true;
    const declared = declaredFor(operation, status);
    if (declared === undefined || fast.has(declared)) return false;
    const parts = [...declared.content.values(), ...declared.headers.values()];
    const isSlow = parts.some(({ schema }) => validators.mayTakeLong(schema, operation.version));
    if (!isSlow) fast.add(declared);
    return isSlow;
  };
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

function judgeResponse(exchange: Exchange, response: Response, validators: Validators): Judgement {
  const judgement = beginJudgement(exchange, response, validators);
  if (isUndeclaredMethod(judgement.exchange)) apply(noServerError, judgement);
  else applyAll(judgement);
  for (const check of ALWAYS) apply(check, judgement);
  return judgement;
}

/** The verdict with the results of the advisory checks. */
function advisedVerdict(judgement: Judgement, { findings, unjudged, advice, depth }: Advised): Verdict {
  judgement.findings.push(...findings);
  judgement.unjudged.push(...unjudged);
  const verdict = verdictOf(judgement);
  if (advice.length > 0) verdict.advice = advice;
  if (depth !== undefined) verdict.depth = depth;
  return verdict;
}

function applyAll(judgement: Judgement): void {
  const stoppedAt = WIRE.findIndex((check) => apply(check, judgement));
  const statusIsRight = stoppedAt === -1 || stoppedAt >= STATUS.length;
  judgement.isBodyJudged = stoppedAt === -1 || WIRE[stoppedAt]?.id === 'body-schema';
  if (statusIsRight) for (const check of BESIDE) apply(check, judgement);
}
