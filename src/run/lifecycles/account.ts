import { templateNames } from '../../contract/path-template.ts';
import { namesOwner, nounBefore, partsOf } from '../../cases/pool/nouns.ts';
import type { ValuePool } from '../../cases/pool/value-pool.ts';
import type { Ledger } from '../../lifecycles/ledger.ts';
import { isAttachment, isSingleItem, type Lifecycle } from '../../lifecycles/lifecycle.ts';
import { idOf, isScalar, keyOf, namesOf, type Resource } from '../../lifecycles/resource.ts';
import type { Removals } from './removals.ts';
import type { Built } from './wish.ts';

/** What a run made and has not deleted, in memory and in its ledger. */
export class Account {
  /** By key, in the order in which they were made. */
  readonly #made = new Map<string, Resource>();
  /** The keys of the resources of the run that a resource belongs to. */
  readonly #parents = new Map<string, string[]>();
  /** Life cycles whose deletes have no effect. */
  readonly #undeleted = new Set<Lifecycle>();
  readonly #pool: ValuePool;
  readonly #ledger: Ledger;
  readonly #removals: Removals;

  constructor(pool: ValuePool, ledger: Ledger, removals: Removals) {
    this.#pool = pool;
    this.#ledger = ledger;
    this.#removals = removals;
  }

  /**
   * True for a create that cannot change what was there before. A path that names an existing thing may be an update of
   * it, or attach something to it, so it must be the run's own.
   */
  mayCreate(lifecycle: Lifecycle, { parameters }: Built): boolean {
    const { path } = lifecycle.create;
    const names = templateNames(path);
    const isOwn = (name: string | undefined) =>
      name !== undefined &&
      this.#pool.own.has(partsOf(name).noun || nounBefore(path, name), parameters.get(`path ${name}`));
    if (isSingleItem(lifecycle)) return isOwn(names.at(-1));
    if (!isAttachment(lifecycle)) return true;
    return names.length === 1 ? isOwn(names[0]) : isOwn(names.at(-2));
  }

  /**
   * The objects that a create made, of those in its response. A create may also answer what was there before: an object
   * is new if it was not known, and has the name of its request, belongs to a resource of the run, or is said to be new.
   *
   * @param status 201: the response says that it is new (RFC 9110, section 15.3.2)
   * @param startedAt the earliest time of creation, in milliseconds
   * @param listed ids that the lists contained before
   */
  made(
    objects: readonly Resource['object'][],
    lifecycle: Lifecycle,
    { name, sent, parameters }: Built,
    { status, startedAt, listed }: { status: number; startedAt: number; listed: ReadonlySet<string> },
  ): Resource['object'][] {
    if (lifecycle.isNamed) return [...objects];
    const isBelow = this.isBelow(lifecycle, { sent, parameters });
    return objects.filter((object) => {
      const key = keyIn(object, lifecycle);
      if (key !== undefined && (listed.has(String(key)) || !isNew(key, lifecycle, this.#pool)))
        return isNamed(object, name) && !listed.has(String(key));
      return status === 201 || isBelow || isNamed(object, name) || createdAt(object) >= startedAt;
    });
  }

  /** True for a create that names a resource of the run, with which its own resource is deleted. */
  isBelow({ create: { path } }: Lifecycle, { sent, parameters }: Pick<Built, 'sent' | 'parameters'>): boolean {
    const inPath = [...parameters].map(([key, value]) => [key.replace(/^(path|query) /, ''), value] as const);
    return [...Object.entries(sent), ...inPath].some(([name, value]) =>
      this.#pool.own.has(partsOf(name).noun || nounBefore(path, name), value),
    );
  }

  /** Enters what a create made. */
  enter(resource: Resource): void {
    this.#own(resource);
    const parents = this.#parentsOf(resource);
    this.#parents.set(keyOf(resource), parents);
    this.keep(resource);
    this.#ledger.created(resource, this.#removals.removalOf(resource) ?? null, parents);
  }

  /** The identifiers of a resource name something that the run may change. */
  #own(resource: Resource): void {
    const { lifecycle, name, object } = resource;
    if (isAttachment(lifecycle) || isSingleItem(lifecycle)) return;
    const { slug } = object;
    const names = namesOf(resource).filter((each) => each.includes(name));
    const values = [keyIn(object, lifecycle), ...names, ...(typeof slug === 'string' ? [slug] : [])];
    for (const [property, value] of Object.entries(object)) {
      if (typeof value === 'string' && namesOwner(property)) this.#pool.owners.add(value);
    }
    for (const noun of lifecycle.nouns) {
      for (const value of values) if (value !== undefined) this.#pool.own.add(noun, value);
    }
  }

  /** True for a resource that is not removed. */
  has(resource: Resource): boolean {
    return this.#made.has(keyOf(resource));
  }

  /** Keeps a resource with the identifiers by which a list shows its name. */
  identified(resource: Resource): void {
    this.#own(resource);
    this.keep(resource);
  }

  /** Keeps the latest state of a resource. */
  keep(resource: Resource): void {
    this.#made.set(keyOf(resource), resource);
  }

  /** Keeps the state of a resource after a write, unless it is removed. */
  update(resource: Resource): Resource {
    if (this.#made.has(keyOf(resource))) this.keep(resource);
    return resource;
  }

  /** Records that a life cycle answers deletes but does not delete, so that its resources are left over. */
  doesNotDelete(lifecycle: Lifecycle): void {
    this.#undeleted.add(lifecycle);
  }

  /** True unless a delete of the life cycle was seen to have no effect. */
  deletes({ lifecycle }: Resource): boolean {
    return !this.#undeleted.has(lifecycle);
  }

  /** The resources that are not removed, the latest first. */
  left(): Resource[] {
    return [...this.#made.values()].reverse();
  }

  /** Records that a resource is gone. */
  removed(resource: Resource): void {
    this.#made.delete(keyOf(resource));
    this.#ledger.removed(resource);
  }

  /** The life cycles of the resources that a resource names. */
  namedBy(resource: Resource): Lifecycle[] {
    const keys = this.#parents.get(keyOf(resource)) ?? [];
    return keys.flatMap((key) => this.#made.get(key)?.lifecycle ?? []);
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

/** The id of an object, or the value by which paths name it. */
function keyIn(object: Resource['object'], lifecycle: Lifecycle): string | number | undefined {
  const { key } = lifecycle.items;
  const named = key === undefined ? undefined : object[key];
  return idOf({ object, lifecycle }) ?? (isScalar(named) ? named : undefined);
}

/** True for an identifier that no response contained before. */
const isNew = (id: string | number, { nouns }: Lifecycle, pool: ValuePool): boolean =>
  ![...nouns].some((noun) => pool.contains(noun, id));

/** True for an object with a name that only this run can have made. */
const isNamed = (object: Resource['object'], name: string): boolean =>
  Object.values(object).some((value) => typeof value === 'string' && value.toLowerCase().includes(name));

/** When an object says that it was created, in milliseconds; 0 if it does not say it. */
function createdAt(object: Resource['object']): number {
  const stamp = object.createdAt ?? object.created_at ?? object.created;
  const time = typeof stamp === 'string' ? Date.parse(stamp) : 0;
  return Number.isNaN(time) ? 0 : time;
}
