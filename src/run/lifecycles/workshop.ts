import { isSuccess } from '../../contract/responses.ts';
import type { Case } from '../../cases/case.ts';
import { nounBefore, partsOf } from '../../cases/pool/nouns.ts';
import type { Auth } from '../../cases/fixtures.ts';
import type { CaseRequest } from '../../cases/request.ts';
import type { Response, SendResult } from '../../client/reply.ts';
import type { Ledger, Removal, Search } from '../../lifecycles/ledger.ts';
import { ID } from '../../lifecycles/ledger.ts';
import { templateNames } from '../../contract/path-template.ts';
import { isAttachment, type Lifecycle } from '../../lifecycles/lifecycle.ts';
import { unsent } from '../case-runner.ts';
import { listedObjects, primaryObject } from '../../lifecycles/locate.ts';
import { idOf, isScalar, keyOf, namesOf, type Resource } from '../../lifecycles/resource.ts';
import type { Evidence } from '../../verdict/evidence.ts';
import type { JudgedCase } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';
import type { RunContext } from '../run-context.ts';
import { Reader } from '../reader.ts';
import type { Observer } from './observer.ts';
import type { Built, Requests, Wish } from './requests.ts';

/** Everything that life cycles are run with. */
export interface Tools {
  context: RunContext;
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
  /** Makes another resource of the kind of one. */
  another(resource: Resource): Promise<Resource | undefined>;
  /** Sends a case, with retries. */
  send(one: Case): Promise<SendResult>;
  /** Confirms an unexpected 401 or 403. */
  confirmed(judged: JudgedCase): Promise<JudgedCase>;
}

/** A create that was sent. */
export interface Made {
  judged: JudgedCase;
  /** What it made; empty if it was refused. */
  resources: Resource[];
  /** Number of the create in the ledger. */
  entry: number;
}

/** Creates resources, and keeps account of them. */
export class Workshop {
  /** Every resource that was made and is not removed yet, by its key, in the order in which they were made. */
  readonly #made = new Map<string, Resource>();
  /** The keys of the resources of the run that a resource belongs to. */
  readonly #parents = new Map<string, string[]>();
  /** Life cycles whose deletes have no effect. */
  readonly #undeleted = new Set<Lifecycle>();
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Sends a create, judges the response with what reads show, and enters what it made into the ledger. */
  async create(one: Case, lifecycle: Lifecycle, built: Built): Promise<Made> {
    const { context, ledger, send, confirmed, observer } = this.#tools;
    if (!this.#mayCreate(lifecycle, built)) return { judged: unsent(one, NOT_OURS), resources: [], entry: 0 };
    const entry = ledger.plan(one.operation, built.name, this.#searchFor(lifecycle, built));
    const sent = await send(one);
    if (sent.kind !== 'answered' || sent.reply.kind !== 'response') {
      const verdict =
        sent.kind === 'answered'
          ? context.judge(one, sent.reply)
          : { verdict: sent.kind, reason: sent.reason, findings: [], notes: [] };
      return { judged: { case: one, sent, verdict }, resources: [], entry };
    }
    const { reply } = sent;
    const entered = isSuccess(reply.status) ? this.#enter(one, lifecycle, built, reply, entry) : [];
    const resources: Resource[] = [];
    for (const each of entered) {
      const known = await observer.identified(each);
      this.keep(known);
      observer.remember(known, undefined);
      resources.push(known);
    }
    // After any other response, it may exist all the same.
    if (reply.status >= 400 && reply.status < 500) ledger.refused(entry);
    if (reply.status >= 500) ledger.failed(entry);
    const [first] = resources;
    const evidence = async () => first && this.#createdEvidence(first, built);
    let verdict = await observer.judge(one, reply, evidence);
    if (first !== undefined && verdict.findings.some(isOfValue) && observer.isOnly(first)) {
      // A value that reads alike for two resources is masked.
      await this.#tools.another(first);
      verdict = context.judge(one, reply, [], await evidence());
    }
    return { judged: await confirmed({ case: one, sent, verdict }), resources, entry };
  }

  /**
   * True for a create that cannot change what was there before. A path that names an existing thing may be an update of
   * it, or attach something to it, so it must be the run's own.
   */
  #mayCreate(lifecycle: Lifecycle, { parameters }: Built): boolean {
    if (!isAttachment(lifecycle)) return true;
    const { path } = lifecycle.create;
    const names = templateNames(path);
    const isOwn = (name: string | undefined) =>
      name !== undefined &&
      this.#tools.reader.pool.own.has(partsOf(name).noun || nounBefore(path, name), parameters.get(`path ${name}`));
    return names.length === 1 ? isOwn(names[0]) : isOwn(names.at(-2));
  }

  async #createdEvidence(resource: Resource, built: Built): Promise<Evidence> {
    const { observer } = this.#tools;
    const after = await observer.read(resource);
    observer.remember(resource, after);
    const lists = await observer.lists(resource);
    return { effect: 'created', ...observer.about(resource, built), after, lists };
  }

