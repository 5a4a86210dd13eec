import { nounBefore, nounOf, partsOf } from '../cases/pool/nouns.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf, templateNames } from '../contract/path-template.ts';
import pluralize from 'pluralize';
import { bodySchema, declaredProperties, declaredResources, propertiesOf } from './resource-schema.ts';

/** What an operation does to a resource. */
export type Kind = 'create' | 'read' | 'list' | 'update' | 'delete' | 'action';

/** Everything that decides the kind of an operation. */
export interface Paths {
  /** Methods by route. */
  methods: ReadonlyMap<string, ReadonlySet<string>>;
  /** Routes whose GET lists resources. */
  lists: ReadonlySet<string>;
  /** The last parameter of each path that ends with one, by route. */
  keys: ReadonlyMap<string, string>;
}

/** @param operations all operations of the contract */
export function pathsOf(operations: Iterable<Operation>): Paths {
  const methods = new Map<string, Set<string>>();
  const keys = new Map<string, string>();
  const lists = new Set<string>();
  for (const operation of operations) {
    const { path, method } = operation;
    const route = routeOf(path);
    if (method === 'GET' && isList(operation)) lists.add(route);
    methods.set(route, (methods.get(route) ?? new Set()).add(method));
    if (path.endsWith('}')) keys.set(route, templateNames(path).at(-1) ?? '');
  }
  return { methods, keys, lists };
}

/** The items that a create makes. */
export interface Items {
  /** The route of one item: `/certificates/{}`. */
  route: string;
  /** The parameter that names an item; undefined if no path contains one. */
  key: string | undefined;
}

/**
 * The items that a POST makes: below its path; at its path if that is read and updated as one thing; or beside it if it
 * is a way to make an item of the collection that its path begins with (`POST /certificates/issue-certificate` makes
 * `/certificates/{serialNumber}`).
 */
export function itemsOf({ path }: Pick<Operation, 'path'>, { keys, methods, lists }: Paths): Items {
  const route = routeOf(path);
  const [below, beside] = [`${route}/{}`, route.replace(/\/[^/{}]+$/, '/{}')];
  const same = methods.get(route);
  const isBelow = route.includes('{}');
  const isOnly = isBelow && same?.has('GET') === true && !lists.has(route) && (same.has('PATCH') || same.has('PUT'));
  const found =
    path.endsWith('}') || (isOnly && !keys.has(below)) ? route : keys.has(below) || !keys.has(beside) ? below : beside;
  return { route: found, key: keys.get(found) };
}

/** The kind of an operation, from its declaration and its path. */
export function kindOf(operation: Operation, paths: Paths): Kind {
  const { method } = operation;
  if (method === 'GET' || method === 'HEAD') return isList(operation) ? 'list' : 'read';
  if (method === 'DELETE') return 'delete';
  if (method === 'POST')
    return isSettings(operation, paths) ? 'update' : isCreate(operation, paths) ? 'create' : 'action';
  return method === 'PUT' || method === 'PATCH' ? 'update' : 'action';
}

/** True for a POST of settings: its path has no parameter, and the GET at the same path is not a list. */
const isSettings = ({ path }: Operation, { methods, lists, keys }: Paths): boolean =>
  templateNames(path).length === 0 &&
  !keys.has(`${routeOf(path)}/{}`) &&
  methods.get(routeOf(path))?.has('GET') === true &&
  !lists.has(routeOf(path));

const isList = (operation: Operation): boolean =>
  !operation.path.endsWith('}') && declaredResources(operation).some(({ isListed }) => isListed);

/**
 * True for a POST that makes a resource: its response identifies one that its path does not name, or it has a path that
 * ends with the name of the resource, which can be read or deleted.
 */
function isCreate(operation: Operation, paths: Paths): boolean {
  const { path } = operation;
  const { methods, lists } = paths;
  const route = routeOf(path);
  const beside = methods.get(route);
  if (path.endsWith('}')) return beside?.has('DELETE') === true || beside?.has('GET') === true;
  const resources = declaredResources(operation);
  const hasItems = [...methods.keys()].some((other) => other.startsWith(`${route}/{}`));
  const isAmongItems = lists.has(route) && pluralize.isPlural(path.split('/').at(-1) ?? '');
  const isOnly = itemsOf(operation, paths).route === route;
  if (hasItems || isAmongItems || isOnly || makesItemBeside(operation, paths)) return true;
  const parent = parentOf(path);
  const others = resources.filter(({ noun }) => noun !== parent);
  if (others.length === 0 || others.some(({ noun }) => namesItself(operation, noun))) return false;
  const isPlural = pluralize.isPlural(path.split('/').at(-1) ?? '');
  const isCollection = isPlural || beside?.has('GET') === true;
  return parent === undefined || isCollection;
}

/**
 * True for a POST that is named for the items beside it, whose response contains the key of one that its request does
 * not name.
 */
function makesItemBeside(operation: Operation, paths: Paths): boolean {
  const { route, key } = itemsOf(operation, paths);
  const [collection, last] = [route.split('/').at(-2), operation.path.split('/').at(-1)];
  if (key === undefined || partsOf(key).kind !== '' || collection === undefined || last === undefined) return false;
  return (
    MAKING.test(last) &&
    nounOf(last).endsWith(nounOf(collection)) &&
    declaredProperties(operation).has(key) &&
    !propertiesOf(bodySchema(operation)).has(key)
  );
}

/** First words of actions that make something. */
const MAKING = /^(issue|sign|create|add|new|generate|import|register|upload)(-|_|(?=[A-Z]))/;

/** True if the body of a request identifies the resource of its response, so that it is not new. */
const namesItself = (operation: Operation, resource: string): boolean =>
  [...propertiesOf(bodySchema(operation)).keys()].some((name) => {
    const { noun, kind } = partsOf(name);
    return kind === 'id' && (noun === '' || noun === resource);
  });

/** The noun of the last resource that a path names; undefined if it names none. */
export function parentOf(path: string): string | undefined {
  const name = templateNames(path).at(-1);
  if (name === undefined) return undefined;
  const { noun } = partsOf(name);
  return noun === '' ? nounBefore(path, name) : noun;
}
