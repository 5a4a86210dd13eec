import type { Operation, Parameter } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import type { Auth } from '../fixtures.ts';
import { type Link, linksOf } from '../../contract/links.ts';
import { IdentifierSet } from './identifier-set.ts';
import { linkedValues } from './linked-values.ts';
import { nounBefore, nounsIn, partsOf, Synonyms } from './nouns.ts';
import {
  type Identifiers,
  isUuid,
  type PooledValue,
  type Source,
  valuesOf,
  type Vocabulary,
  vocabularyOf,
} from './response-values.ts';

/** Maximum number of values in the pool. */
const MAX_VALUES = 20_000;

/** The values of a run that later requests can use. */
export class ValuePool {
  readonly synonyms = new Synonyms();
  /** By property, and then by resource. */
  readonly #values = new Map<string, Map<string, PooledValue[]>>();
  #size = 0;
  readonly #seen = new Set<string>();
  readonly #contained = new IdentifierSet(this.synonyms);
  /** The resource of each id. */
  readonly #owners = new Map<string, string>();
  /** References whose id was not seen yet: the nouns by id. */
  readonly #references = new Map<string, Set<string>>();
  /** The kinds of resources that refer to an organization, by its id. */
  readonly #members = new Map<unknown, Set<string>>();
  readonly #vocabulary: Vocabulary;
  readonly #links: readonly Link[];
  /** Identifiers of resources that the run itself made. They come before all others. */
  readonly own = new IdentifierSet(this.synonyms);

  /** @param operations all operations of the contract */
  constructor(operations: readonly Operation[]) {
    this.#vocabulary = vocabularyOf(operations);
    this.#links = linksOf(operations);
  }

