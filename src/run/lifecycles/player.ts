import { isSuccess } from '../../contract/responses.ts';
import type { Case } from '../../cases/case.ts';
import type { Auth } from '../../cases/fixtures.ts';
import type { RequestBody } from '../../cases/request.ts';
import type { Write } from '../../cases/write.ts';
import { jsonBody } from '../../client/http-request.ts';
import type { Response } from '../../client/reply.ts';
import { withChange } from '../../lifecycles/broken-bodies.ts';
import type { Lifecycle } from '../../lifecycles/lifecycle.ts';
import { containsText, objectOf, objectsNamed, primaryObject } from '../../lifecycles/locate.ts';
import { idOf, type Resource } from '../../lifecycles/resource.ts';
import type { Evidence, Reading } from '../../verdict/evidence.ts';
import { type JudgedCase, responseOf, statusOf } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';
import { unsent } from '../case-runner.ts';
import { effectOf } from './observer.ts';
import type { Firsts } from './creator.ts';
import type { Built, Wish } from './requests.ts';
import type { Restated } from './restated.ts';
import type { Tools, Workshop } from './workshop.ts';
import type { Writer } from './writer.ts';

type Settle = (id: string, judged: JudgedCase) => void;

/** A step of the life cycle of one resource. */
type Step<S extends Write['step']> = Case & { write: Extract<Write, { step: S }> };

export const isStep = <S extends Write['step']>(one: Case, ...steps: readonly S[]): one is Step<S> =>
  (steps as readonly string[]).includes(one.write?.step ?? '');

/** Updates, acts on, and deletes resources of the run, with everything that must be refused in between. */
export class Player {
  readonly #tools: Tools;
  readonly #writer: Writer;
  readonly #workshop: Workshop;
  readonly #settle: Settle;
  /** The resources of each life cycle, by the credentials that made them. */
  readonly #by = new Map<Lifecycle, ReadonlyMap<Auth, Resource>>();

  constructor(tools: Tools, { writer, workshop, settle }: { writer: Writer; workshop: Workshop; settle: Settle }) {
    this.#tools = tools;
    this.#writer = writer;
    this.#workshop = workshop;
    this.#settle = settle;
  }

