import { nounBefore, partsOf } from '../cases/pool/nouns.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf, templateNames } from '../contract/path-template.ts';
import pluralize from 'pluralize';
import { bodySchema, declaredResources, propertiesOf } from './resource-schema.ts';

/** What an operation does to a resource. */
export type Kind = 'create' | 'read' | 'list' | 'update' | 'delete' | 'action';

/** Everything that decides the kind of an operation. */
export interface Paths {
  /** Methods by route. */
  methods: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param operations all operations of the contract */
export function pathsOf(operations: Iterable<Operation>): Paths {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of operations) {
    const route = routeOf(path);
    methods.set(route, (methods.get(route) ?? new Set()).add(method));
  }
  return { methods };
}

/** The kind of an operation, from its declaration and its path. */
export function kindOf(operation: Operation, paths: Paths): Kind {
  const { method } = operation;
  if (method === 'GET' || method === 'HEAD') return isList(operation) ? 'list' : 'read';
  if (method === 'DELETE') return 'delete';
  if (method === 'POST') return isCreate(operation, paths) ? 'create' : 'action';
  return method === 'PUT' || method === 'PATCH' ? 'update' : 'action';
}

const isList = (operation: Operation): boolean =>
  !operation.path.endsWith('}') && declaredResources(operation).some(({ isListed }) => isListed);

/**
 * True for a POST that makes a resource: its response identifies one that its path does not name, or it has a path that
 * ends with the name of the resource, which can be read or deleted.
 */
function isCreate(operation: Operation, { methods }: Paths): boolean {
  const { path } = operation;
  const route = routeOf(path);
  const beside = methods.get(route);
  if (path.endsWith('}')) return beside?.has('DELETE') === true || beside?.has('GET') === true;
  const resources = declaredResources(operation);
  const hasItems = [...methods.keys()].some((other) => other.startsWith(`${route}/{}`));
  if (hasItems) return true;
  const parent = parentOf(path);
  const others = resources.filter(({ noun }) => noun !== parent);
  if (others.length === 0 || others.some(({ noun }) => namesItself(operation, noun))) return false;
  const isCollection = pluralize.isPlural(path.split('/').at(-1) ?? '') || beside?.has('GET') === true;
  return parent === undefined || isCollection;
}

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
