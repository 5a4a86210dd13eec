import type { Auth, Scalar } from '../cases/fixtures.ts';
import type { CaseRequest } from '../cases/request.ts';
import { nounBefore, partsOf, Synonyms } from '../cases/pool/nouns.ts';
import { identifierOf, type Identifiers } from '../cases/pool/response-values.ts';
import { isObject } from '../contract/pointer.ts';
import { IDENTIFYING } from './locate.ts';
import { isAttachment, type Lifecycle, ownNameOf, ownNounOf } from './lifecycle.ts';

/** A resource that the run made. */
export interface Resource {
  lifecycle: Lifecycle;
  /** Number of its create in the ledger. */
  entry: number;
  /** Number among the resources that the create made. */
  item: number;
  /** The requests that made and changed it, with their statuses. */
  steps: readonly string[];
  auth: Auth;
  /** The request that made it. */
  request: CaseRequest;
  /** The text that occurs in the names of the request, and nowhere else. */
  name: string;
  /** Values of the create's request, by name: they are the coordinates of the resource. */
  sent: Readonly<Record<string, Scalar>>;
  /** Values that actions on it answered, by name: the ciphertext that one action makes is what another one reads. */
  outputs?: Readonly<Record<string, Scalar>>;
  /** The resource as the last response showed it. */
  object: Readonly<Record<string, unknown>>;
}

/** The key of a resource in its run. */
export const keyOf = ({ entry, item }: Pick<Resource, 'entry' | 'item'>): string => `${entry}.${item}`;

const synonyms = new Synonyms();

export const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

/** The id of a resource; undefined if its responses contain none. */
export function idOf({ object, lifecycle }: Pick<Resource, 'object' | 'lifecycle'>): string | number | undefined {
  if (isAttachment(lifecycle)) return undefined;
  const ids = [...IDENTIFYING, ...[...lifecycle.nouns].map((noun) => `${noun}Id`)];
  return ids.map((name) => object[name]).find(isScalar);
}

/** The value of a parameter that names the resource itself, by the kind of the parameter. */
export function nameOfResource(resource: Resource, parameter: string): Scalar | undefined {
  const { object, sent } = resource;
  const { noun, kind } = partsOf(parameter);
  const keys =
    kind === 'id'
      ? [parameter, ...IDENTIFYING]
      : kind === 'slug'
        ? [parameter, 'slug']
        : kind === 'name'
          ? [parameter, 'name', `${noun}Key`, 'key', 'slug', 'title']
          : [parameter, 'slug', 'name', 'id'];
  // What is attached is not the resource itself, so only the path identifies it.
  if (isAttachment(resource.lifecycle) && sent[parameter] !== undefined) return sent[parameter];
  // What the create was sent to name another resource is not its own name.
  const isReference = (key: string): boolean =>
    key === parameter &&
    sent[key] === object[key] &&
    ownNameOf(resource.lifecycle) !== key &&
    !String(object[key]).includes(resource.name);
  const found =
    keys
      .filter((key) => !isReference(key))
      .map((key) => object[key])
      .find(isScalar) ?? sent[parameter];
  return found ?? (kind === 'id' ? undefined : idOf(resource));
}

/** The value of a parameter that is not about the resource itself but about what it belongs to. */
export function coordinateOf({ sent, object }: Resource, parameter: string, path: string): Scalar | undefined {
  const own = sent[parameter] ?? scalarOf(object[parameter]);
  if (own !== undefined) return own;
  const wanted = canonical(identifierOf(parameter, nounBefore(path, parameter)));
  const found = [...Object.entries(sent), ...Object.entries(object)].find(
    ([name, value]) => isScalar(value) && partsOf(name).noun !== '' && canonical(identifierOf(name, '')) === wanted,
  );
  return scalarOf(found?.[1]);
}

/** Identifiers of the resource and of what it belongs to, so that only what belongs together is combined. */
export function contextOf(resource: Resource): Identifiers {
  const { sent, object, lifecycle } = resource;
  const own = ownNounOf(lifecycle);
  const pairs = [...Object.entries(sent), ...Object.entries(object)].flatMap(([name, value]): [string, string][] => {
    const { noun, kind } = partsOf(name);
    if (!isScalar(value) || kind === '' || kind === 'name') return [];
    return [[identifierOf(name, noun === '' ? own : noun), String(value)]];
  });
  return new Map(pairs);
}

/** The texts by which a resource can be recognized in a list. */
export const namesOf = ({ object, lifecycle: { items } }: Pick<Resource, 'object' | 'lifecycle'>): string[] =>
  ['slug', 'name', 'key', 'secretKey', 'title', ...(items.key === undefined ? [] : [items.key])].flatMap((key) =>
    typeof object[key] === 'string' ? [object[key]] : [],
  );

const scalarOf = (value: unknown): Scalar | undefined =>
  isScalar(value) || typeof value === 'boolean' ? value : undefined;

function canonical(identifier: string): string {
  const [noun = '', kind = ''] = identifier.split('.');
  return `${synonyms.canonical(noun)}.${kind}`;
}

/** The scalars of a request's body by name, with those of nested objects; the outermost of a name counts. */
export function scalarsOf(body: unknown): Record<string, Scalar> {
  const found: Record<string, Scalar> = {};
  const open: unknown[] = [body];
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    if (Array.isArray(part)) open.push(part[0]);
    if (!isObject(part)) continue;
    for (const [name, value] of Object.entries(part)) {
      const scalar = scalarOf(value);
      if (scalar !== undefined) found[name] ??= scalar;
      else if (typeof value === 'object') open.push(value);
    }
  }
  return found;
}
