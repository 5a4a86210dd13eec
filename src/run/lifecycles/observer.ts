import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from '../../cases/case.ts';
import type { Auth } from '../../cases/fixtures.ts';
import type { Response, SendResult } from '../../client/reply.ts';
import type { Operation } from '../../contract/operations.ts';
import type { Lifecycle } from '../../lifecycles/lifecycle.ts';
import { objectOf, objectsNamed, outermostItems, primaryObject, unwrapped } from '../../lifecycles/locate.ts';
import { isSuccess } from '../../contract/responses.ts';
import { settableOf } from '../../lifecycles/settable.ts';
import { idOf, keyOf, namesOf, type Resource } from '../../lifecycles/resource.ts';
import { COMPARISONS } from '../../verdict/checks/index.ts';
import type { Evidence, Reading, Sibling } from '../../verdict/evidence.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { jsonOf } from '../../verdict/subject.ts';
import type { RunContext } from '../run-context.ts';
import type { Reader } from '../reader.ts';
import { effectOf } from './effect.ts';
import { isWhole, MAX_PAGES, pageQuery, saysMore, withQuery } from './paging.ts';
import type { Requests } from './requests.ts';
import type { Built, Wish } from './wish.ts';

/** Times to wait, in milliseconds, before a resource is read again that disagrees with a write. */
const WAITS_MS = [200, 600, 1200];

/** Ids of the checks that compare a write with later reads. */
const COMPARING = new Set(COMPARISONS.map(({ id }) => id));

/** Reads resources around the writes to them. */
export class Observer {
  readonly #context: RunContext;
  readonly #requests: Requests;
  readonly #send: (one: Case) => Promise<SendResult>;
  readonly #auths: readonly Auth[];
  readonly #adopt: Reader['adopt'];
  /** Disagreements that did not end when it was waited for. They are not waited for again. */
  readonly #lasting = new Set<string>();
  /** Both views of every resource that was made, by life cycle. */
  readonly #views = new Map<Lifecycle, (Sibling & { key: string })[]>();

  /**
   * @param auths credentials with which resources are read, in this order after those that made the resource
   * @param adopt receives requests of reads that succeeded
   */
  constructor(
    context: RunContext,
    requests: Requests,
    send: (one: Case) => Promise<SendResult>,
    auths: readonly Auth[],
    adopt: Reader['adopt'],
  ) {
    this.#adopt = adopt;
    this.#context = context;
    this.#requests = requests;
    this.#send = send;
    this.#auths = auths;
  }

  /** Reads a resource by itself; undefined if no operation reads it, or it cannot be read. */
  async read({ lifecycle, ...resource }: Resource): Promise<Reading | undefined> {
    for (const operation of lifecycle.reads) {
      const reading = await this.#readWith(operation, { lifecycle, ...resource }, { showsAll: true });
      if (reading !== undefined) return reading;
    }
    return undefined;
  }

  /** A resource as a read of it shows it, or a list with all items. */
  async seen(resource: Resource): Promise<Reading | undefined> {
    const [list] = resource.lifecycle.reads.length > 0 ? [] : await this.lists(resource);
    return list === undefined ? this.read(resource) : { ...list, isList: true };
  }

  /** The lists of a resource that contain all items in one response. */
  async lists(resource: Resource): Promise<Reading[]> {
    const found: Reading[] = [];
    for (const operation of resource.lifecycle.lists.filter((each) => isWhole(each, resource))) {
      const reading = await this.#readWith(operation, resource, {});
      if (reading !== undefined && !saysMore(jsonOf(reading.response))) found.push(reading);
    }
    return found;
  }

  /** A resource with the id that a list shows for its name, if its responses contain none. */
  async identified(resource: Resource): Promise<Resource> {
    if (idOf(resource) !== undefined) return resource;
    const found = await this.find(resource);
    return found === undefined ? resource : { ...resource, object: { ...found, ...resource.object } };
  }

