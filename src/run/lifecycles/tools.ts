import type { Case } from '../../cases/case.ts';
import type { Auth, Scalar } from '../../cases/fixtures.ts';
import type { Response, SendResult } from '../../client/reply.ts';
import type { Ledger } from '../../lifecycles/ledger.ts';
import type { Lifecycle, Lifecycles } from '../../lifecycles/lifecycle.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import type { Evidence } from '../../verdict/evidence.ts';
import type { JudgedCase } from '../../verdict/judged-case.ts';
import type { Reader } from '../reader.ts';
import type { RunContext } from '../run-context.ts';
import type { Observer } from './observer.ts';
import type { Requests } from './requests.ts';
import type { Wish } from './wish.ts';

/** Everything that life cycles are run with. */
export interface Tools {
  context: RunContext;
  lifecycles: Lifecycles;
  requests: Requests;
  observer: Observer;
  reader: Reader;
  ledger: Ledger;
  /** Credentials that writes may use, in order. */
  auths: readonly Auth[];
  /** The case of each create that sends the required properties. */
  firsts: ReadonlyMap<Lifecycle, Case>;
  /** What every create of a life cycle may name. */
  wishFor(lifecycle: Lifecycle, auth: Auth): Promise<Pick<Wish, 'fixed' | 'mayName'>>;
  /** True for the id of a resource that is judged. */
  isPrincipal(id: Scalar): boolean;
  /** Makes another resource of the kind of one. */
  another(resource: Resource): Promise<Resource | undefined>;
  /** Sends a case, with retries. */
  send(one: Case): Promise<SendResult>;
  /** Confirms an unexpected 401 or 403. */
  confirmed(judged: JudgedCase): Promise<JudgedCase>;
  /** Receives the result of each case. */
  settle(id: string, judged: JudgedCase): void;
}

/** The credentials that made a resource, and then the others. */
export const authsFor = ({ auth }: Resource, { auths }: Tools): Auth[] => [
  auth,
  ...auths.filter((each) => each !== auth),
];

/**
 * Sends a case once, and judges the reply with what is then seen of the resource.
 *
 * @param evidence reads the resource; undefined if nothing is compared
 */
export async function sendAndJudge(
  one: Case,
  { context, send, observer, confirmed }: Tools,
  evidence: (reply: Response) => Promise<Evidence | undefined> = () => Promise.resolve(undefined),
): Promise<JudgedCase> {
  const sent = await send(one);
  if (sent.kind !== 'answered') {
    return { case: one, sent, verdict: { verdict: sent.kind, reason: sent.reason, findings: [], notes: [] } };
  }
  const { reply } = sent;
  if (reply.kind !== 'response') return { case: one, sent, verdict: context.judge(one, reply) };
  return confirmed({ sent, ...(await observer.judge(one, reply, () => evidence(reply))) });
}

/** Why a case was not sent: its request must name a resource of the run. */
export const UNKNOWN_PARENT = 'no resource of this run is known that its request must name';
