import { nounBefore, nounOf } from '../cases/pool/nouns.ts';
import { IDENTIFYING } from './locate.ts';
import { isWrapper } from '../cases/pool/response-values.ts';
import type { Operation } from '../contract/operations.ts';
import { isObject } from '../contract/pointer.ts';

/** A resource that a response declares. */
export interface DeclaredResource {
  /** `project` for `{project: {id}}`; the last noun of the path for a resource without a wrapper. */
  noun: string;
  /** True if it is an item of a list. */
  isListed: boolean;
}

const DEEPEST = 3;

/** The resources in the JSON body that an operation declares for success. */
export function declaredResources({ path, responses }: Operation): DeclaredResource[] {
  const own = nounBefore(path, '');
  return [...responses]
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => [...content.values()])
    .flatMap(({ schema }) => [...resourcesIn(schema, own, false, 0)]);
}

function* resourcesIn(schema: unknown, noun: string, isListed: boolean, depth: number): Generator<DeclaredResource> {
  if (!isObject(schema) || depth > DEEPEST) return;
  for (const part of partsOfUnion(schema)) yield* resourcesIn(part, noun, isListed, depth + 1);
  if (schema.items !== undefined) yield* resourcesIn(schema.items, noun, true, depth + 1);
  const properties = propertiesOf(schema);
  if ([...IDENTIFYING, 'slug'].some((name) => properties.has(name))) {
    yield { noun, isListed };
    return;
  }
  for (const [name, property] of properties) {
    const inner = nounOf(name);
    yield* resourcesIn(property, isWrapper(inner) ? noun : inner, isListed, depth + 1);
  }
}

/** The alternatives and parts of a schema. */
const partsOfUnion = ({ allOf, anyOf, oneOf }: Record<string, unknown>): unknown[] =>
  [allOf, anyOf, oneOf].flatMap((parts): unknown[] => (Array.isArray(parts) ? parts : []));

/** The declared properties of an object, with those of the parts of `allOf`. */
export function propertiesOf(schema: unknown, depth = 0): Map<string, unknown> {
  if (!isObject(schema) || depth > DEEPEST) return new Map();
  const parts = Array.isArray(schema.allOf) ? schema.allOf.flatMap((part) => [...propertiesOf(part, depth + 1)]) : [];
  const own = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return new Map([...parts, ...own]);
}

/** The names of the properties of the JSON body that an operation declares for success. */
export const declaredProperties = ({ responses }: Operation): ReadonlySet<string> =>
  new Set(
    [...responses]
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([, { content }]) => [...content.values()])
      .flatMap(({ schema }) => [...propertiesOf(schema).keys()]),
  );

/** The JSON schema of a request body; undefined if none is declared. */
export function bodySchema({ requestBody }: Operation): unknown {
  if (requestBody?.fault !== undefined) return undefined;
  return [...(requestBody?.content ?? [])].find(([type]) => /[/+]json(;|$)/i.test(type))?.[1].schema;
}
