import { isMap, type Kind, kindOfMember } from './grammar.ts';
import type { Operation } from './operations.ts';
import { isObject } from './pointer.ts';
import { memberOf, type Resources, type Spot } from './references.ts';
import type { Scope } from './scope.ts';

/** A value of the text on its way into the linked form; data has no kind. */
export interface Part {
  spot: Spot;
  kind: Kind | undefined;
  scope: Scope;
}

/** A reference of a part, by its keyword. */
export type Reference = readonly [keyword: '$ref' | '$dynamicRef', ref: string];

/**
 * What the references of a part do: it is one (`alias`), its siblings apply as well (`joined`, by `allOf`), or it is put
 * together from its siblings and what is named (`merged`).
 */
export type Shape = 'plain' | 'alias' | 'joined' | 'merged';

/** Kinds that are put together member by member. */
const MERGED: ReadonlySet<Kind> = new Set(['pathItem', 'paths', 'components', 'responses', 'callback']);

/** What a schema is called, and what it holds ready for others. */
const IDENTIFYING: ReadonlySet<string> = new Set(['$id', '$anchor', '$dynamicAnchor', '$defs', '$comment']);

/** Keywords that refer, and prose, which OpenAPI 3.1 allows beside them. */
const BESIDE: ReadonlySet<string> = new Set(['$ref', '$dynamicRef', 'summary', 'description']);

/** The references of a part; `$dynamicRef` is one in schemas of OpenAPI 3.1 (JSON Schema Core 2020-12, section 8.2.3). */
export function referencesOf({ spot: { value }, kind }: Part, version: Operation['version']): Reference[] {
  if (kind === undefined || !isObject(value)) return [];
  const keywords = isModern(kind, version) ? (['$ref', '$dynamicRef'] as const) : (['$ref'] as const);
  return keywords.flatMap((keyword): Reference[] => {
    const ref = value[keyword];
    return typeof ref === 'string' ? [[keyword, ref]] : [];
  });
}

/** What the references of a part do. */
export function shapeOf(part: Part, references: readonly Reference[], version: Operation['version']): Shape {
  const { kind } = part;
  if (references.length === 0 || kind === undefined) return 'plain';
  const isAlone = references.length === 1 && siblingsOf(part, version).length === 0;
  if (isModern(kind, version)) return isAlone ? 'alias' : 'joined';
  return isAlone || !(isMap(kind) || MERGED.has(kind)) ? 'alias' : 'merged';
}

/** The members of a part that are linked beside its references. */
export const siblingsOf = (part: Part, version: Operation['version']): string[] =>
  namesOf(part, version).filter((name) => !BESIDE.has(name));

/** The members of a part that the linked form has. */
export function namesOf({ spot: { value }, kind }: Part, version: Operation['version']): string[] {
  const names = Object.keys(value as object);
  return kind !== undefined && isModern(kind, version) ? names.filter((name) => !IDENTIFYING.has(name)) : names;
}

/** A schema of OpenAPI 3.1, which is one of JSON Schema 2020-12. */
export const isModern = (kind: Kind, version: Operation['version']): boolean => version === '3.1' && kind === 'schema';

/** A member of a part. */
export const partOf = ({ spot, kind, scope }: Part, name: string, resources: Resources): Part => ({
  spot: memberOf(spot, name, resources),
  kind: kind === undefined ? undefined : kindOfMember(kind, name),
  scope,
});