  /** Takes what a create made out of its response. */
  #enter(one: Case, lifecycle: Lifecycle, built: Built, reply: Response, entry: number): Resource[] {
    const { reader, ledger, context } = this.#tools;
    const { pool } = reader;
    const body = jsonOf(reply);
    const primary = primaryObject(body, lifecycle.nouns);
    const several = listedObjects(body);
    const objects = primary !== undefined && idOf({ object: primary, lifecycle }) !== undefined ? [primary] : several;
    const shown = objects.length > 0 || several.length > 0 ? objects : [primary ?? {}];
    const resources = shown
      .filter(
        (object) =>
          lifecycle.isNamed || isNew(idOf({ object, lifecycle }), lifecycle, pool) || isNamed(object, built.name),
      )
      .map((object, item): Resource => {
        const { auth, method, url } = one.request;
        const steps = [`${method} ${url} ${reply.status}`];
        return {
          lifecycle,
          entry,
          item,
          auth,
          request: one.request,
          sent: built.sent,
          name: built.name,
          object,
          steps,
        };
      });
    for (const resource of resources) {
      const id = idOf(resource);
      for (const noun of lifecycle.nouns) {
        if (isAttachment(lifecycle)) break;
        if (id !== undefined) pool.own.add(noun, id);
        for (const name of namesOf(resource)) if (name.includes(built.name)) pool.own.add(noun, name);
        const { slug } = resource.object;
        if (typeof slug === 'string' && isNew(slug, lifecycle, pool)) pool.own.add(noun, slug);
      }
    }
    if (body !== undefined) {
      pool.add({ operation: context.operation(one), body, by: one.request.auth, sent: built.sent });
    }
    for (const resource of resources) {
      this.#parents.set(keyOf(resource), this.#parentsOf(resource));
      this.keep(resource);
      ledger.created(resource, this.removalOf(resource) ?? null, this.#parents.get(keyOf(resource)) ?? []);
    }
    return resources;
  }

  /** A resource with the id by which a list shows its name, if that is another one than its create answered. */
  async found(resource: Resource): Promise<Resource | undefined> {
    const found = await this.#tools.observer.find(resource);
    return found === undefined || found.id === resource.object.id ? undefined : { ...resource, object: found };
  }

  /** Enters a resource that a refused create made all the same. */
  enterFound(lifecycle: Lifecycle, { request, sent, name }: Built, entry: number, object: Resource['object']): void {
    const steps = [`${request.method} ${request.url}`];
    const resource: Resource = {
      lifecycle,
      entry,
      item: 0,
      auth: this.#tools.auths[0] ?? 'token',
      request,
      sent,
      name,
      object,
      steps,
    };
    this.keep(resource);
    this.#tools.ledger.created(resource, this.removalOf(resource) ?? null, []);
  }

  /** The request that deletes a resource; undefined if no operation does. */
  removalOf(resource: Resource, auth: Auth = resource.auth): Removal | undefined {
    const { lifecycle } = resource;
    for (const operation of lifecycle.deletes) {
      const built = this.#tools.requests.build(operation, lifecycle, { auth, resource });
      if (built !== undefined) return removal(built.request);
    }
    return undefined;
  }

  /** How the resource is found if the response to its create is lost. */
  #searchFor(lifecycle: Lifecycle, built: Built): Search | null {
    const [list] = lifecycle.lists;
    const { auth } = built.request;
    const placeholder: Resource = {
      ...{
        lifecycle,
        entry: 0,
        item: 0,
        auth,
        request: built.request,
        sent: built.sent,
        name: built.name,
        object: { id: ID },
        steps: [],
      },
    };
    const listing = list && this.#tools.requests.build(list, lifecycle, { auth, resource: placeholder });
    const deleting = this.removalOf(placeholder);
    return listing === undefined || deleting === undefined
      ? null
      : { list: listing.request.url, auth, removal: deleting };
  }

  /** Records that a life cycle answers deletes but does not delete, so that its resources are left over. */
  doesNotDelete(lifecycle: Lifecycle): void {
    this.#undeleted.add(lifecycle);
  }

  /** True unless a delete of the life cycle was seen to have no effect. */
  deletes({ lifecycle }: Resource): boolean {
    return !this.#undeleted.has(lifecycle);
  }

  /** Keeps the latest state of a resource. */
  keep(resource: Resource): void {
    this.#made.set(keyOf(resource), resource);
  }

  /** The resources that are not removed, the latest first. */
  left(): Resource[] {
    return [...this.#made.values()].reverse();
  }

  /** Records that a resource is gone. */
  removed(resource: Resource): void {
    this.#made.delete(keyOf(resource));
    this.#tools.ledger.removed(resource);
  }

  /** True for a resource that belonged to one that is removed, with which it is gone. */
  isGoneWithParent(resource: Resource): boolean {
    return (this.#parents.get(keyOf(resource)) ?? []).some((parent) => !this.#made.has(parent));
  }

  #parentsOf({ sent }: Resource): string[] {
    const named = new Set(Object.values(sent).map(String));
    return [...this.#made.values()]
      .filter((other) => [idOf(other), other.object.slug].some((value) => isScalar(value) && named.has(String(value))))
      .map(keyOf);
  }
}

/** True for a finding that a read shows another value. */
const isOfValue = ({ check, pointer }: { check: string; pointer: string }): boolean =>
  check === 'created-readable' && pointer !== '';

const removal = ({ method, url, auth, body }: CaseRequest): Removal => ({
  method,
  url,
  auth,
  ...(body !== undefined && { body }),
});

/** True for an identifier that no response contained before. */
const isNew = (id: string | number | undefined, { nouns }: Lifecycle, pool: Reader['pool']): boolean =>
  id === undefined || ![...nouns].some((noun) => pool.contains(noun, id));

/** True for an object with a name that only this run can have made. */
const isNamed = (object: Readonly<Record<string, unknown>>, name: string): boolean =>
  Object.values(object).some((value) => typeof value === 'string' && value.includes(name));

const NOT_OURS = 'it would change a resource that the run did not make';
