import { nounBefore, partsOf, Synonyms } from '../cases/pool/nouns.ts';
import { linksOf } from '../contract/links.ts';
import type { Operation } from '../contract/operations.ts';
import { routeOf } from '../contract/path-template.ts';
import type { Lifecycle, Lifecycles } from './lifecycle.ts';
import { nounsOf, referencesOf } from './references.ts';

/** An input of an operation that comes from the response to a create. */
export interface Edge {
  /** The create. */
  from: string;
  /** The operation that needs the value. */
  to: string;
  /** The parameter or property. */
  input: string;
}

const synonyms = new Synonyms();

/** The inputs of an operation that come from other life cycles: by links, by the nouns of their names, by its path. */
export function edgesTo(operation: Operation, own: Lifecycle | undefined, { all }: Lifecycles): Edge[] {
  const known = nounsOf(all);
  const route = routeOf(operation.path);
  const parents = all.filter(({ items }) => route.startsWith(`${items.route}/`));
  const byNoun = referencesOf(operation, own, known).flatMap(({ parameter: { name, in: location } }) => {
    const noun = partsOf(name).noun || (location === 'path' ? nounBefore(operation.path, name) : '');
    return all
      .filter(({ isNamed, nouns }) => !isNamed && nouns.has(synonyms.canonical(noun)))
      .map(({ create }) => ({ from: create.key, to: operation.key, input: name }));
  });
  const byPath = parents.map(({ create }) => ({ from: create.key, to: operation.key, input: 'path' }));
  const byLink = linksOf([operation, ...all.map(({ create }) => create)])
    .filter(({ to }) => to === operation)
    .map(({ from, parameter }) => ({ from: from.key, to: operation.key, input: parameter }));
  const seen = new Set<string>();
  return [...byLink, ...byNoun, ...byPath].filter(({ from, input }) => {
    const isNew = from !== operation.key && !seen.has(from);
    seen.add(from);
    return isNew && input !== '';
  });
}

/**
 * The life cycles whose resources some operations need: those that they belong to or, for a write that belongs to none,
 * those that it names; with their parents.
 *
 * @param keys of the operations
 */
export function neededBy(keys: Iterable<string>, lifecycles: Lifecycles): Set<Lifecycle> {
  const named = [...keys].flatMap((key) => {
    const role = lifecycles.roles.get(key);
    if (role === undefined || role.lifecycle !== undefined) return role?.lifecycle ?? [];
    if (role.kind === 'read' || role.kind === 'list') return [];
    return edgesTo(role.operation, undefined, lifecycles).flatMap(
      ({ from }) => lifecycles.roles.get(from)?.lifecycle ?? [],
    );
  });
  return withParents(new Set(named), lifecycles);
}

/** The life cycles whose resources some others need, with these. */
function withParents(chosen: ReadonlySet<Lifecycle>, lifecycles: Lifecycles): Set<Lifecycle> {
  const found = new Set(chosen);
  // A set is iterated with the members that are added meanwhile.
  for (const one of found) {
    for (const operation of [one.create, ...one.updates, ...one.actions]) {
      for (const { from } of edgesTo(operation, one, lifecycles)) {
        const parent = lifecycles.roles.get(from)?.lifecycle;
        if (parent !== undefined) found.add(parent);
      }
    }
  }
  return found;
}
