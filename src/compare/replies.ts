import type { Operation } from '../contract/operations.ts';
import type { Difference } from './difference.ts';
import { ofResponse } from './difference.ts';
import { ownWords, phrase, type Phrase } from '../client/phrase.ts';
import type { Reply } from '../client/reply.ts';
import { compareResponses, type ResponseContext } from './responses.ts';

/** The differences between two replies to the same request. */
export function compareReplies(a: Reply, b: Reply, operation: Operation, context: ResponseContext): Difference[] {
  if (a.kind === 'response' && b.kind === 'response') return compareResponses(a, b, operation, context);
  if (a.kind !== 'response' && b.kind !== 'response') return [];
  const [inA, inB] = [answerOf(a), answerOf(b)];
  return [ofResponse('status', a.kind === 'response', phrase`${inB} instead of ${inA}`, [inA, inB])];
}

const answerOf = (reply: Reply): Phrase =>
  reply.kind === 'response' ? phrase`${reply.status}` : ownWords(`no response (${reply.reason})`);
