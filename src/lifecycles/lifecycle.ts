import { nounBefore, partsOf, Synonyms } from '../cases/pool/nouns.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf, templateNames } from '../contract/path-template.ts';
import { type Items, itemsOf, type Kind, kindOf, parentOf, type Paths, pathsOf } from './kinds.ts';
import { bodySchema, declaredResources, propertiesOf } from './resource-schema.ts';

/** The operations on one kind of resource. */
export interface Lifecycle {
  create: Operation;
  /** The nouns of the resource: of its path, and of the responses to its create. */
  nouns: ReadonlySet<string>;
  /** True if the path of the create names the resource. */
  isNamed: boolean;
  items: Items;
  reads: Operation[];
  lists: Operation[];
  updates: Operation[];
  actions: Operation[];
  deletes: Operation[];
}

/** What an operation does, and to the resource of which life cycle. */
export interface Role {
  operation: Operation;
  kind: Kind;
  /** Undefined if no create of the contract makes the resource. */
  lifecycle: Lifecycle | undefined;
}

/** The life cycles of a contract. */
export interface Lifecycles {
  all: readonly Lifecycle[];
  /** By operation. */
  roles: ReadonlyMap<string, Role>;
}

/**
 * Finds the operations that create, read, list, update, act on and delete the same resource. An operation belongs to
 * the create whose items are the last resource in its path; otherwise to the only create with the noun of that resource.
 */
export function lifecyclesOf(operations: Iterable<Operation>): Lifecycles {
  const all = [...operations];
  const paths = pathsOf(all);
  const kinds = new Map(all.map((operation) => [operation, kindOf(operation, paths)]));
  const lifecycles = all.filter((one) => kinds.get(one) === 'create').map((one) => emptyLifecycle(one, paths));
  const roles = new Map<string, Role>();
  for (const [operation, kind] of kinds) {
    const [lifecycle, ...others] = ownersOf(operation, kind, lifecycles);
    const isOfBody = lifecycle !== undefined && isNamedInBody(operation, lifecycle);
    const own = kind === 'delete' && !isItem(operation) && !isOfBody ? 'action' : kind;
    roles.set(operation.key, { operation, kind: own, lifecycle });
    if (lifecycle === undefined || own === 'create' || !isOfItem(operation, own, lifecycle)) continue;
    for (const each of [lifecycle, ...others]) each[LISTS[own]].push(operation);
  }
  return { all: lifecycles, roles };
}

const LISTS = {
  ...{ read: 'reads', list: 'lists', update: 'updates', action: 'actions', delete: 'deletes' },
} as const satisfies Record<Exclude<Kind, 'create'>, keyof Lifecycle>;

/** True unless a read or a delete concerns something else that the resource is only named for. */
function isOfItem(operation: Operation, kind: Kind, { nouns, items }: Lifecycle): boolean {
  if ((kind !== 'read' && kind !== 'delete') || routeOf(operation.path) === items.route) return true;
  const name = templateNames(operation.path).at(-1) ?? '';
  if (kind === 'delete' && !isItem(operation)) return true;
  return isItem(operation) && nouns.has(synonyms.canonical(nounBefore(operation.path, name)));
}

const synonyms = new Synonyms();

/** The noun of a resource in the path of its create. */
export const ownNounOf = ({ items: { route } }: Pick<Lifecycle, 'items'>): string =>
  nounBefore(route.replace(/\/\{\}$/, ''), '');

function emptyLifecycle(create: Operation, paths: Paths): Lifecycle {
  const isNamed = create.path.endsWith('}');
  const items = itemsOf(create, paths);
  const own = ownNounOf({ items });
  const answered = new Set(declaredResources(create).map(({ noun }) => noun));
  // A response that shows several resources does not say which one is new.
  const nouns = new Set([own, ...(answered.size === 1 ? answered : [])].map((noun) => synonyms.canonical(noun)));
  return { create, nouns, isNamed, items, reads: [], lists: [], updates: [], actions: [], deletes: [] };
}

/**
 * The life cycle that an operation belongs to, and those of other creates that make the same items: certificates may be
 * issued or signed.
 */
function ownersOf(operation: Operation, kind: Kind, lifecycles: readonly Lifecycle[]): Lifecycle[] {
  const owner = ownerOf(operation, kind, lifecycles);
  if (owner === undefined) return [];
  return [owner, ...lifecycles.filter((each) => each !== owner && each.items.route === owner.items.route)];
}

