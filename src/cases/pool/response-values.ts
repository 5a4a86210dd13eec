import { isCredentialLike } from '../../contract/credential-keys.ts';
import type { Operation } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import type { Auth } from '../fixtures.ts';
import { isOtherRoute } from '../url.ts';
import { nounBefore, nounOf, partsOf } from './nouns.ts';

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

const LONGEST_VALUE = 256;
const DEEPEST = 12;

/** Names of properties that only wrap a result. */
const WRAPPERS = new Set(['data', 'item', 'result', 'record', 'value', 'content', 'response']);

/** True for a noun that only wraps a result. */
export const isWrapper = (noun: string): boolean => WRAPPERS.has(noun);

/** The words of a contract that decide which properties of its responses are taken. */
export interface Vocabulary {
  /** Names of parameters. */
  parameters: ReadonlySet<string>;
  /** Nouns of path segments. */
  resources: ReadonlySet<string>;
}

/** @param operations all operations of the contract */
export function vocabularyOf(operations: Iterable<Operation>): Vocabulary {
  const all = [...operations];
  const segments = all.flatMap(({ path }) => path.split('/')).filter((segment) => !segment.startsWith('{'));
  return {
    parameters: new Set(all.flatMap(({ parameters }) => parameters.map(({ name }) => name))),
    resources: new Set([...new Set(segments)].map(nounOf)),
  };
}

/**
 * Yields the values of a response that later requests can use: ids, slugs, names, and properties that have the name of a
 * parameter, but no value below a credential-like key, except ids.
 */
export function* valuesOf({ operation, body, by, sent }: Source, vocabulary: Vocabulary): Generator<PooledValue> {
  const context = new Map<string, string>();
  for (const [name, value] of Object.entries(sent)) {
    if (isValue(value)) context.set(identifierOf(name, nounBefore(operation.path, name)), String(value));
  }
  const around = { resource: nounBefore(operation.path, ''), context, trust: 'all', depth: 0 } as const;
  for (const value of below(body, around, vocabulary)) yield { ...value, by, from: operation.key };
}

/** A value before it is known where its response came from. */
type Found = Omit<PooledValue, 'by' | 'from'>;

function* below(value: unknown, around: Around, vocabulary: Vocabulary): Generator<Found> {
  if (around.depth > DEEPEST) return;
  const deeper = { ...around, depth: around.depth + 1 };
  if (Array.isArray(value)) for (const item of value.slice(0, MAX_ITEMS)) yield* below(item, deeper, vocabulary);
  if (!isObject(value)) return;
  const members = Object.entries(value).slice(0, MAX_MEMBERS);
  const context = withIdentifiers(members, around);
  for (const [property, member] of members) {
    if (isValue(member)) {
      const found = { value: member, property, resource: around.resource, context };
      if (isUsable(found, around.trust, vocabulary)) yield found;
    } else if (typeof member === 'object') {
      const noun = nounOf(property);
      const resource = isWrapper(noun) ? around.resource : withoutOption(noun);
      const trust = leastOf(around.trust, trustOf(property, noun, vocabulary));
      yield* below(member, { ...deeper, resource, context, trust }, vocabulary);
    }
  }
}

/** What the options of a list are: `integration` for `integrationOptions`. */
const withoutOption = (noun: string): string => noun.replace(/(?<=.)option$/, '');

/** The identifiers around an object, and its own. */
function withIdentifiers(members: readonly (readonly [string, unknown])[], { context, resource }: Around): Identifiers {
  const all = new Map(context);
  for (const [name, member] of members) {
    if (!isValue(member) || all.size >= MAX_IDENTIFIERS) continue;
    if (/^(id|slug)$|(Id|ID|Slug)$/.test(name)) all.set(identifierOf(name, resource), String(member));
  }
  return all;
}

/** True for an id, slug or name, and for a property with the name of a parameter. */
function isUsable({ value, property, resource }: Found, trust: Trust, { parameters }: Vocabulary): boolean {
  const { kind } = partsOf(property);
  if (looksSecret(value) || (isCredentialLike([property]) && kind === '')) return false;
  if (trust === 'ids' && (property !== 'id' || !isUuid(value))) return false;
  return kind !== '' || property === `${resource}Key` || (trust === 'all' && parameters.has(property));
}

/**
 * Which values may be taken: all; only ids, slugs and names of a resource whose name is credential-like, such as
 * `secrets`; or only ids below any other credential-like key.
 */
type Trust = 'all' | 'identifiers' | 'ids';

const TRUSTS: readonly Trust[] = ['ids', 'identifiers', 'all'];

const trustOf = (property: string, noun: string, { resources }: Vocabulary): Trust =>
  !isCredentialLike([property]) ? 'all' : resources.has(noun) ? 'identifiers' : 'ids';

const leastOf = (a: Trust, b: Trust): Trust => TRUSTS[Math.min(TRUSTS.indexOf(a), TRUSTS.indexOf(b))] ?? 'ids';

/** True for a value in the form of a token: a JWT (RFC 7519), or a service token. */
const looksSecret = (value: string | number): boolean => /^(eyJ[\w-]*\.|st\.)/.test(String(value));

/** What surrounds a part of a response. */
interface Around {
  resource: string;
  context: Identifiers;
  trust: Trust;
  depth: number;
}

/** The name of an identifier: `project.id` for `projectId`, and for `id` of a project. */
export function identifierOf(name: string, resource: string): string {
  const { noun, kind } = partsOf(name);
  return `${noun === '' ? resource : noun}.${kind === '' ? 'slug' : kind}`;
}

/** RFC 9562, section 4. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): boolean => typeof value === 'string' && UUID.test(value);

/** True for a value that a parameter may have. */
export const isValue = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST_VALUE && !isOtherRoute(value));
