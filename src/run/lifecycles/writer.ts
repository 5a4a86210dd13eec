import { isSuccess } from '../../contract/responses.ts';
import type { Case } from '../../cases/case.ts';
import type { Auth } from '../../cases/fixtures.ts';
import type { Lifecycle } from '../../lifecycles/lifecycle.ts';
import { SERVER_SAYS } from '../../cases/write.ts';
import { correctionsFrom, messageIn } from '../../lifecycles/corrections.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import { bodySchema } from '../../lifecycles/resource-schema.ts';
import type { Operation } from '../../contract/operations.ts';
import { valueAt } from '../../contract/pointer.ts';
import { type JudgedCase, responseOf, statusOf } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';
import type { Requests } from './requests.ts';
import type { Built, Wish } from './wish.ts';

/** Maximum number of requests that are corrected after a refusal. */
const MAX_CORRECTIONS = 3;

/** Maximum number of combinations of resources that are tried. */
const MAX_CHOICES = 5;

/** A write that was sent, with its request. */
export interface Sent {
  built: Built;
  judged: JudgedCase;
  /** The attempt to report: a deviation is never replaced by a later success, except a deviating one. */
  reported: JudgedCase;
  auth: Auth;
  /** True if the refusal asks for a resource that is not known yet. */
  isEarly?: boolean;
}

/** How a write is made, for each kind of credentials and after each refusal. */
export interface Attempting {
  operation: Operation;
  lifecycle: Lifecycle | undefined;
  wish: Omit<Wish, 'auth'>;
  /** The resource to write to, if it depends on the credentials; undefined: that of the wish. */
  resourceOf?: (auth: Auth) => Resource | undefined;
  /** Sends one request of the write. */
  send: (one: Case, built: Built) => Promise<JudgedCase>;
  /** True if the request must be sent as it is, or not at all. */
  isFixed?: boolean;
  /** False for a request that must not be sent. */
  mayBeSent?: (built: Built) => boolean;
}

/** Sends a write until it succeeds: with other credentials if it is forbidden, corrected if its body is refused. */
export class Writer {
  readonly #requests: Requests;
  readonly #auths: readonly Auth[];

  /** @param auths credentials that writes may use, in order */
  constructor(requests: Requests, auths: readonly Auth[]) {
    this.#requests = requests;
    this.#auths = auths;
  }

  /** @returns the best of the requests that were sent; undefined if a resource that they must name is not known */
  async write(one: Case, attempting: Attempting, auths = this.#auths): Promise<Sent | undefined> {
    let best: Sent | undefined;
    let deviation: JudgedCase | undefined;
    const send: Attempting['send'] = async (filled, built) => {
      const judged = await attempting.send(filled, built);
      if (judged.verdict.findings.length > 0) deviation ??= judged;
      return judged;
    };
    for (const auth of auths) {
      let named: string | undefined;
      for (let choice = attempting.wish.choice ?? 0, tries = 0; tries < MAX_CHOICES; choice++, tries++) {
        const wish = { ...attempting.wish, choice };
        const sent = await this.#corrected(one, { ...attempting, send, wish }, auth, named);
        if (sent === undefined) break;
        named = sent.built.named;
        if (best === undefined || rankOf(sent) < rankOf(best)) best = sent;
        if (sent.built.values.length === 0 || !isNotFound(sent.judged)) break;
      }
      if (best !== undefined && !isForbidden(best.judged)) break;
    }
    if (best === undefined) return undefined;
    const judged = withWords(best.judged);
    const isBroken = judged.verdict.findings.length > 0 && isSuccess(statusOf(judged));
    return { ...best, judged, reported: isBroken || deviation === undefined ? judged : withWords(deviation) };
  }

  /** @param before the resources that the last request named; a request that names the same ones is not sent */
  async #corrected(one: Case, attempting: Attempting, auth: Auth, before?: string): Promise<Sent | undefined> {
    const { operation, lifecycle, send, resourceOf, isFixed = false, mayBeSent = () => true } = attempting;
    const resource = resourceOf?.(auth) ?? attempting.wish.resource;
    const wish: Omit<Wish, 'auth'> = { ...attempting.wish, ...(resource !== undefined && { resource }) };
    const set = new Map(wish.set);
    const remarks: string[] = [];
    let last: Sent | undefined;
    for (let tries = 0; tries <= (isFixed ? 0 : MAX_CORRECTIONS); tries++) {
      const built = this.#requests.build(operation, lifecycle, { ...wish, auth, set });
      if (built === undefined || !mayBeSent(built) || (last === undefined && built.named === before)) return last;
      if (last !== undefined && isEqual(built, last.built)) return last;
      const judged = await send({ ...one, request: built.request, values: built.values, remarks: [...remarks] }, built);
      last = { built, judged, reported: judged, auth };
      const status = statusOf(judged);
      if (isSuccess(status) || !isBodyRefusal(status)) return last;
      const schema = bodySchema(operation);
      const [correction] = correctionsFrom(jsonOf(responseOf(judged)), schema, built.body, status !== 401).filter(
        ({ pointer }) => !set.has(pointer),
      );
      if (correction === undefined) return last;
      const value = correction.value ?? this.#valueFor(correction.pointer, operation, lifecycle, { ...wish, auth });
      if (correction.change === 'add' && value === undefined) return { ...last, isEarly: true };
      set.set(correction.pointer, correction.change === 'remove' ? undefined : value);
      remarks.push(`corrected after a refusal: ${correction.note}`);
    }
    return last;
  }

  /** A value for a part of a body that the refusal asks for: that of the body with all properties. */
  #valueFor(pointer: string, operation: Operation, lifecycle: Lifecycle | undefined, wish: Wish): unknown {
    return valueAt(this.#requests.build(operation, lifecycle, { ...wish, body: 'all' })?.body, pointer);
  }
}

/** A write that was refused, with the words of the server as a remark. */
function withWords(judged: JudgedCase): JudgedCase {
  const status = statusOf(judged);
  const words = status !== undefined && status >= 400 ? messageIn(jsonOf(responseOf(judged))) : undefined;
  if (words === undefined) return judged;
  const remarks = [...(judged.case.remarks ?? []), `${SERVER_SAYS}${words}`];
  return { ...judged, case: { ...judged.case, remarks } };
}

/** True for a response that may be caused by the resources that the request names. */
const isNotFound = (judged: JudgedCase): boolean => [400, 404].includes(statusOf(judged) ?? 0);

const isEqual = (a: Built, b: Built): boolean =>
  a.request.auth === b.request.auth && a.request.url === b.request.url && a.request.body?.text === b.request.body?.text;

const isForbidden = (judged: JudgedCase): boolean => [401, 403].includes(statusOf(judged) ?? 0);

/** True for a status that may say what is wrong with a body. Some servers answer a 401 to an invalid body. */
const isBodyRefusal = (status: number | undefined): boolean =>
  status === 400 || status === 422 || status === 401 || status === 404;

/** The lower, the better. */
function rankOf({ judged }: Sent): number {
  const status = statusOf(judged) ?? 999;
  if (isSuccess(status)) return 0;
  return status === 401 || status === 403 ? 2 : 1;
}
