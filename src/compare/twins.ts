import type { Case } from '../cases/case.ts';
import type { Reply, Response, SendResult } from '../client/reply.ts';
import type { Reading } from '../verdict/evidence.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What b answered to the request that corresponds to one to a. */
export interface Twin {
  /** The case with the request to b. */
  case: Case;
  sent: SendResult;
  /** Undefined until it is judged. */
  verdict: Verdict | undefined;
}

/** The replies of b by those of a to the same request. */
export class Twins {
  readonly #byReply = new WeakMap<Reply, Twin>();
  readonly #own = new WeakMap<Reply, Verdict>();
  readonly #readings = new WeakMap<Reply, readonly Reading[]>();

  add(reply: Reply, twin: Twin): void {
    this.#byReply.set(reply, twin);
  }

  of = (reply: Reply): Twin | undefined => this.#byReply.get(reply);

  /** Keeps the verdicts on a reply of a and on its twin, and the reads of a after a write. */
  judged(reply: Reply, ofA: Verdict, ofB: Verdict | undefined, readings: readonly Reading[]): void {
    this.#own.set(reply, ofA);
    this.#readings.set(reply, readings);
    const twin = this.of(reply);
    if (twin !== undefined) twin.verdict = ofB;
  }

  /** The last verdict on a reply of a alone. */
  verdictOf = (reply: Reply): Verdict | undefined => this.#own.get(reply);

  /** The reads of a after a write. */
  readingsOf = (reply: Reply): readonly Reading[] => this.#readings.get(reply) ?? [];

  /** The response of b; undefined if there is none. */
  responseOf(response: Response): Response | undefined {
    const sent = this.of(response)?.sent;
    return sent?.kind === 'answered' && sent.reply.kind === 'response' ? sent.reply : undefined;
  }
}
