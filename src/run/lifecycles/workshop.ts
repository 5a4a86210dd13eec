import type { Case } from '../../cases/case.ts';
import type { Response } from '../../client/reply.ts';
import { isSuccess } from '../../contract/responses.ts';
import type { Lifecycle } from '../../lifecycles/lifecycle.ts';
import { listedObjects, primaryObject } from '../../lifecycles/locate.ts';
import { idOf, type Resource } from '../../lifecycles/resource.ts';
import type { Leftover } from '../../record/leftover.ts';
import type { Evidence } from '../../verdict/evidence.ts';
import type { JudgedCase } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';
import { unsent } from '../case-runner.ts';
import type { Account } from './account.ts';
import type { Removals } from './removals.ts';
import type { Built } from './wish.ts';
import { isPending } from './state.ts';
import { sendAndJudge, type Tools } from './tools.ts';

/** A create that was sent. */
export interface Made {
  judged: JudgedCase;
  /** What it made; empty if it was refused. */
  resources: Resource[];
  /** Number of the create in the ledger. */
  entry: number;
}

/** Creates resources, and enters them into the account of the run. */
export class Workshop {
  readonly #tools: Tools;
  readonly #account: Account;
  readonly #removals: Removals;
  /** Creates that succeeded without a response that shows what is new. */
  readonly unseen: Leftover[] = [];
  readonly #before = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(tools: Tools, account: Account, removals: Removals) {
    this.#tools = tools;
    this.#account = account;
    this.#removals = removals;
  }

  /** Sends a create, judges the response with what reads show, and enters what it made into the ledger. */
  async create(one: Case, lifecycle: Lifecycle, built: Built): Promise<Made> {
    const { context, ledger, send, confirmed, observer } = this.#tools;
    if (!this.#account.mayCreate(lifecycle, built)) return { judged: unsent(one, NOT_OURS), resources: [], entry: 0 };
    const listed = await this.#listedBefore(one, lifecycle, built);
    if (context.sender.isCancelled) return { judged: await sendAndJudge(one, this.#tools), resources: [], entry: 0 };
    const search = this.#removals.searchFor(lifecycle, built);
    const entry = ledger.plan(one.operation, built.name, search, this.#account.isBelow(lifecycle, built));
    const startedAt = Date.now() - CLOCK_MS;
    const sent = await send(one);
    if (sent.kind !== 'answered' || sent.reply.kind !== 'response') {
      const verdict =
        sent.kind === 'answered'
          ? context.judge(one, sent.reply)
          : { verdict: sent.kind, reason: sent.reason, findings: [], notes: [] };
      return { judged: { case: one, sent, verdict }, resources: [], entry };
    }
    const { reply } = sent;
    const known = { status: reply.status, startedAt, listed };
    const resources = isSuccess(reply.status) ? await this.#enterAll(one, lifecycle, built, reply, entry, known) : [];
    // After any other response, it may exist all the same.
    if (reply.status >= 400 && reply.status < 500) ledger.refused(entry);
    const isUnseen = isSuccess(reply.status) && resources.length === 0;
    if (reply.status >= 500 || isUnseen) ledger.failed(entry);
    if (isUnseen && !this.#account.isBelow(lifecycle, built))
      this.unseen.push({ operation: one.operation, id: null, reason: UNSEEN });
    const [first] = resources;
    const isSeen = first !== undefined && !isPending(lifecycle.create, reply, { ...first, object: {} });
    const evidence = async () => (isSeen ? this.#createdEvidence(first, built) : undefined);
    let judgement = await observer.judge(one, reply, evidence);
    if (first !== undefined && judgement.verdict.findings.some(isOfValue) && observer.isOnly(first)) {
      // A value that reads alike for two resources is masked.
      await this.#tools.another(first);
      judgement = { ...judgement, verdict: context.judge(one, reply, [], await evidence()) };
    }
    return { judged: await confirmed({ sent, ...judgement }), resources, entry };
  }

  async #createdEvidence(resource: Resource, built: Built): Promise<Evidence> {
    const { observer } = this.#tools;
    const after = await observer.read(resource);
    observer.remember(resource, after);
    const lists = await observer.lists(resource);
    return { effect: 'created', ...observer.about(resource, built), after, lists };
  }

  /** Enters what a create made, and finds the ids that its response does not contain. */
  async #enterAll(
    one: Case,
    lifecycle: Lifecycle,
    built: Built,
    reply: Response,
    entry: number,
    known: Parameters<Account['made']>[3],
  ): Promise<Resource[]> {
    const { observer, reader, context } = this.#tools;
    const body = jsonOf(reply);
    const { auth, method, url } = one.request;
    const made = { lifecycle, entry, auth, request: one.request, sent: built.sent, name: built.name };
    const steps = [`${method} ${url} ${reply.status}`];
    const objects = this.#objectsIn(body, lifecycle);
    const sure = this.#account.made(objects, lifecycle, built, known);
    const entered = sure.map((object, item): Resource => ({ ...made, item, object, steps }));
    if (entered.length === 0) {
      // Only its name shows that it is new.
      const found = await observer.find({ ...made, item: 0, object: {}, steps });
      if (found !== undefined) entered.push({ ...made, item: 0, object: { ...objects[0], ...found }, steps });
    }
    if (body !== undefined) reader.pool.add({ operation: context.operation(one), body, by: auth, sent: built.sent });
    for (const resource of entered) this.#account.enter(resource);
    const resources: Resource[] = [];
    for (const each of entered) {
      const known = await observer.identified(each);
      this.#account.identified(known);
      observer.remember(known, undefined);
      resources.push(known);
    }
    return resources;
  }

  /** The resources in the response to a create. */
  #objectsIn(body: unknown, lifecycle: Lifecycle): Resource['object'][] {
    const primary = primaryObject(body, lifecycle.nouns);
    const several = listedObjects(body);
    const objects = primary !== undefined && idOf({ object: primary, lifecycle }) !== undefined ? [primary] : several;
    return objects.length > 0 || several.length > 0 ? objects : [primary ?? {}];
  }

  /** The ids in the lists of a resource before it is created, read once for each place where it can be. */
  async #listedBefore(one: Case, lifecycle: Lifecycle, built: Built): Promise<ReadonlySet<string>> {
    if (lifecycle.isNamed || lifecycle.lists.length === 0) return new Set();
    const place = JSON.stringify([lifecycle.create.key, built.request.auth, built.named]);
    const known = this.#before.get(place) ?? this.#idsIn(one, lifecycle, built);
    this.#before.set(place, known);
    return known;
  }

  async #idsIn(one: Case, lifecycle: Lifecycle, { request, sent, name }: Built): Promise<ReadonlySet<string>> {
    const made = { lifecycle, entry: 0, item: 0, auth: request.auth, request: one.request, sent, name, steps: [] };
    const pages = await this.#tools.observer.pages({ ...made, object: {} });
    const items = pages.flatMap(({ response }) => listedObjects(jsonOf(response)));
    return new Set(items.map((object) => String(idOf({ object, lifecycle }))));
  }

  /** True if a list shows the resource. */
  async isListed(resource: Resource): Promise<boolean> {
    return (await this.#tools.observer.find(resource)) !== undefined;
  }

  /** A resource with the id by which a list shows its name, if that is another one than its create answered. */
  async found(resource: Resource): Promise<Resource | undefined> {
    const found = await this.#tools.observer.find(resource);
    if (found === undefined || found.id === resource.object.id) return undefined;
    const known = { ...resource, object: found };
    this.#account.identified(known);
    return known;
  }

  /** Enters a resource that a refused create made all the same. */
  enterFound(lifecycle: Lifecycle, { request, sent, name }: Built, entry: number, object: Resource['object']): void {
    const auth = this.#tools.auths[0] ?? 'token';
    const steps = [`${request.method} ${request.url}`];
    this.#account.enter({ lifecycle, entry, item: 0, auth, request, sent, name, object, steps });
  }
}

/** True for a finding that a read shows another value. */
const isOfValue = ({ check, pointer }: { check: string; pointer: string }): boolean =>
  check === 'created-readable' && pointer !== '';

/** Allowed difference of clocks, in milliseconds. */
const CLOCK_MS = 2000;

const UNSEEN = 'no response shows that it is new, so it is not deleted';

const NOT_OURS = 'it would change a resource that the run did not make';
