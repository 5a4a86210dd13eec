import type { Resource, Spot } from './references.ts';

/**
 * The targets of `$dynamicRef`s at one use of a schema: for each name, the schema with this `$dynamicAnchor` in the
 * outermost resource on the path to it (JSON Schema Core 2020-12, sections 7.1 and 8.2.3.2).
 */
export interface Scope {
  /** Equal for equivalent scopes. */
  key: string;
  bound: ReadonlyMap<string, Spot | null>;
}

/** The scope outside of all schemas. */
export const NO_SCOPE: Scope = { key: '', bound: new Map() };

/** Maximum number of scopes, because a document can have exponentially many. */
const MAX_SCOPES = 64;

/** Replaces every scope beyond that maximum. */
export const LOST_SCOPE: Scope = { key: 'lost', bound: new Map() };

/** Creates a function that returns the scope within a resource, entered from another scope. */
export function createScopes(): (scope: Scope, resource: Resource) => Scope {
  const serials = new Map<Resource | undefined, number>();
  const known = new Map<string, Scope>();
  const serialOf = (resource: Resource | undefined): number => {
    if (!serials.has(resource)) serials.set(resource, serials.size);
    return serials.get(resource) ?? 0;
  };
  return (scope, { dynamicAnchors }) => {
    if (dynamicAnchors.size === 0 || scope === LOST_SCOPE) return scope;
    if ([...dynamicAnchors.keys()].every((name) => scope.bound.has(name))) return scope;
    const bound = new Map([...dynamicAnchors, ...scope.bound]);
    const pairs = [...bound].map(([name, spot]) => JSON.stringify([name, serialOf(spot?.resource)]));
    const key = pairs.sort().join();
    const entered = known.get(key) ?? (known.size < MAX_SCOPES ? { key, bound } : LOST_SCOPE);
    known.set(key, entered);
    return entered;
  };
}