  /** Adds the values of a response. */
  add(source: Source): void {
    const links = this.#links.filter(({ from }) => from === source.operation);
    for (const value of [...linkedValues(source, links), ...valuesOf(source, this.#vocabulary)]) {
      if (this.#size >= MAX_VALUES) return;
      this.#keep(value);
    }
  }

  /** True for an identifier of a resource that the run made, and of anything that belongs to one. */
  isOwn(pooled: PooledValue): boolean {
    const { context } = pooled;
    return this.isMade(pooled) || [...context].some(([name, value]) => this.own.has(name.split('.')[0] ?? '', value));
  }

  /** True for an identifier of a resource that the run made. */
  isMade({ value, property, resource }: PooledValue): boolean {
    return this.own.has(partsOf(property).noun || resource, value);
  }

  /** Organizations and projects of resources that the run made. */
  readonly owners = new Set<unknown>();

  /**
   * True for the id of the organization or a project of resources that the run made, of a project, and of an
   * organization if it is the only one that resources of two kinds refer to.
   */
  isOwner(id: string): boolean {
    if (this.owners.has(id)) return true;
    const kinds = this.#members.get(id);
    return kinds === undefined ? this.contains('project', id) : this.#members.size === 1 && kinds.size > 1;
  }

  /** True if a response contained an identifier of a kind of resource. */
  contains(noun: string, value: string | number): boolean {
    return this.#contained.has(noun, value);
  }

  /** Increases with each value, so that a search is not repeated in an unchanged pool. */
  get version(): number {
    return this.#size;
  }

  /**
   * The values that a parameter may have, the most likely first: of the same name and resource, the identifier of its
   * resource, of the same name or of a resource with a shorter name, and the identifier of an item of the list before it
   * in the path. Of equally likely ones, those that the same credentials have received come first.
   */
  candidates({ path }: Operation, { name, in: location, schema }: Parameter, by: Auth): PooledValue[] {
    const { noun, kind } = partsOf(name);
    const place = nounBefore(path, name);
    const owner = noun === '' ? place : noun;
    const kinds = kind === '' ? ['slug', 'name', 'id'] : kind === 'name' ? ['name', `${noun}Key`] : [kind];
    const list = `GET ${location === 'path' ? path.slice(0, path.indexOf(`/{${name}}`)) : ''}`;
    const found = [
      this.#of(name, place),
      ...kinds.map((one) => this.#of(one, owner)),
      ...(noun === '' ? [] : inTurn([this.#of(name), this.#named(noun, kind), ...this.#ofShorter(name, kinds)])),
      ...(kind === '' ? [] : [kind, 'id']).map((one) => this.#of(one).filter(({ from }) => from === list)),
    ].map((each) => each.filter(({ value }) => fits(value, schema)));
    const isOwn = (each: PooledValue) => each.by === by;
    const all = [
      ...new Set(found.flatMap((each) => [...each.filter(isOwn), ...each.filter((value) => !isOwn(value))])),
    ];
    // A user may belong to several organizations. The token is bound to the one that the other responses refer to.
    if (this.synonyms.areSame(owner, 'organization')) all.sort((a, b) => this.#membersOf(b) - this.#membersOf(a));
    return this.own.size === 0 ? all : all.sort((a, b) => Number(this.isOwn(b)) - Number(this.isOwn(a)));
  }

  #membersOf = ({ value }: PooledValue): number => this.#members.get(value)?.size ?? 0;

  /** The values of a property, of a resource or of any. */
  #of(property: string, resource?: string): PooledValue[] {
    return [...(this.#values.get(property) ?? [])].flatMap(([owner, values]) =>
      resource === undefined || this.synonyms.areSame(owner, resource) ? values : [],
    );
  }

  /** The values of resources with a shorter name: `membership` for `projectMembership`. */
  #ofShorter = (name: string, kinds: readonly string[]): PooledValue[][] =>
    nounsIn(name)
      .slice(1)
      .flatMap((shorter) => kinds.map((one) => this.#of(one, shorter)));

  /** The values of properties that name a resource and a kind, such as `orgId` for `organizationId`. */
  #named(noun: string, kind: string): PooledValue[] {
    return [...this.#values.keys()].flatMap((property) => {
      const parts = partsOf(property);
      const isNamed = parts.kind === kind && parts.noun !== '' && this.synonyms.areSame(parts.noun, noun);
      return isNamed ? this.#of(property) : [];
    });
  }

  /** True if two values may be sent together: they do not belong to different resources of the same kind. */
  areCompatible(a: Identifiers, b: Identifiers): boolean {
    const known = new Map([...b].map(([name, value]) => [this.#canonical(name), value]));
    return [...a].every(([name, value]) => (known.get(this.#canonical(name)) ?? value) === value);
  }

  #canonical(identifier: string): string {
    const [noun = '', kind = ''] = identifier.split('.');
    return `${this.synonyms.canonical(noun)}.${kind}`;
  }

  #keep({ value, property, resource, context, by, from }: PooledValue): void {
    const { noun, kind } = partsOf(property);
    if (kind === 'id') this.#learn(String(value), noun, resource);
    const key = JSON.stringify([value, property, resource, by, [...context]]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#contained.add(noun || resource, value);
    if (noun !== '' && kind === 'id' && this.synonyms.areSame(noun, 'organization'))
      this.#members.set(value, (this.#members.get(value) ?? new Set()).add(resource));
    const ofProperty = this.#values.get(property) ?? new Map<string, PooledValue[]>();
    this.#values.set(property, ofProperty);
    const values = ofProperty.get(resource) ?? [];
    ofProperty.set(resource, values);
    values.push({ value, property, resource, context, by, from });
    this.#size++;
  }

  /** Learns from equal ids that two nouns name the same resource. */
  #learn(id: string, noun: string, resource: string): void {
    if (!isUuid(id)) return;
    if (noun === '') {
      this.#owners.set(id, resource);
      for (const reference of this.#references.get(id) ?? []) this.synonyms.learn(reference, resource);
      return;
    }
    const owner = this.#owners.get(id);
    if (owner !== undefined) this.synonyms.learn(noun, owner);
    this.#references.set(id, (this.#references.get(id) ?? new Set()).add(noun));
  }
}

/** The first of each group, then the second of each, so that a few candidates come from all groups. */
function inTurn<T>(groups: readonly (readonly T[])[]): T[][] {
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => groups.flatMap((group) => group.slice(at, at + 1)));
}

/** True for a value of the type, enum or UUID format of a schema. */
function fits(value: string | number, schema: unknown): boolean {
  const { type, format, enum: allowed } = isObject(schema) ? schema : {};
  if (Array.isArray(allowed) && !allowed.includes(value)) return false;
  if (type === 'integer' || type === 'number') return typeof value === 'number';
  if (typeof value === 'number') return type === undefined;
  return format !== 'uuid' || isUuid(value);
}
