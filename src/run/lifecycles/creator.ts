import { isSuccess } from '../../contract/responses.ts';
import type { Case } from '../../cases/case.ts';
import type { Auth, Scalar } from '../../cases/fixtures.ts';
import { isForEver } from '../../lifecycles/excluded.ts';
import { hasIssues } from '../../lifecycles/corrections.ts';
import { namesMany } from '../../lifecycles/references.ts';
import { type Lifecycle, ownNameOf } from '../../lifecycles/lifecycle.ts';
import { nounBefore, nounsIn, partsOf, Synonyms } from '../../cases/pool/nouns.ts';
import type { PooledValue } from '../../cases/pool/response-values.ts';
import type { Parameter } from '../../contract/operations.ts';
import { routeOf, templateNames } from '../../contract/path-template.ts';
import { contextOf, idOf, nameOfResource, type Resource } from '../../lifecycles/resource.ts';
import { type JudgedCase, responseOf, statusOf } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';
import type { Built, Wish } from './wish.ts';
import { allEnded } from './all-ended.ts';
import type { Tools } from './tools.ts';
import type { Made, Workshop } from './workshop.ts';
import type { Writer } from './writer.ts';

/** A create by one identity that was not sent yet, or may succeed with other values. */
interface Waiting {
  lifecycle: Lifecycle;
  one: Case;
  auth: Auth;
  attempts: number;
  /** Version of the pool when it was last tried. */
  tried: number | undefined;
}

/** The first resources of a life cycle. */
export interface Firsts {
  /** The one that is judged: by the first credentials that could create it. */
  principal: Resource;
  /** By credentials. Some operations are only open to the one who made the resource. */
  by: ReadonlyMap<Auth, Resource>;
  /** The request that created the principal one. */
  built: Built;
}

const synonyms = new Synonyms();

/** The path parameters of the request that made a resource, in order. */
const pathValuesOf = ({ lifecycle, sent }: Resource): (Scalar | undefined)[] =>
  templateNames(lifecycle.create.path).map((name) => sent[name]);

/** Maximum number of times that a create is tried with other values. */
const MAX_ATTEMPTS = 3;

/** Which creates a round sends: those whose values are known, and at last also others. */
export interface Round {
  /** A text without a meaning may take the place of a resource that is not known. */
  isLate?: boolean;
  /** Ids may be made up. */
  makesUp?: boolean;
}

/** Creates the first resources of each life cycle, parents before children, with each kind of credentials. */
export class Creator {
  readonly resources = new Map<Lifecycle, Firsts>();
  readonly #tools: Tools;
  readonly #writer: Writer;
  readonly #workshop: Workshop;
  /** The attempt of each case to report. */
  readonly #results = new Map<string, JudgedCase>();
  #waiting: Waiting[];

