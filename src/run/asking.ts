import type { Case } from '../cases/case.ts';
import type { Reply } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { declaredFor } from '../contract/responses.ts';
import type { Patience } from './patience.ts';
import { retryAfterMs } from './patience.ts';
import type { Target } from './target.ts';

/** What asking a case came to: an answer to be judged, or why there is none. */
export type Asked =
  | { kind: 'answered'; reply: Reply }
  | { kind: 'inconclusive'; reason: string; reply?: Reply }
  | { kind: 'not-judged'; reason: string };

/** Failures after which a case is not asked again, even where each was another or the target asked for time. */
const MOST_FAILURES = 4;

/** Timeouts in a row after which an operation is not asked further. */
const MOST_TIMEOUTS = 3;

/** Asks cases with patience: waits where the target throttles, asks again where it fails, notices when it is gone. */
export interface Asker {
  ask(one: Case, operation: Operation): Promise<Asked>;
  /** True when the target no longer answered. */
  isGone(): boolean;
}

const GONE: Asked = { kind: 'inconclusive', reason: 'the target went away' };

/** Makes an asker for one run. */
export function createAsker(target: Target, patience: Patience): Asker {
  const timeouts = new Map<string, { inARow: number; lastEnd: number }>();
  let leave: (outcome: Asked) => void = () => undefined;
  const left = new Promise<Asked>((resolve) => (leave = resolve));
  let gone = false;

  const isStillThere = async (): Promise<boolean> => {
    if (!gone && !(await target.isReachable())) gone = true;
    if (gone) leave(GONE);
    return !gone;
  };

  /** Timeouts in a row are those of requests that began after the one before had timed out. */
  const send = async ({ request }: Case, { key }: Operation): Promise<Reply> => {
    await patience.ready();
    const began = performance.now();
    const reply = await target.send(request);
    const before = timeouts.get(key);
    if (reply.kind !== 'transport-error' || reply.reason !== 'timed-out') timeouts.delete(key);
    else if (before === undefined || began >= before.lastEnd) {
      timeouts.set(key, { inARow: (before?.inARow ?? 0) + 1, lastEnd: performance.now() });
    }
    return reply;
  };

  const hangs = ({ key }: Operation): boolean => (timeouts.get(key)?.inARow ?? 0) >= MOST_TIMEOUTS;

  const converse = async (one: Case, operation: Operation): Promise<Asked> => {
    if (hangs(operation)) return { kind: 'not-judged', reason: 'the operation timed out three times in a row' };
    let failures = 0;
    for (let before: Reply | undefined; ;) {
      const reply = await send(one, operation);
      const retryAfter = reply.kind === 'response' ? retryAfterMs(reply.headers.get('retry-after')?.[0]) : undefined;
      if (isThrottled(reply, one)) {
        if (patience.wait(retryAfter)) continue;
        return { kind: 'inconclusive', reason: 'throttled beyond CONTRACT_PATIENCE_SECONDS', reply };
      }
      patience.relax();
      if (!isFailure(reply, operation)) return { kind: 'answered', reply };
      failures++;
      const asksForTime = retryAfter !== undefined && failures < MOST_FAILURES && patience.wait(retryAfter);
      const isFirst = before === undefined && !hangs(operation);
      const isAnother = before !== undefined && wayOf(before) !== wayOf(reply) && failures < MOST_FAILURES;
      before = reply;
      if (asksForTime || isFirst || isAnother) continue;
      return (await isStillThere()) ? { kind: 'answered', reply } : GONE;
    }
  };

  return {
    ask: (one, operation) => (gone ? Promise.resolve(GONE) : Promise.race([converse(one, operation), left])),
    isGone: () => gone,
  };
}

/** 429 says nothing about the contract, unless it is what the case asks for (RFC 6585, section 4). */
const isThrottled = (reply: Reply, { expected }: Case): reply is Extract<Reply, { kind: 'response' }> =>
  reply.kind === 'response' && reply.status === 429 && !expected.includes('429');

/** What may be a moment's failure of the target or of the way to it, and is asked once more. */
const isFailure = (reply: Reply, operation: Operation): boolean =>
  reply.kind === 'transport-error' ||
  ([502, 503, 504].includes(reply.status) && declaredFor(operation, reply.status) === undefined);

/** How a request failed. */
const wayOf = (reply: Reply): string => (reply.kind === 'response' ? String(reply.status) : reply.reason);
