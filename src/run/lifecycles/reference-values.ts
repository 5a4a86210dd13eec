import type { Scalar } from '../../cases/fixtures.ts';
import { type Assignment, assignments } from '../../cases/pool/assignments.ts';
import { partsOf, Synonyms } from '../../cases/pool/nouns.ts';
import type { ValuePool } from '../../cases/pool/value-pool.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import { routeOf, templateNames } from '../../contract/path-template.ts';
import type { Reference } from '../../lifecycles/references.ts';
import { contextOf, coordinateOf, nameOfResource, type Resource } from '../../lifecycles/resource.ts';
import { wants, type Wish } from './wish.ts';

/** The value of a reference. */
export interface Found {
  value: Scalar;
  /** Key of the operation whose response contained it. */
  from?: string | undefined;
  /** What it identifies, if the reference may identify several kinds of resources. */
  kind?: string | undefined;
}

/**
 * The values of the references of a request: those of the resource that it is about, and for the others values from
 * responses that belong together.
 */
export function referenceValues(
  operation: Operation,
  references: readonly Reference[],
  wish: Wish,
  pool: ValuePool,
): Map<Reference, Found> {
  const { resource, auth, mayName = () => true } = wish;
  const found = new Map<Reference, Found>();
  for (const each of references) {
    const value = knownValue(each, operation, wish);
    if (value !== undefined) found.set(each, { value, from: resource?.lifecycle.create.key });
  }
  const open = references
    .filter((each) => !found.has(each) && isWanted(each, wish))
    .map((reference) => ({ reference, ...chosenKind(reference) }));
  const context = resource === undefined ? [] : [contextOf(resource)];
  const byParameter = new Map(open.map((each) => [each.parameter, each]));
  const wanted = { operation, parameters: [...byParameter.keys()], by: auth, context, mayName };
  for (const [parameter, pooled] of nth(distinct(assignments(wanted, pool)), wish.choice ?? 0) ?? []) {
    const { reference, kind } = byParameter.get(parameter) ?? {};
    if (reference !== undefined) found.set(reference, { value: pooled.value, from: pooled.from, kind });
  }
  return found;

  /** The first kind of resource of which one may be named. */
  function chosenKind({ parameter, alongside }: Reference): { parameter: Parameter; kind?: string } {
    for (const kind of alongside?.values ?? []) {
      const named = { ...parameter, name: `${kind}Id` };
      if (pool.candidates(operation, named, auth).some((each) => mayName(each, named))) {
        return { parameter: named, kind };
      }
    }
    return { parameter };
  }
}

/** The value of a reference that is given, or that the resource of the request has. */
function knownValue(
  { parameter: { name }, pointer }: Reference,
  operation: Operation,
  { resource, fixed }: Wish,
): Scalar | undefined {
  const given = pointer === undefined ? fixed?.[name] : undefined;
  if (given !== undefined || resource === undefined || isNested(pointer)) return given;
  const isItem =
    resource.lifecycle.items.route !== routeOf(resource.lifecycle.create.path) || resource.lifecycle.isNamed;
  const isAboutIt = pointer === undefined ? isItem && name === targetOf(operation) : isOfResource(name, resource);
  return isAboutIt ? nameOfResource(resource, name) : coordinateOf(resource, name, operation.path);
}

/**
 * True for a part of an object inside of the body, which is about something else: `environment` says where an import is,
 * `import.environment` what is imported.
 */
export const isNested = (pointer = ''): boolean => /^\/[^/]+\/(?!\d+(\/|$))/.test(pointer);

/** True for a reference that the request will contain. */
const isWanted = ({ pointer, isRequired }: Reference, wish: Wish): boolean =>
  pointer === undefined || isRequired || wants(pointer, wish);

/** True for a property that names the resource itself. */
const isOfResource = (name: string, { lifecycle }: Resource): boolean =>
  !lifecycle.isNamed && lifecycle.nouns.has(new Synonyms().canonical(partsOf(name).noun));

/** The path parameter that names the resource that an operation is about. */
const targetOf = ({ path }: Operation): string | undefined => templateNames(path).at(-1);

/** The assignments that differ in a value: the same one may be known from several responses. */
function* distinct(all: Iterable<Assignment>): Generator<Assignment> {
  const seen = new Set<string>();
  for (const one of all) {
    const key = JSON.stringify([...one.values()].map(({ value }) => value));
    if (!seen.has(key)) yield one;
    seen.add(key);
  }
}

/** The n-th of some items, or the last one if there are fewer. */
function nth<T>(items: Iterable<T>, index: number): T | undefined {
  let last: T | undefined;
  let at = 0;
  for (const item of items) {
    last = item;
    if (at++ === index) break;
  }
  return last;
}