  constructor(tools: Tools, writer: Writer, workshop: Workshop) {
    this.#tools = tools;
    this.#writer = writer;
    this.#workshop = workshop;
    this.#waiting = [...tools.firsts].flatMap(([lifecycle, one]) =>
      tools.auths.map((auth): Waiting => ({ lifecycle, one, auth, attempts: 0, tried: undefined })),
    );
  }

  /** Sends every create whose parents are known; true if one succeeded, so that others may be possible now. */
  async sendRound({ isLate = false, makesUp = false }: Round = {}): Promise<boolean> {
    const { version } = this.#tools.reader.pool;
    const ready = this.#waiting.filter(({ tried }) => isLate || makesUp || tried !== version);
    const made: number[] = [];
    // A resource that names many others, such as a policy, may restrict them, so it is created last.
    for (const isLast of [false, true]) {
      const wave = ready.filter(({ lifecycle }) => namesMany(lifecycle, this.#tools.lifecycles) === isLast);
      made.push(...(await allEnded(wave.map((each) => this.#send(each, { isLate, makesUp })))));
    }
    this.#waiting = this.#waiting.filter(({ attempts }) => attempts < MAX_ATTEMPTS);
    return made.some((resources) => resources > 0);
  }

  /** @returns the number of resources that were made */
  async #send(waiting: Waiting, { isLate, makesUp }: Required<Round>): Promise<number> {
    const { one, lifecycle, auth, attempts } = waiting;
    waiting.tried = this.#tools.reader.pool.version;
    let made: Made | undefined;
    const send = async (filled: Case, built: Built): Promise<JudgedCase> => {
      made = await this.#workshop.create(filled, lifecycle, built);
      return made.judged;
    };
    // A resource that no operation deletes is only created if its create was included.
    const mayStay = isForEver(lifecycle, this.#tools.lifecycles);
    const mayBeSent = (built: Built): boolean => lifecycle.deletes.length > 0 || mayStay || this.#namesOwn(built);
    const wish = {
      ...(makesUp ? { makesUp } : { waitsForAll: !isLate }),
      choice: attempts,
      mayName: (value: PooledValue, parameter: Parameter) =>
        (isLate && !lifecycle.isNamed) || this.#mayName(value, parameter, lifecycle),
      ...(await this.#attachedTo(lifecycle, auth)),
    };
    const sent = await this.#writer.write(one, { operation: lifecycle.create, lifecycle, wish, send, mayBeSent }, [
      auth,
    ]);
    if (sent === undefined || made === undefined) return 0;
    const status = statusOf(sent.judged);
    const isUnauthorized = status === 401 && !hasIssues(jsonOf(responseOf(sent.judged)));
    const isFinal = isSuccess(status) || isUnauthorized || status === undefined;
    waiting.attempts = isFinal ? MAX_ATTEMPTS : attempts + (sent.isEarly === true ? 0 : 1);
    const [resource] = made.resources;
    if (resource !== undefined) this.#keep(lifecycle, resource, sent.built);
    const earlier = this.#results.get(one.id);
    if (earlier === undefined || rankOf(sent.reported) < rankOf(earlier)) this.#results.set(one.id, sent.reported);
    return made.resources.length;
  }

  #keep(lifecycle: Lifecycle, resource: Resource, built: Built): void {
    const known = this.resources.get(lifecycle);
    const by = new Map([[resource.auth, resource], ...(known?.by ?? [])]);
    const { principal = resource } = known ?? {};
    this.resources.set(lifecycle, { principal, by, built: known?.built ?? built });
  }

  /** What every create of a life cycle may name. */
  async wishFor(lifecycle: Lifecycle, auth: Auth): Promise<Pick<Wish, 'fixed' | 'mayName'>> {
    const mayName = (value: PooledValue, parameter: Parameter) => this.#mayName(value, parameter, lifecycle);
    return { mayName, ...(await this.#attachedTo(lifecycle, auth)) };
  }

  /** True for a resource of the run, and for one of a kind that the run cannot make. */
  #mayName(value: PooledValue, { name }: Parameter, { create: { path }, nouns: own }: Lifecycle): boolean {
    if (this.#isBelow(value.value, own)) return false;
    if (this.#tools.reader.pool.isOwn(value)) return true;
    const nouns = partsOf(name).noun === '' ? [nounBefore(path, name)] : nounsIn(name);
    const canBeMade = [...this.#waiting.map((each) => each.lifecycle), ...this.resources.keys()];
    const isOf = (each: Lifecycle) => nouns.some((noun) => each.nouns.has(synonyms.canonical(noun)));
    return !canBeMade.some((each) => !each.isNamed && isOf(each));
  }

  /** True for what belongs to a resource of a kind: it cannot belong to a new one as well. */
  #isBelow(id: Scalar, own: ReadonlySet<string>): boolean {
    const made = [...this.resources.values()].flatMap(({ by }) => [...by.values()]).find((each) => idOf(each) === id);
    if (made === undefined || [...made.lifecycle.nouns].some((noun) => own.has(noun))) return false;
    return [...contextOf(made).keys()].some((key) => own.has(synonyms.canonical(key.replace(/\.\w+$/, ''))));
  }

  /** A new resource for one that is attached to another by its path, so that it replaces no other attachment. */
  async #attachedTo(lifecycle: Lifecycle, auth: Auth): Promise<Pick<Wish, 'fixed'>> {
    const below = this.#below(lifecycle, auth);
    if (below !== undefined) return { fixed: below };
    const parameter = templateNames(lifecycle.create.path).at(-1);
    if (!lifecycle.isNamed || parameter === undefined || ownNameOf(lifecycle) !== undefined) return {};
    const noun = synonyms.canonical(partsOf(parameter).noun);
    const parents = [...this.resources].find(([{ isNamed, nouns }]) => !isNamed && nouns.has(noun));
    const parent = parents?.[1].by.get(auth) ?? parents?.[1].principal;
    const fresh = parent && (await this.another(parent));
    const value = fresh && nameOfResource(fresh, parameter);
    return value === undefined ? {} : { fixed: { [parameter]: value } };
  }

  /** The path parameters of a create below the item of another life cycle, which must exist. */
  #below(lifecycle: Lifecycle, auth: Auth): Record<string, Scalar> | undefined {
    const route = routeOf(lifecycle.create.path);
    const [parent] = [...this.#tools.firsts.keys()]
      .filter((each) => each !== lifecycle && route.startsWith(`${each.items.route}/`))
      .sort((a, b) => b.items.route.length - a.items.route.length);
    const firsts = parent && this.resources.get(parent);
    const resource = firsts?.by.get(auth) ?? firsts?.principal;
    if (resource === undefined) return undefined;
    const values = pathValuesOf(resource);
    return Object.fromEntries(
      templateNames(lifecycle.create.path).flatMap((name, at) => {
        const value = values[at] ?? (at === values.length ? nameOfResource(resource, name) : undefined);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** Makes another resource of the kind of one. */
  async another({ lifecycle, auth }: Resource): Promise<Resource | undefined> {
    const one = this.#tools.firsts.get(lifecycle);
    const mayName = (value: PooledValue, parameter: Parameter) => this.#mayName(value, parameter, lifecycle);
    const built = this.#tools.requests.build(lifecycle.create, lifecycle, { auth, mayName });
    if (built === undefined || one === undefined) return undefined;
    return (await this.#workshop.create({ ...one, request: built.request }, lifecycle, built)).resources[0];
  }

  /** True for a request that names a resource of the run, with which the new one is deleted. */
  #namesOwn({ sent }: Built): boolean {
    const { own } = this.#tools.reader.pool;
    return Object.entries(sent).some(([name, value]) => own.has(partsOf(name).noun, value));
  }

  /** Settles all creates. */
  finish(unsent: (one: Case) => JudgedCase): void {
    for (const one of this.#tools.firsts.values()) {
      this.#tools.settle(one.id, this.#results.get(one.id) ?? unsent(one));
    }
  }
}

/** Which of several attempts is reported: the lowest rank. A deviation is never lost. */
function rankOf(judged: JudgedCase): number {
  const status = statusOf(judged);
  if (judged.verdict.findings.length > 0) return isSuccess(status) ? 0 : 1;
  if (isSuccess(status)) return 2;
  return status === 401 || status === 403 ? 4 : 3;
}