  /** The object of a list that has exactly the name of a resource, and that is no other resource of the run. */
  async find(resource: Resource): Promise<Readonly<Record<string, unknown>> | undefined> {
    for (const { response } of await this.pages(resource)) {
      const named = objectsNamed(jsonOf(response), resource.name);
      const others = this.#views.get(resource.lifecycle) ?? [];
      const found = named.find(({ id }) => !others.some((each) => each.key !== keyOf(resource) && each.read.id === id));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The pages of the lists of a life cycle, up to a limit. */
  async pages(resource: Resource): Promise<Reading[]> {
    const found: Reading[] = [];
    for (const operation of resource.lifecycle.lists) {
      for (let page = 0; page < MAX_PAGES; page++) {
        const reading = await this.#readWith(operation, resource, { page });
        if (reading === undefined) break;
        found.push(reading);
        const { size = 0 } = pageQuery(operation, page) ?? {};
        if (outermostItems(jsonOf(reading.response)).length < size) break;
      }
    }
    return found;
  }

  /**
   * Judges the reply to a write together with what later reads show. If they disagree, they are repeated for two seconds:
   * a server may apply a write after it has answered.
   */
  async judge(one: Case, reply: Response, evidence: () => Promise<Evidence | undefined>): Promise<Judgement> {
    let seen = await evidence();
    let verdict = this.#context.judge(one, reply, [], seen);
    const found = () =>
      verdict.findings
        .filter(({ check }) => COMPARING.has(check))
        .map(({ check, message }) => `${one.operation} ${one.request.url} ${check} ${message}`);
    for (const ms of WAITS_MS) {
      if (found().every((each) => this.#lasting.has(each))) break;
      await sleep(ms);
      seen = await evidence();
      verdict = this.#context.judge(one, reply, [], seen);
    }
    const disagreements = found();
    for (const each of disagreements) this.#lasting.add(each);
    return { verdict, case: disagreements.length === 0 ? one : withReads(one, reply, seen) };
  }

  /** The parts of an evidence that follow from the resource. */
  about(resource: Resource, { request, body: sent }: Pick<Built, 'request' | 'body'>): About {
    const { lifecycle } = resource;
    return {
      identity: { id: idOf(resource), names: namesOf(resource) },
      nouns: lifecycle.nouns,
      settable: settableOf(lifecycle),
      ...effectOf(request),
      sent: unwrapped(sent, lifecycle.nouns),
      siblings: (this.#views.get(lifecycle) ?? []).filter((each) => each.key !== keyOf(resource)),
    };
  }

  /** True if no other resource of the kind was made. */
  isOnly(resource: Resource): boolean {
    return (this.#views.get(resource.lifecycle) ?? []).every(({ key }) => key === keyOf(resource));
  }

  /** Remembers how a resource was answered by a write and shown by a read. */
  remember(resource: Resource, reading: Reading | undefined): void {
    const { lifecycle, object } = resource;
    const key = keyOf(resource);
    const body = jsonOf(reading?.response);
    const read =
      objectOf(body, { id: idOf({ object, lifecycle }), names: [] }) ?? primaryObject(body, lifecycle.nouns) ?? object;
    const views = this.#views.get(lifecycle) ?? [];
    this.#views.set(lifecycle, [...views.filter((each) => each.key !== key), { key, written: object, read }]);
  }

  async #readWith(
    operation: Operation,
    resource: Resource,
    { showsAll = false, page }: Pick<Wish, 'showsAll'> & { page?: number },
  ): Promise<Reading | undefined> {
    const auths = [resource.auth, ...this.#auths.filter((auth) => auth !== resource.auth)];
    for (const auth of auths) {
      const built = this.#requests.build(operation, resource.lifecycle, { auth, resource, showsAll });
      if (built === undefined) return undefined;
      const isRead = resource.lifecycle.reads.includes(operation);
      if (isRead && !this.#requests.isOurs(operation, built, resource)) return undefined;
      const query = page === undefined ? { query: {} } : pageQuery(operation, page);
      if (query === undefined) return undefined;
      const request = { ...built.request, url: withQuery(built.request.url, query.query) };
      const response = await this.#responseTo(operation, { request });
      if (response === undefined || response.status === 401 || response.status === 403) continue;
      if (showsAll && response.status === 400) return this.#readWith(operation, resource, {});
      if (isSuccess(response.status)) {
        await this.#adopt(operation.key, built.request, built.parameters, resource.lifecycle.create.key);
      }
      if (response.status >= 500 || response.status === 400 || response.status === 422) return undefined;
      return { operation: operation.key, url: request.url, response };
    }
    return undefined;
  }

  async #responseTo(operation: Operation, { request }: Pick<Built, 'request'>): Promise<Response | undefined> {
    const sent = await this.#send({
      ...{ id: `${operation.key} › read`, operation: operation.key, origin: 'lifecycle', rule: 'no-server-error' },
      ...{ expected: ['2XX', '4XX'], request, expect: {}, missing: [] },
    });
    if (sent.kind !== 'answered' || sent.reply.kind !== 'response') return undefined;
    // An operation that the server does not have says nothing about a resource.
    const { provedRoutes, routeProbe } = this.#context;
    const isMissing = !provedRoutes.has(operation.key) && (await routeProbe.isRouteNotFound(sent.reply, request));
    return isMissing ? undefined : sent.reply;
  }
}

/** A verdict on a write, and its case. If reads disagree with it, its steps contain them. */
export interface Judgement {
  case: Case;
  verdict: Verdict;
}

/** A case whose steps end with itself and the reads after it. */
export function withReads(one: Case, { status }: Response, seen: Evidence | undefined): Case {
  const reads = [seen?.after, seen?.again, ...(seen?.lists ?? [])].flatMap((each) => each ?? []);
  const { method, url } = one.request;
  const after = reads.map((each) => `GET ${each.url} ${each.response.status}`);
  return { ...one, steps: [...(one.steps ?? []), `${method} ${url} ${status}`, ...after] };
}

/** The parts of an evidence that follow from the resource and the request. */
type About = Omit<Evidence, 'effect' | 'before' | 'after' | 'again' | 'lists'>;
