import type { Case } from '../cases/case.ts';
import type { CaseRequest } from '../cases/request.ts';
import type { Reply, Response, SendResult } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { isSuccess } from '../contract/responses.ts';
import type { CaseSender, Writes } from '../run/run-context.ts';
import { jsonOf } from '../verdict/subject.ts';
import type { AnsweredWrites } from './answered-writes.ts';
import type { Counterparts } from './counterparts.ts';
import { learn, learnAlone } from './learning.ts';
import type { Translation } from './translation.ts';
import type { Twins } from './twins.ts';

/** What requests to both servers are sent with. */
export interface Pairing {
  translation: Translation;
  counterparts: Counterparts;
  twins: Twins;
  answered: AnsweredWrites;
}

/**
 * Sends every request to both servers at the same time, and returns the reply of a. If one of them is given up, so is
 * the other.
 */
export function pairedSender(a: CaseSender, b: CaseSender, pairing: Pairing): CaseSender {
  const { translation, twins } = pairing;
  return {
    async sendWithRetries(one, operation) {
      const forB = translation.caseOfB(one, operation);
      const unsent = 'reason' in forB ? { kind: 'not-judged' as const, reason: forB.reason } : undefined;
      const caseOfB = 'case' in forB ? forB.case : one;
      const [sent, sentToB] = await Promise.all([
        a.sendWithRetries(one, operation),
        unsent ?? b.sendWithRetries(caseOfB, operation),
      ]);
      if (a.isCancelled && !b.isCancelled) b.cancel(reasonOf(sent));
      if (b.isCancelled && !a.isCancelled) a.cancel(`b: ${reasonOf(sentToB)}`);
      if (sent.kind !== 'answered') return sent;
      twins.add(sent.reply, { case: caseOfB, sent: sentToB, verdict: undefined });
      unlessTooDeep(() => learnFrom(sent, sentToB, one, operation, pairing));
      if (sentToB.kind === 'answered') pairing.answered.note(caseOfB.request, sentToB.reply);
      return sent;
    },
    cancel(reason) {
      a.cancel(reason);
      b.cancel(reason);
    },
    get isCancelled() {
      return a.isCancelled || b.isCancelled;
    },
    unlessCancelled: (work) => a.unlessCancelled(work),
  };
}

/** Nothing is learned from a body that is nested more deeply than the call stack allows. */
function unlessTooDeep(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

const reasonOf = (sent: SendResult): string => ('reason' in sent ? sent.reason : 'the run was cancelled');

/** Learns which identifiers and entity tags of two successful responses belong together. */
function learnFrom(
  sent: SendResult,
  sentToB: SendResult,
  one: Case,
  operation: Operation,
  { counterparts }: Pairing,
): void {
  const [a, b] = [sent, sentToB].map(successOf);
  const isWrite = one.origin === 'lifecycle' && one.request.method !== 'GET';
  if (a === undefined) return;
  if (b === undefined) {
    if (isWrite) learnAlone(jsonOf(a), `${one.request.url} ${one.request.body?.text ?? ''}`, counterparts);
    return;
  }
  const [tagOfA, tagOfB] = [a, b].map(({ headers }) => headers.get('etag')?.[0]);
  if (tagOfA !== undefined && tagOfB !== undefined) counterparts.add(tagOfA, tagOfB);
  // Requests that must be refused, and unusual ones, may be answered with anything.
  if (one.origin === 'hostile' || one.origin === 'explored' || one.request.method !== operation.method) return;
  learn(jsonOf(a), jsonOf(b), isWrite, counterparts);
}

const successOf = (sent: SendResult): Response | undefined =>
  sent.kind === 'answered' && sent.reply.kind === 'response' && isSuccess(sent.reply.status) ? sent.reply : undefined;

/** Sends what the clean-up of a sends to b as well. */
export const pairedWrites = (a: Writes, b: Writes, { translation, answered }: Pairing): Pick<Writes, 'sendAnyway'> => ({
  async sendAnyway(request: CaseRequest): Promise<Reply> {
    const forB = translation.requestOfB(request);
    const [reply, replyOfB] = await Promise.all([
      a.sendAnyway(request),
      forB === undefined ? undefined : b.sendAnyway(forB),
    ]);
    if (forB !== undefined && replyOfB !== undefined) answered.note(forB, replyOfB, reply);
    return reply;
  },
});
