import { ownWords, phrase } from '../client/phrase.ts';
import { starred } from '../contract/pointer.ts';
import type { Case } from '../cases/case.ts';
import type { Reply } from '../client/reply.ts';
import { isSuccess } from '../contract/responses.ts';
import type { Operation } from '../contract/operations.ts';
import type { RunContext } from '../run/run-context.ts';
import { executeCase } from '../run/executor.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Counterparts } from './counterparts.ts';
import { type Compared, isDiffering } from './compared.ts';
import { type Difference, ofResponse } from './difference.ts';
import { SHIFTING, steadyOf, unrepeated } from './steady.ts';
import type { RefusalCheck } from './refusal-check.ts';
import { compareReplies } from './replies.ts';
import type { Twin, Twins } from './twins.ts';

/** What replies are compared with. */
export interface ComparerParts {
  twins: Twins;
  counterparts: Counterparts;
  comparesValues: boolean;
  /** When the comparison began, in milliseconds since the epoch. */
  startedAt: number;
  operation: (one: Pick<Case, 'operation'>) => Operation;
  refusals: RefusalCheck;
}

/** Compares the replies of both servers. If they differ, both are asked again, to find out what differs each time. */
export class Comparer {
  readonly #parts: ComparerParts;
  readonly #known = new WeakMap<Reply, Compared>();
  /** Differences that were found to be steady. */
  readonly #steady = new Set<string>();

  constructor(parts: ComparerParts) {
    this.#parts = parts;
  }

  /** Executes a case on both servers, again if their replies differ. */
  async execute(one: Case, context: RunContext): Promise<JudgedCase> {
    const judged = await executeCase(unreduced(one), context);
    const reply = replyOf(judged);
    if (reply === undefined) return judged;
    const first = this.#compare(judged.case, reply, this.#parts.comparesValues);
    if (first === undefined || !isDiffering(first)) return judged;
    const refusal = await this.#parts.refusals.reasonOf(first.twin, judged);
    if (refusal !== undefined) this.#known.set(reply, { ...first, differences: [], reason: refusal, isLost: true });
    else if (!this.#isKnown(first, judged.case)) {
      const again = replyOf(await executeCase(one, context));
      const steady = again === undefined ? unrepeated(first) : this.#repeated(first, reply, again, one);
      this.#known.set(reply, steady);
    }
    return judged;
  }

  /** The comparison of a case that has ended; undefined if b was sent nothing, or a did not reply. */
  of(judged: JudgedCase): Compared | undefined {
    const reply = replyOf(judged);
    if (reply === undefined) return undefined;
    const known = this.#known.get(reply);
    if (known !== undefined) return known;
    const found = this.#compare(judged.case, reply, false);
    if (found !== undefined && isLost(reply, found.twin))
      return { ...found, differences: [], reason: LOST, isLost: true };
    // Lists may change while life cycles are under way.
    const isLasting = ({ kind }: Difference) => kind !== 'order' && kind !== 'length';
    return found && { ...found, differences: [...found.differences, ...this.#inReads(reply)].filter(isLasting) };
  }

  /** The differences that reads after a write show. */
  #inReads(reply: Reply): Difference[] {
    const { twins } = this.#parts;
    return twins.readingsOf(reply).flatMap(({ operation, response }) => {
      const other = twins.responseOf(response);
      const found = other === undefined ? [] : this.#differences(operation, response, other, false);
      return found.map((each) => ({
        ...each,
        message: phrase`${each.message}, in the response to ${operation} after the write`,
        after: operation,
      }));
    });
  }

  #compare(one: Case, reply: Reply, comparesValues: boolean): Compared | undefined {
    const { twins } = this.#parts;
    const twin = twins.of(reply);
    const ofA = twins.verdictOf(reply);
    if (twin === undefined) return undefined;
    const { sent, verdict: ofB } = twin;
    const none = { twin, differences: [], unsteady: 0, ofA: ofA ?? UNKNOWN, ofB: ofB ?? UNKNOWN };
    if (sent.kind !== 'answered')
      return { ...none, ofB: { ...UNKNOWN, verdict: sent.kind, reason: sent.reason }, reason: sent.reason };
    this.#parts.refusals.note(twin);
    if (isChanged(one, reply, twin)) return { ...none, reason: CHANGED };
    const differences = this.#differences(one.operation, reply, sent.reply, comparesValues);
    const known = { ...none, differences, reason: undefined };
    this.#known.set(reply, known);
    return known;
  }

