import { isCredentialLike } from '../../contract/credential-keys.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import type { Auth } from '../fixtures.ts';
import { isOtherRoute } from '../url.ts';
import { nounBefore, nounOf, partsOf, Synonyms } from './nouns.ts';

/** Values that identify resources: `project.id` and its value. */
export type Identifiers = ReadonlyMap<string, string>;

/** A value that a response contained. */
export interface PooledValue {
  value: string | number;
  /** Name of its property. */
  property: string;
  /** The resource of the object that has the property. */
  resource: string;
  /** Resources that the value belongs to: those around it, beside it, and in its request. */
  context: Identifiers;
  /** Credentials that the response was sent to. */
  by: Auth;
  /** Key of the operation that returned it. */
  from: string;
}

/** A successful response of an operation. */
export interface Source {
  operation: Operation;
  /** JSON body. */
  body: unknown;
  by: Auth;
  /** Values of its request, by the names of their parameters. */
  sent: Readonly<Record<string, unknown>>;
}

/** Maximum numbers of items of a list, members of an object, and identifiers that a value belongs to. */
const MAX_ITEMS = 20;
const MAX_MEMBERS = 200;
const MAX_IDENTIFIERS = 30;

/** Maximum number of values in the pool. */
const MAX_VALUES = 20_000;

const LONGEST_VALUE = 256;
const DEEPEST = 12;

/** Names of properties that only wrap a result. */
const WRAPPERS = new Set(['data', 'item', 'result', 'record', 'value', 'content', 'response']);

/**
 * The values of a run that later requests can use. It contains ids, slugs, names, and properties that have the name of
 * a parameter, but no value below a credential-like key, except ids.
 */
export class ValuePool {
  readonly synonyms = new Synonyms();
  /** By property, and then by resource. */
  readonly #values = new Map<string, Map<string, PooledValue[]>>();
  #size = 0;
  readonly #seen = new Set<string>();
  /** The resource of each id. */
  readonly #owners = new Map<string, string>();
  /** References whose id was not seen yet: the nouns by id. */
  readonly #references = new Map<string, Set<string>>();
  readonly #parameters: ReadonlySet<string>;
  readonly #resources: ReadonlySet<string>;

  /** @param operations all operations of the contract, whose parameters are searched for */
  constructor(operations: Iterable<Operation>) {
    const all = [...operations];
    this.#parameters = new Set(all.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
    const segments = all.flatMap(({ path }) => path.split('/')).filter((segment) => !segment.startsWith('{'));
    this.#resources = new Set([...new Set(segments)].map(nounOf));
  }

  /** Adds the values of a response. */
  add({ operation, body, by, sent }: Source): void {
    const context = new Map<string, string>();
    for (const [name, value] of Object.entries(sent)) {
      if (isValue(value)) context.set(identifierOf(name, nounBefore(operation.path, name)), String(value));
    }
    const from = { by, from: operation.key };
    this.#visit(body, { resource: nounBefore(operation.path, ''), context, trust: 'all', depth: 0, ...from });
  }

  /** Increases with each value, so that a search is not repeated in an unchanged pool. */
  get version(): number {
    return this.#size;
  }

  /**
   * The values that a parameter may have, the most likely first: of the same name and resource, the identifier of its
   * resource, of the same name, and the identifier of an item of the list before it in the path. Of equally likely ones,
   * those that the same credentials have received come first.
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
      ...(noun === '' ? [] : [this.#of(name), this.#named(noun, kind)]),
      ...(kind === '' ? [] : [kind, 'id']).map((one) => this.#of(one).filter(({ from }) => from === list)),
    ].map((each) => each.filter(({ value }) => fits(value, schema)));
    const isOwn = (each: PooledValue) => each.by === by;
    return [...new Set(found.flatMap((each) => [...each.filter(isOwn), ...each.filter((value) => !isOwn(value))]))];
  }

  /** The values of a property, of a resource or of any. */
  #of(property: string, resource?: string): PooledValue[] {
    return [...(this.#values.get(property) ?? [])].flatMap(([owner, values]) =>
      resource === undefined || this.synonyms.areSame(owner, resource) ? values : [],
    );
  }

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

  #visit(value: unknown, around: Around): void {
    if (around.depth > DEEPEST || this.#size >= MAX_VALUES) return;
    const deeper = { ...around, depth: around.depth + 1 };
    if (Array.isArray(value)) for (const item of value.slice(0, MAX_ITEMS)) this.#visit(item, deeper);
    if (!isObject(value)) return;
    const context = new Map(around.context);
    const members = Object.entries(value).slice(0, MAX_MEMBERS);
    for (const [name, member] of members) {
      if (!isValue(member) || context.size >= MAX_IDENTIFIERS) continue;
      if (/^(id|slug)$|(Id|ID|Slug)$/.test(name)) context.set(identifierOf(name, around.resource), String(member));
    }
    for (const [name, member] of members) {
      if (isValue(member)) this.#keep({ ...around, value: member, property: name, context });
      else if (typeof member === 'object') {
        const noun = nounOf(name);
        const resource = WRAPPERS.has(noun) ? around.resource : noun;
        const trust = isCredentialLike([name]) ? (this.#resources.has(noun) ? 'identifiers' : 'ids') : 'all';
        this.#visit(member, { ...deeper, resource, context, trust: leastOf(around.trust, trust) });
      }
    }
  }

  #keep({ value, property, resource, context, trust, by, from }: PooledValue & { trust: Trust }): void {
    const { noun, kind } = partsOf(property);
    if (looksSecret(value) || (isCredentialLike([property]) && kind === '')) return;
    if (trust === 'ids' && (property !== 'id' || !isUuid(value))) return;
    const isKey = property === `${resource}Key`;
    if (kind === '' && !isKey && (trust !== 'all' || !this.#parameters.has(property))) return;
    if (kind === 'id') this.#learn(String(value), noun, resource);
    const key = JSON.stringify([value, property, resource, by, [...context]]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
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

/**
 * Which values may be taken: all; only ids, slugs and names of a resource whose name is credential-like, such as
 * `secrets`; or only ids below any other credential-like key.
 */
type Trust = 'all' | 'identifiers' | 'ids';

const TRUSTS: readonly Trust[] = ['ids', 'identifiers', 'all'];

const leastOf = (a: Trust, b: Trust): Trust => TRUSTS[Math.min(TRUSTS.indexOf(a), TRUSTS.indexOf(b))] ?? 'ids';

/** True for a value in the form of a token: a JWT (RFC 7519), or a service token. */
const looksSecret = (value: string | number): boolean => /^(eyJ[\w-]*\.|st\.)/.test(String(value));

/** What surrounds a part of a response. */
interface Around {
  resource: string;
  context: Identifiers;
  trust: Trust;
  depth: number;
  by: Auth;
  from: string;
}

/** The name of an identifier: `project.id` for `projectId`, and for `id` of a project. */
export function identifierOf(name: string, resource: string): string {
  const { noun, kind } = partsOf(name);
  return `${noun === '' ? resource : noun}.${kind === '' ? 'slug' : kind}`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isUuid = (value: unknown): boolean => typeof value === 'string' && UUID.test(value);

const isValue = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST_VALUE && !isOtherRoute(value));

/** True for a value of the type, enum or UUID format of a schema. */
function fits(value: string | number, schema: unknown): boolean {
  const { type, format, enum: allowed } = isObject(schema) ? schema : {};
  if (Array.isArray(allowed) && !allowed.includes(value)) return false;
  if (type === 'integer' || type === 'number') return typeof value === 'number';
  if (typeof value === 'number') return type === undefined;
  return format !== 'uuid' || isUuid(value);
}
