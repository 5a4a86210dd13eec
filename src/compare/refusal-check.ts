import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import type { CaseRequest } from '../cases/request.ts';
import type { Reply } from '../client/reply.ts';
import type { RunContext } from '../run/run-context.ts';
import { credentialOf, isRefusalOf } from '../target/credential-refusals.ts';
import { type JudgedCase, statusOf } from '../verdict/judged-case.ts';
import type { Twin } from './twins.ts';

/** Maximum number of requests by which a credential of b is tried. */
const MAX_TRIES = 4;

/**
 * Finds out whether b refuses a request because its credential is not valid. That is not a difference between the
 * servers.
 */
export class RefusalCheck {
  readonly #context: Pick<RunContext, 'sendOnce' | 'credentialName'>;
  readonly #candidates: readonly Case[];
  /** A request that b has accepted, by the kind of its credentials. */
  readonly #accepted = new Map<Auth, CaseRequest>();
  readonly #lost = new Set<Auth>();

  /**
   * @param context the context of b
   * @param candidates cases that should succeed
   */
  constructor(context: Pick<RunContext, 'sendOnce' | 'credentialName'>, candidates: readonly Case[]) {
    this.#context = context;
    this.#candidates = candidates;
  }

  /** Notes a reply of b. */
  note({ case: one, sent }: Twin): void {
    const status = statusOf({ sent });
    const auth = credentialOf(one);
    if (status === undefined || status >= 400 || one.request.method !== 'GET' || this.#accepted.has(auth)) return;
    this.#accepted.set(auth, one.request);
  }

  /** Why b proves nothing about a case: its credential is not valid; undefined if b does not refuse it, or it is valid. */
  async reasonOf({ case: one, sent }: Twin, ofA: JudgedCase): Promise<string | undefined> {
    const auth = credentialOf(one);
    const [status, statusOfA] = [statusOf({ sent }), statusOf(ofA)];
    if (status === undefined || status === statusOfA || !isRefusal(auth, status)) return undefined;
    if (!this.#lost.has(auth) && (await this.#isValid(auth, one))) return undefined;
    this.#lost.add(auth);
    return `b refuses its ${this.#context.credentialName(auth)}`;
  }

  async #isValid(auth: Auth, one: Case): Promise<boolean> {
    const known = this.#accepted.get(auth);
    const others = this.#candidates.filter((each) => each.operation !== one.operation && each.request.auth === auth);
    const requests = known === undefined ? others.slice(0, MAX_TRIES).map(({ request }) => request) : [known];
    for (const request of requests) {
      const reply = await this.#context.sendOnce(request);
      if (isAcceptance(auth, reply)) return true;
    }
    return false;
  }
}

/** Credentials with limited rights are refused by 401 only: 403 may be what they are for. */
const isRefusal = (auth: Auth, status: number): boolean =>
  isRefusalOf(auth, status) || (typeof auth === 'string' && auth !== 'none' && auth !== 'malformed' && status === 401);

const isAcceptance = (auth: Auth, reply: Reply | undefined): boolean =>
  reply?.kind === 'response' && reply.status < 500 && !isRefusal(auth, reply.status);