  #differences(key: string, a: Reply, b: Reply, comparesValues: boolean): Difference[] {
    const { counterparts, operation, startedAt } = this.#parts;
    try {
      return compareReplies(a, b, operation({ operation: key }), {
        ...{ comparesValues, counterparts, startedAt, latestCommon: counterparts.latestCommon },
        isSharing: counterparts.isSharing,
      });
    } catch (error) {
      // A body may be nested more deeply than the call stack allows.
      if (error instanceof RangeError) return [TOO_DEEP];
      throw error;
    }
  }

  /** The differences of two pairs of replies, without what differs between two replies of the same server. */
  #repeated(first: Compared, reply: Reply, again: Reply, one: Case): Compared {
    const second = this.#compare(one, again, this.#parts.comparesValues);
    if (second === undefined || second.reason !== undefined) return unrepeated(first);
    const [b1, b2] = [first.twin.sent, second.twin.sent].map((sent) =>
      sent.kind === 'answered' ? sent.reply : undefined,
    );
    const changing = [
      ...this.#differences(one.operation, reply, again, true),
      ...(b1 === undefined || b2 === undefined ? [] : this.#differences(one.operation, b1, b2, true)),
    ];
    const steady = steadyOf(first, second, changing);
    for (const each of steady.differences) this.#steady.add(causeOf(each, one));
    return steady;
  }

  /** True if all differences are known to be steady, and no verdict depends on the repetition. */
  #isKnown = ({ differences, ofA, ofB }: Compared, one: Case): boolean =>
    differences.every((each) => !SHIFTING.has(each.kind) && this.#steady.has(causeOf(each, one))) &&
    ofA.findings.length + ofB.findings.length === 0;
}

/** A case whose request is not reduced if it deviates, because b is not sent the smaller requests. */
const unreduced = ({ shrink: _, ...one }: Case): Case => one;

const causeOf = ({ kind, pointer, field, a, b }: Difference, { operation }: Case): string =>
  JSON.stringify([operation, kind, starred(pointer), field, kind === 'status' ? [a, b] : []]);

const UNKNOWN: Verdict = { verdict: 'not-judged', reason: 'it was not judged', findings: [], notes: [] };

const LOST = 'one of the servers did not respond to a write, which is not repeated';

/** True if exactly one of the servers has responded. */
const isLost = (reply: Reply, { sent }: Twin): boolean =>
  sent.kind === 'answered' && (reply.kind === 'response') !== (sent.reply.kind === 'response');

const TOO_DEEP = ofResponse('type', true, ownWords('the bodies are nested too deeply to be compared'), [
  ownWords('a body'),
  ownWords('another body'),
]);

const CHANGED = 'the resource has changed since its entity tag was received';

/** True for a conditional request that one server answers with a resource that has changed (RFC 9110, section 13.1.2). */
function isChanged({ request }: Case, reply: Reply, { case: ofB, sent }: Twin): boolean {
  const replies = [reply, sent.kind === 'answered' ? sent.reply : undefined];
  const statuses = replies.map((each) => (each?.kind === 'response' ? each.status : undefined));
  if (request.ifNoneMatch === undefined || !statuses.includes(304) || !statuses.some(isSuccess)) return false;
  const tags = [request.ifNoneMatch, ofB.request.ifNoneMatch];
  return replies.some((each, at) => {
    const tag = each?.kind === 'response' && isSuccess(each.status) ? each.headers.get('etag')?.[0] : undefined;
    return tag !== undefined && tag !== tags[at];
  });
}

const replyOf = ({ sent }: JudgedCase): Reply | undefined => (sent?.kind === 'answered' ? sent.reply : undefined);
