import type { Case } from '../../cases/case.ts';
import type { Auth } from '../../cases/fixtures.ts';
import { isSuccess } from '../../contract/responses.ts';
import type { Resource } from '../../lifecycles/resource.ts';
import type { Reading } from '../../verdict/evidence.ts';
import { type JudgedCase, statusOf } from '../../verdict/judged-case.ts';
import { unsent } from '../case-runner.ts';
import type { Account } from './account.ts';
import type { Built, Wish } from './wish.ts';
import { afterWrite, asAnswered, isPending, shown } from './state.ts';
import { isStep } from './steps.ts';
import { authsFor, sendAndJudge, type Tools, UNKNOWN_PARENT } from './tools.ts';
import type { Writer } from './writer.ts';

/** The resource that is changed. */
export interface Subject {
  resource: Resource;
  /** The resources of the same create, by the credentials that made them. */
  by: ReadonlyMap<Auth, Resource>;
  /** What the last write to it showed; nothing else writes to it. */
  reading: Reading | undefined;
  /** Those that were created with other properties, which may allow what this one does not. */
  variants: readonly Resource[];
}

/** A change that was sent. */
export interface Changed {
  judged: JudgedCase;
  /** The resource after it, and what a read showed of it. */
  resource: Resource;
  reading: Reading | undefined;
}

/** Maximum number of other resources of a kind that a change is tried on. */
const MAX_VARIANTS = 3;

/** Updates and acts on resources of the run, and compares the responses with later reads. */
export class Changes {
  readonly #tools: Tools;
  readonly #writer: Writer;
  readonly #account: Account;

  constructor(tools: Tools, writer: Writer, account: Account) {
    this.#tools = tools;
    this.#writer = writer;
    this.#account = account;
  }

  /** Updates or acts on a resource, or on another one of its kind if this one does not allow it. */
  async change(one: Case, subject: Subject, effect: 'updated' | 'acted'): Promise<Changed> {
    const { resource, variants } = subject;
    let sent = await this.#write(one, subject, effect);
    if (isLost(sent.judged) && (await this.#revive(resource))) {
      sent = await this.#write(one, { ...subject, reading: undefined }, effect);
    }
    for (const variant of variants.slice(0, MAX_VARIANTS)) {
      if (!isRefused(sent.judged)) break;
      const other = { resource: variant, by: new Map<Auth, Resource>(), reading: undefined };
      const { judged } = await this.#write(one, other, effect);
      const isDeviating = sent.judged.verdict.findings.length > 0;
      const isBetter = isSuccess(statusOf(judged)) || judged.verdict.findings.length > 0;
      if (isBetter && !isDeviating) sent = { ...sent, judged };
    }
    return sent;
  }

  async #write(
    one: Case,
    { resource, by, reading }: Omit<Subject, 'variants'>,
    effect: 'updated' | 'acted',
  ): Promise<Changed> {
    const tools = this.#tools;
    const { observer } = tools;
    const operation = tools.context.operation(one);
    const { lifecycle } = resource;
    const resourceOf = (auth: Auth): Resource => (auth === resource.auth ? resource : (by.get(auth) ?? resource));
    const before = new Map<Resource, Reading | undefined>([[resource, reading ?? (await observer.read(resource))]]);
    const properties = isStep(one, 'update') ? one.write.properties : 'all';
    const present = shown(resource, before.get(resource));
    const wish: Omit<Wish, 'auth'> = { resource, present, body: effect === 'updated' ? { properties } : 'required' };
    let changed = resource;
    let last: Reading | undefined;
    const send = async (filled: Case, built: Built): Promise<JudgedCase> => {
      const own = resourceOf(filled.request.auth);
      if (!before.has(own)) before.set(own, await observer.read(own));
      const judged = await sendAndJudge({ ...filled, steps: own.steps }, tools, async (reply) => {
        if (!isSuccess(reply.status) || isPending(operation, reply, own)) return undefined;
        const after = await observer.read(asAnswered(own, reply));
        if (own === resource) last = after;
        const again = effect === 'acted' ? await observer.read(asAnswered(own, reply)) : undefined;
        return { effect, ...observer.about(own, built), before: before.get(own), after, again, lists: [] };
      });
      const after = this.#account.update(afterWrite(own, filled, judged));
      if (own === resource) changed = after;
      return judged;
    };
    const mayBeSent = (built: Built): boolean =>
      tools.requests.isOurs(operation, built, resourceOf(built.request.auth));
    const attempting = { operation, lifecycle, wish, resourceOf, send, mayBeSent };
    const sent = await this.#writer.write(one, attempting, authsFor(resource, tools));
    return { judged: sent?.reported ?? unsent(one, UNKNOWN_PARENT), resource: changed, reading: last };
  }

  /**
   * Makes a resource again that another one has replaced, as an identity has only one method to log in at a time. Only
   * one whose path names it can be made again without making another one.
   */
  async #revive({ lifecycle, request, auth }: Resource): Promise<boolean> {
    const one = this.#tools.firsts.get(lifecycle);
    if (!lifecycle.isNamed || one === undefined) return false;
    const sent = await this.#tools.send({ ...one, request: { ...request, auth } });
    return sent.kind === 'answered' && sent.reply.kind === 'response' && isSuccess(sent.reply.status);
  }
}

/** True for a response that says that a resource of the run does not exist. */
const isLost = (judged: JudgedCase): boolean => [400, 404, 409, 410].includes(statusOf(judged) ?? 0);

/** True for a refusal that another resource of the kind may not cause. */
const isRefused = (judged: JudgedCase): boolean => [400, 404, 409, 422].includes(statusOf(judged) ?? 0);
