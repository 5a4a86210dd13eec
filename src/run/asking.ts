import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from '../cases/case.ts';
import type { Reply } from '../client/reply.ts';
import type { Operation } from '../contract/operations.ts';
import { isAmong } from '../contract/responses.ts';
import { createCancellation } from './cancellation.ts';
import { createGate } from './gate.ts';
import { createPace } from './pace.ts';
import type { Patience } from './patience.ts';
import { retryAfterMs } from './patience.ts';
import { isAway, type Target } from './target.ts';

/** What asking a case came to: an answer to be judged, or why there is none. */
export type Asked =
  | { kind: 'answered'; reply: Reply }
  | { kind: 'inconclusive'; reason: string; reply?: Reply }
  | { kind: 'not-judged'; reason: string };

/** Failures after which a case is not asked again, even where each was another or the target asked for time. */
const MOST_FAILURES = 4;

/** How long an operation that fails while its target is there is given before it is asked for the last time. */
const CALM_MS = 500;

/** Timeouts in a row after which an operation is not asked further. */
const MOST_TIMEOUTS = 3;

/** Asks cases with patience: waits where the target throttles, asks again where it fails, notices when it is gone. */
export interface Asker {
  ask(one: Case, operation: Operation): Promise<Asked>;
  /** Gives up whatever is under way, and all that would come after it. */
  giveUp(reason: string): void;
  /** What work comes to; undefined where all is given up, also in the midst of it. */
  unlessOver<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/** Makes an asker for one run. */
export function createAsker(target: Target, patience: Patience): Asker {
  const pace = createPace(patience);
  const timeouts = createTimeouts();
  const gate = createGate();
  /** Ids of cases during which the target went away: they are asked alone, so that it shows which one does it. */
  const suspects = new Set<string>();
  /** How long each operation was waited for that asked for time. */
  const grantedMs = new Map<string, number>();
  const cancellation = createCancellation<Asked>();
  const giveUp = (reason: string): void => cancellation.cancel({ kind: 'inconclusive', reason });

  /** Waits for a target that does not answer, once for all who ask, as long as there is patience. */
  let looking: Promise<'there' | 'back' | 'gone'> | undefined;
  const look = async (): Promise<'there' | 'back' | 'gone'> => {
    for (let state: 'there' | 'back' = 'there'; ; state = 'back') {
      if (await target.isReachable()) return state;
      if (cancellation.outcome() !== undefined || !patience.wait(undefined)) return 'gone';
      await patience.ready();
    }
  };
  const whereabouts = async (): Promise<'there' | 'back' | 'gone'> => {
    const found = await (looking ??= look().finally(() => (looking = undefined)));
    if (found === 'gone') giveUp('the target went away');
    return found;
  };

  const send = async ({ id, request }: Case, { key }: Operation): Promise<Reply> => {
    await pace.turn(key);
    await patience.ready();
    const isSuspect = suspects.has(id);
    return (isSuspect ? gate.alone : gate.shared)(async () => {
      if (isSuspect) await whereabouts();
      const began = performance.now();
      const reply = await target.send(request);
      pace.note(key, reply);
      timeouts.note(key, began, reply);
      return reply;
    });
  };

  const converse = async (one: Case, operation: Operation): Promise<Asked> => {
    if (timeouts.hang(operation.key))
      return { kind: 'not-judged', reason: 'the operation timed out three times in a row' };
    let [failures, returns, isSure] = [0, 0, false];
    for (let before: Reply | undefined; ;) {
      const reply = await send(one, operation);
      const retryAfter = reply.kind === 'response' ? retryAfterMs(reply.headers.get('retry-after')?.[0]) : undefined;
      if (isThrottled(reply, one)) {
        if (patience.wait(retryAfter)) continue;
        return { kind: 'inconclusive', reason: 'throttled beyond CONTRACT_PATIENCE_SECONDS', reply };
      }
      patience.relax();
      if (!isFailure(reply, one)) return { kind: 'answered', reply };
      failures++;
      const granted = grantedMs.get(operation.key) ?? 0;
      const mayWait = failures < MOST_FAILURES || granted < patience.budgetMs / 3;
      const asksForTime = retryAfter !== undefined && mayWait && patience.wait(retryAfter);
      if (asksForTime) grantedMs.set(operation.key, granted + Math.max(retryAfter, CALM_MS));
      const isFirst = before === undefined && !timeouts.hang(operation.key);
      const isAnother = before !== undefined && wayOf(before) !== wayOf(reply) && failures < MOST_FAILURES;
      before = reply;
      if (asksForTime || isFirst || isAnother) continue;
      const found = await whereabouts();
      if (found === 'gone') return cancellation.outcome() ?? { kind: 'answered', reply };
      if (found === 'there') {
        if (isSure) return { kind: 'answered', reply };
        isSure = true;
        await sleep(CALM_MS);
        continue;
      }
      if (suspects.has(one.id) && ++returns === MOST_RETURNS) return { kind: 'answered', reply };
      suspects.add(one.id);
      [before, isSure] = [undefined, false];
    }
  };

  return {
    ask: async (one, operation) =>
      cancellation.outcome() ?? cancellation.race(converse(one, operation), (outcome) => outcome),
    giveUp,
    unlessOver: async (work) =>
      cancellation.outcome() === undefined ? cancellation.race(work(), () => undefined) : undefined,
  };
}

/** How often a case may be asked alone and take the target away. */
const MOST_RETURNS = 2;

/** Counts timeouts in a row, by operation: those of requests that began after the one before had timed out. */
function createTimeouts() {
  const seen = new Map<string, { inARow: number; lastEnd: number }>();
  return {
    note(key: string, began: number, reply: Reply): void {
      const before = seen.get(key);
      if (reply.kind !== 'transport-error' || reply.reason !== 'timed-out') seen.delete(key);
      else if (before === undefined || began >= before.lastEnd) {
        seen.set(key, { inARow: (before?.inARow ?? 0) + 1, lastEnd: performance.now() });
      }
    },
    hang: (key: string): boolean => (seen.get(key)?.inARow ?? 0) >= MOST_TIMEOUTS,
  };
}

/** 429 says nothing about the contract, unless a fixture asks for it (RFC 6585, section 4). */
const isThrottled = (reply: Reply, { origin, expected }: Case): reply is Extract<Reply, { kind: 'response' }> =>
  reply.kind === 'response' && reply.status === 429 && !(origin === 'fixture' && expected.includes('429'));

/** What may be a moment's failure of the target or of the way to it, declared or not, and is asked once more. */
const isFailure = (reply: Reply, { expected }: Case): boolean =>
  reply.kind === 'transport-error' || (isAway(reply) && !isAmong(reply.status, expected));

/** How a request failed. */
const wayOf = (reply: Reply): string => (reply.kind === 'response' ? String(reply.status) : reply.reason);
