import { setTimeout as sleep } from 'node:timers/promises';
import type { Auth } from '../cases/fixtures.ts';
import type { CaseRequest } from '../cases/request.ts';
import type { Response } from '../client/reply.ts';
import { isObject } from '../contract/pointer.ts';
import { isSuccess } from '../contract/responses.ts';
import { isGatewayFailure } from '../target/target.ts';
import { type JudgedCase, responseOf, statusOf, unjudged } from '../verdict/judged-case.ts';
import { jsonOf } from '../verdict/subject.ts';
import type { RunContext } from './run-context.ts';

/** How often a request is sent until it is answered, and the time between in milliseconds. */
const MAX_TRIES = 20;
const PAUSE_MS = 500;

/** Maximum number of reads by which the credentials of an identity are tried. */
const MAX_READS = 15;

type Context = Pick<RunContext, 'sender' | 'sendOnce' | 'hasLoggedIn' | 'credentialName'>;

/**
 * Finds out whether the target accepts the credentials of identities with limited rights. Their refusals prove nothing
 * if it does not.
 */
export class Acceptance {
  readonly #context: Context;
  readonly #reads: () => readonly CaseRequest[];
  readonly #known = new Map<Auth, Promise<boolean>>();

  /** @param reads requests that succeeded with the own identity and name nothing */
  constructor(context: Context, reads: () => readonly CaseRequest[]) {
    this.#context = context;
    this.#reads = reads;
  }

  /** True if the identity has logged in, or a response proves that its credentials are valid. */
  isAccepted(auth: Auth): Promise<boolean> {
    const known = this.#known.get(auth) ?? this.#find(auth);
    this.#known.set(auth, known);
    return known;
  }

  /** The result of a case; inconclusive if it is a refusal of credentials that may not be valid. */
  async confirmed(judged: JudgedCase): Promise<JudgedCase> {
    const { auth } = judged.case.request;
    const isRefused = [401, 403, 404].includes(statusOf(judged) ?? 0) && judged.verdict.findings.length === 0;
    if (!isRefused || judged.verdict.verdict !== 'conforming' || (await this.isAccepted(auth))) return judged;
    if (this.#reads().length === 0 && (await this.#isUnlikeInvalid(judged))) return judged;
    const name = this.#context.credentialName(auth);
    const reason = `${name} was accepted by no operation, so its refusals prove nothing`;
    return { ...judged, verdict: unjudged('inconclusive', reason) };
  }

  /**
   * True for a response that a token that is not valid does not get. It proves less than a success, and is only used if
   * no selected read names nothing.
   */
  async #isUnlikeInvalid({ case: { request }, sent }: JudgedCase): Promise<boolean> {
    const response = responseOf({ sent });
    const invalid = await this.#send({ ...request, auth: 'malformed' });
    if (response === undefined || invalid === undefined || response.status === 401) return false;
    return response.status !== invalid.status || nameOf(response) !== nameOf(invalid);
  }

  async #find(auth: Auth): Promise<boolean> {
    if (this.#context.hasLoggedIn(auth)) return true;
    const own: readonly CaseRequest[] = auth === 'service' ? [SERVICE_TOKEN] : this.#reads();
    for (const request of own.slice(0, MAX_READS)) {
      const response = await this.#send({ ...request, auth });
      if (response === undefined) return false;
      if (response.status === 401 || response.status >= 404) continue;
      const invalid = await this.#send({ ...request, auth: 'malformed' });
      if (invalid === undefined || isSuccess(invalid.status)) continue;
      if (isSuccess(response.status) || isOfRights(response, invalid)) return true;
    }
    return false;
  }

  /** Sends a request, again while the target restarts or throttles. */
  async #send(request: CaseRequest): Promise<Response | undefined> {
    for (let tries = 0; tries < MAX_TRIES && !this.#context.sender.isCancelled; tries++) {
      const reply = await this.#context.sendOnce(request);
      if (reply?.kind === 'response' && !isGatewayFailure(reply)) return reply;
      await sleep(PAUSE_MS);
    }
    return undefined;
  }
}

const SERVICE_TOKEN: CaseRequest = { method: 'GET', url: '/api/v2/service-token', auth: 'service', fault: undefined };

/** True for a 403 for lack of rights (RFC 9110, section 15.5.4): a token that is not valid gets another response. */
const isOfRights = (response: Response, invalid: Response): boolean =>
  response.status === 403 &&
  (invalid.status === 401 || (/permission|forbidden/i.test(nameOf(response)) && nameOf(invalid) !== nameOf(response)));

/** The name that an error has in its body. */
function nameOf(response: Response): string {
  const body = jsonOf(response);
  return isObject(body) && typeof body.error === 'string' ? body.error.slice(0, 200) : '';
}

/** True for the result of a case whose refusal counts only if its credentials are accepted. */
export const isOfLimited = (judged: JudgedCase): boolean =>
  responseOf(judged) !== undefined && ['tenant-isolated', 'permission-enforced'].includes(judged.case.rule);