  /** Runs the cases of a life cycle on its resource, one after the other, so that nothing else writes to it. */
  async play({ principal, by }: Firsts, cases: readonly Case[]): Promise<void> {
    this.#by.set(principal.lifecycle, by);
    let resource = principal;
    const own = (...steps: Write['step'][]) => cases.filter((one) => steps.includes(one.write?.step ?? 'create'));
    for (const one of own('update', 'update-again')) resource = await this.#change(one, resource, 'updated');
    for (const one of own('act').sort(deletesLast)) resource = await this.#change(one, resource, 'acted');
    for (const one of own('refused')) {
      if (!isCreate(one, resource)) resource = await this.#refuse(one, resource);
    }
    await this.#refuseCreates(
      own('refused').filter((one) => isCreate(one, resource)),
      resource,
    );
    await this.#delete(own('delete', 'delete-again'), resource);
  }

  /** Updates or acts on a resource, and compares what was answered with what is read. */
  async #change(one: Case, resource: Resource, effect: 'updated' | 'acted'): Promise<Resource> {
    const { observer } = this.#tools;
    const operation = this.#tools.context.operation(one);
    const by = this.#by.get(resource.lifecycle);
    const resourceOf = (auth: Auth): Resource => (auth === resource.auth ? resource : (by?.get(auth) ?? resource));
    const before = new Map<Resource, Reading | undefined>([[resource, await observer.read(resource)]]);
    const properties = isStep(one, 'update') ? one.write.properties : 'all';
    const present = this.#shown(resource, before.get(resource));
    const wish: Omit<Wish, 'auth'> = { resource, present, body: effect === 'updated' ? { properties } : 'required' };
    let changed = resource;
    const send = async (filled: Case, built: Built): Promise<JudgedCase> => {
      const own = resourceOf(filled.request.auth);
      if (!before.has(own)) before.set(own, await observer.read(own));
      const judged = await this.#sendAndJudge({ ...filled, steps: own.steps }, async (reply) => {
        if (!isSuccess(reply.status)) return undefined;
        const after = await observer.read(this.#asAnswered(own, reply));
        const again = effect === 'acted' ? await observer.read(this.#asAnswered(own, reply)) : undefined;
        return { effect, ...observer.about(own, built), before: before.get(own), after, again, lists: [] };
      });
      const after = this.#after(own, filled, judged);
      if (own === resource) changed = after;
      return judged;
    };
    const { lifecycle } = resource;
    const attempting = { operation, lifecycle, wish, resourceOf, send };
    let sent = await this.#writer.write(one, attempting, this.#authsFor(resource));
    if (isLost(sent?.judged) && (await this.#revive(resource))) {
      sent = await this.#writer.write(one, attempting, this.#authsFor(resource));
    }
    this.#settle(one.id, sent?.judged ?? unsent(one, UNKNOWN_PARENT));
    return changed;
  }

  /** The credentials of a resource, and then the others. */
  #authsFor = ({ auth }: Resource): Auth[] => [auth, ...this.#tools.auths.filter((each) => each !== auth)];

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

  /** A resource after a write, with the values by which later requests name it. */
  #after(resource: Resource, { request }: Case, judged: JudgedCase): Resource {
    const reply = responseOf(judged);
    if (reply === undefined) return resource;
    const steps = [...resource.steps, `${request.method} ${request.url} ${reply.status}`].slice(-MAX_STEPS);
    if (!isSuccess(reply.status)) return resource;
    const changed = { ...this.#asAnswered(resource, reply), steps };
    this.#workshop.keep(changed);
    return changed;
  }

  #asAnswered(resource: Resource, reply: Response): Resource {
    const answered = objectOf(jsonOf(reply), { id: idOf(resource), names: [] });
    return answered === undefined ? resource : { ...resource, object: { ...resource.object, ...answered } };
  }

  #shown(resource: Resource, reading: Reading | undefined): Readonly<Record<string, unknown>> {
    const body = jsonOf(reading?.response);
    const read = objectOf(body, { id: idOf(resource), names: [] }) ?? primaryObject(body, resource.lifecycle.nouns);
    return { ...resource.object, ...read };
  }

  /** Sends a write that must be refused, and checks that the resource is as before. */
  async #refuse(one: Case, resource: Resource): Promise<Resource> {
    const { observer } = this.#tools;
    const built = this.#refusable(one, resource);
    if (built === undefined) {
      this.#settle(one.id, unsent(one, UNKNOWN_PARENT));
      return resource;
    }
    const before = await observer.read(resource);
    const filled: Case = { ...one, request: built.request, values: built.values, steps: resource.steps };
    const judged = await this.#sendAndJudge(filled, async (reply): Promise<Evidence | undefined> =>
      reply.status < 400 || reply.status > 499
        ? undefined
        : {
            ...{ effect: 'refused', ...observer.about(resource, built), before },
            ...{ after: await observer.read(resource), lists: [] },
          },
    );
    this.#settle(one.id, judged);
    return this.#after(resource, filled, judged);
  }

  /** A request with the ids of the resource and a body that would change it, and what makes it invalid. */
  #refusable(one: Case, resource: Resource): Built | undefined {
    const operation = this.#tools.context.operation(one);
    const { write } = one;
    if (!isStep(one, 'refused')) return undefined;
    const isInvalid = one.request.auth === 'token';
    const auth = isInvalid ? resource.auth : one.request.auth;
    const present = this.#shown(resource, undefined);
    const { requests } = this.#tools;
    const body = operation.method === 'POST' ? ('required' as const) : { properties: 'all' as const };
    const built = requests.build(operation, resource.lifecycle, { auth: resource.auth, resource, body, present });
    if (built === undefined) return undefined;
    const content = write?.step === 'refused' ? contentOf(write, built) : undefined;
    return { ...built, request: { ...built.request, auth, ...(content !== undefined && { body: content }) } };
  }

  /** Sends creates that must be refused, each with a name of its own, which no page of the list may contain after. */
  async #refuseCreates(cases: readonly Case[], resource: Resource): Promise<void> {
    const { requests, observer, context, confirmed } = this.#tools;
    const { lifecycle } = resource;
    const sent: { one: Case; built: Built; judged: JudgedCase; entry: number }[] = [];
    for (const one of cases) {
      const auth = one.request.auth === 'token' ? resource.auth : one.request.auth;
      const wish = await this.#tools.wishFor(lifecycle, resource.auth);
      const built = requests.build(lifecycle.create, lifecycle, { auth: resource.auth, ...wish });
      if (built === undefined || one.write?.step !== 'refused') {
        this.#settle(one.id, unsent(one, UNKNOWN_PARENT));
        continue;
      }
      const content = contentOf(one.write, built);
      const request = { ...built.request, auth, ...(content !== undefined && { body: content }) };
      const made = await this.#workshop.create({ ...one, request, values: built.values }, lifecycle, built);
      sent.push({ one, built, judged: made.judged, entry: made.entry });
    }
    const pages = sent.length === 0 ? [] : await observer.pages(resource);
    for (const { one, built, judged, entry } of sent) {
      const reply = responseOf(judged);
      const isNamed = containsText([safeJson(judged.case.request.body)], [built.name]);
      if (reply === undefined || reply.status < 400 || reply.status > 499 || !isNamed || pages.length === 0) {
        this.#settle(one.id, judged);
        continue;
      }
      const about = observer.about(resource, built);
      const evidence: Evidence = {
        ...{ effect: 'refused-create', ...about, identity: { id: undefined, names: [built.name] }, lists: pages },
      };
      const verdict = context.judge(judged.case, reply, [], evidence);
      for (const { response } of pages) {
        const [object] = objectsNamed(jsonOf(response), built.name);
        if (object !== undefined) this.#workshop.enterFound(lifecycle, built, entry, object);
      }
      this.#settle(one.id, await confirmed({ ...judged, verdict }));
    }
  }

  /** Deletes a resource by each operation that does, twice; the second operation needs a resource of its own. */
  async #delete(cases: readonly Case[], first: Resource): Promise<void> {
    let resource: Resource | undefined = first;
    for (const one of cases.filter((each) => isStep(each, 'delete'))) {
      const again = cases.find((each) => isStep(each, 'delete-again') && each.operation === one.operation);
      resource ??= await this.#tools.another(first);
      const isDeleted = resource !== undefined && (await this.#deleteOnce(one, again, resource));
      if (isDeleted) resource = undefined;
      if (resource === undefined && !isDeleted) {
        for (const each of [one, again]) if (each !== undefined) this.#settle(each.id, unsent(each, UNKNOWN_PARENT));
      }
    }
  }

  async #deleteOnce(one: Case, again: Case | undefined, resource: Resource): Promise<boolean> {
    const { observer } = this.#tools;
    const operation = this.#tools.context.operation(one);
    const send = (filled: Case, built: Built): Promise<JudgedCase> =>
      this.#sendAndJudge({ ...filled, steps: resource.steps }, async (reply) =>
        isSuccess(reply.status)
          ? {
              ...{ effect: 'deleted', ...observer.about(resource, built) },
              ...{ after: await observer.read(resource), lists: await observer.lists(resource) },
            }
          : undefined,
      );
    const { lifecycle } = resource;
    const sent = await this.#writer.write(
      one,
      { operation, lifecycle, wish: { resource }, send },
      this.#authsFor(resource),
    );
    this.#settle(one.id, sent?.judged ?? unsent(one, UNKNOWN_PARENT));
    const isDeleted = isSuccess(responseOf(sent?.judged)?.status);
    const isThere = sent?.judged.verdict.findings.some(({ check }) => check === 'deleted-gone') === true;
    if (isThere) this.#workshop.doesNotDelete(lifecycle);
    else if (isDeleted) this.#workshop.removed(resource);
    if (again === undefined) return isDeleted;
    if (sent === undefined || !isDeleted) {
      this.#settle(again.id, unsent(again, 'the resource was not deleted'));
      return isDeleted;
    }
    const { request, steps } = sent.judged.case;
    this.#settle(
      again.id,
      await this.#sendAndJudge({ ...again, request, steps: steps ?? [] }, () => Promise.resolve(undefined)),
    );
    return isDeleted;
  }

  /** Sends a case once and judges the reply with what is then seen of the resource. */
  async #sendAndJudge(one: Case, evidence: (reply: Response) => Promise<Evidence | undefined>): Promise<JudgedCase> {
    const { context, send, observer, confirmed } = this.#tools;
    const sent = await send(one);
    if (sent.kind !== 'answered') {
      return { case: one, sent, verdict: { verdict: sent.kind, reason: sent.reason, findings: [], notes: [] } };
    }
    const { reply } = sent;
    if (reply.kind !== 'response') return { case: one, sent, verdict: context.judge(one, reply) };
    const verdict = await observer.judge(one, reply, () => evidence(reply));
    return confirmed({ case: one, sent, verdict });
  }

  /** Updates what there is only one of with the values that it has, and checks that it is as before. */
  async restate(one: Case, { set, settable, read }: Restated): Promise<void> {
    const { context, send: sendOnce } = this.#tools;
    const reading = async (): Promise<Reading | undefined> => {
      const sent = await sendOnce(read);
      const reply = sent.kind === 'answered' ? sent.reply : undefined;
      return reply?.kind === 'response' ? { operation: read.operation, response: reply } : undefined;
    };
    const before = await reading();
    const operation = context.operation(one);
    const send = (filled: Case, built: Built): Promise<JudgedCase> =>
      this.#sendAndJudge(filled, async () => ({
        ...{
          effect: 'updated',
          identity: { id: undefined, names: [] },
          nouns: new Set<string>(),
          settable,
          ...effectOf(filled.request),
        },
        ...{ sent: built.body, before, after: await reading(), lists: [], siblings: [] },
      }));
    const sent = await this.#writer.write(one, { operation, lifecycle: undefined, wish: { set }, send, isFixed: true });
    this.#settle(one.id, sent?.judged ?? unsent(one, UNKNOWN_PARENT));
  }

  /** Sends an action that concerns no single resource of the run. */
  async alone(one: Case, wish: Omit<Wish, 'auth'>): Promise<void> {
    const operation = this.#tools.context.operation(one);
    const send = (filled: Case): Promise<JudgedCase> => this.#sendAndJudge(filled, () => Promise.resolve(undefined));
    const sent = await this.#writer.write(one, { operation, lifecycle: undefined, wish, send });
    this.#settle(one.id, sent?.judged ?? unsent(one, UNKNOWN_PARENT));
  }
}

/** True for a response that says that a resource of the run does not exist. */
const isLost = (judged: JudgedCase | undefined): boolean => [400, 404, 409, 410].includes(statusOf(judged) ?? 0);

const UNKNOWN_PARENT = 'no resource of this run is known that its request must name';

/** Maximum number of steps that are kept of a resource. */
const MAX_STEPS = 20;

const isCreate = ({ operation }: Case, { lifecycle }: Resource): boolean => operation === lifecycle.create.key;

const deletesLast = (a: Case, b: Case): number =>
  Number(a.request.method === 'DELETE') - Number(b.request.method === 'DELETE');

/** The content of a request that must be refused; undefined: that of the valid request. */
function contentOf(write: Extract<Write, { step: 'refused' }>, built: Built): RequestBody | undefined {
  if (write.content !== undefined) return write.content;
  return write.broken === undefined ? undefined : jsonBody(withChange(built.body, write.broken));
}

function safeJson(content: RequestBody | undefined): unknown {
  try {
    return JSON.parse(content?.text ?? 'null');
  } catch {
    return undefined;
  }
}