function ownerOf(operation: Operation, kind: Kind, lifecycles: readonly Lifecycle[]): Lifecycle | undefined {
  if (kind === 'create') return lifecycles.find(({ create }) => create === operation);
  const route = routeOf(operation.path);
  if (kind === 'list') return lifecycles.find((each) => collectionRoute(each) === withoutVersion(route));
  const [structural] = lifecycles
    .filter(({ items }) => route === items.route || route.startsWith(`${items.route}/`))
    .sort((a, b) => b.items.route.length - a.items.route.length);
  if (structural !== undefined) return isOfParent(operation, structural) ? undefined : structural;
  const named = lifecycles.find((each) => isNamedInBody(operation, each));
  if (named !== undefined) return named;
  const subject = parentOf(operation.path);
  return subject === undefined ? undefined : bySubject(subject, operation, lifecycles);
}

/** The parameter of a path that is the name of the new resource; undefined if it identifies an existing one. */
export function ownNameOf({ create, isNamed, nouns }: Lifecycle): string | undefined {
  const name = templateNames(create.path).at(-1);
  if (!isNamed || name === undefined) return undefined;
  const { noun, kind } = partsOf(name);
  return kind !== 'id' && (noun === '' || nouns.has(synonyms.canonical(noun))) ? name : undefined;
}

/**
 * True for a create that attaches an existing resource to another one, such as `POST /groups/{id}/users/{userId}`. Its
 * response may show the resource that is attached, which the run did not make.
 */
export const isAttachment = (lifecycle: Lifecycle): boolean => lifecycle.isNamed && ownNameOf(lifecycle) === undefined;

/** True for a create of what a parent has only one of: it is read and updated at the path of its create. */
export const isSingleItem = ({ create, isNamed, items }: Lifecycle): boolean =>
  !isNamed && items.route === routeOf(create.path);

/** The route of the list of a resource, without versions. */
const collectionRoute = ({ items }: Lifecycle): string => withoutVersion(items.route.replace(/\/\{\}$/, ''));

/** A path without its version: the operations on a resource may have several. */
const withoutVersion = (path: string): string => path.replaceAll(/\/v\d+(?=\/)/g, '');

/** True for a path that names a resource, and nothing below it. */
const isItem = ({ path }: Operation): boolean => path.endsWith('}');

/**
 * True for an operation without a path to the item: it has the path of the create, or the beginning of it and a property
 * of the body that names the resource.
 */
function isNamedInBody(operation: Operation, lifecycle: Lifecycle): boolean {
  const { create, isNamed, nouns } = lifecycle;
  const [route, ofCreate] = [operation, create].map(({ path }) => routeOf(path));
  if (isNamed || operation.method === 'GET' || operation.method === 'POST') return false;
  const properties = propertiesOf(bodySchema(operation));
  if (properties.size === 0) return false;
  if (route === ofCreate) return true;
  const names = [...properties.keys()].map(partsOf);
  return (
    ofCreate?.startsWith(`${route}/`) === true &&
    names.some(({ noun, kind }) => kind !== '' && nouns.has(synonyms.canonical(noun)))
  );
}

/** True for an operation on something below the item that no create of the contract makes. */
const isOfParent = ({ path }: Operation, lifecycle: Lifecycle): boolean =>
  templateNames(path).length > (lifecycle.items.route.match(/\{\}/g)?.length ?? 0);

/** The create of a noun whose path has most in common with that of the operation; undefined if several have. */
function bySubject(noun: string, { path }: Operation, lifecycles: readonly Lifecycle[]): Lifecycle | undefined {
  const [best, second] = lifecycles
    .filter((each) => !isAttachment(each) && each.nouns.has(synonyms.canonical(noun)) && !refersToKind(each))
    .map((lifecycle) => ({ lifecycle, common: commonLength(path, lifecycle.create.path) }))
    .sort((a, b) => b.common - a.common);
  if (best === undefined || second === undefined || best.common > second.common) return best?.lifecycle;
  const [first, other] = [best, second].map(({ lifecycle }) => lifecycle.create.path.replace(/\/[^/]*$/, ''));
  return first === other ? best.lifecycle : undefined;
}

/** True for a create that names an existing resource of its own kind, such as `POST /projects/{id}/users {userId}`. */
const refersToKind = ({ create, nouns }: Lifecycle): boolean =>
  [...propertiesOf(bodySchema(create)).keys()].some((name) => {
    const { noun, kind } = partsOf(name);
    return kind === 'id' && nouns.has(synonyms.canonical(noun));
  });

/** Number of equal segments at the beginning of two paths, without versions such as `v2`. */
function commonLength(a: string, b: string): number {
  const [left, right] = [a, b].map((path) => withoutVersion(path).split('/'));
  const at = (left ?? []).findIndex((segment, index) => segment !== right?.[index]);
  return at === -1 ? (left?.length ?? 0) : at;
}
