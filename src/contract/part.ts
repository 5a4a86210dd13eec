import { isMap, type Kind, kindOfMember } from './grammar.ts';
import type { Operation } from './operations.ts';
import { isObject } from './pointer.ts';
import { memberOf, type Resources, type Spot } from './references.ts';
import type { Scope } from './scope.ts';

/** A value of a document that is being linked. Data has no kind. */
export interface Part {
  spot: Spot;
  kind: Kind | undefined;
  scope: Scope;
}

/** A reference of a part, by its keyword. */
export type Reference = readonly [keyword: '$ref' | '$dynamicRef', ref: string];

/**
 * The effect of a part's references: the part is an alias, its siblings apply as well (`joined`, by `allOf`), or it is
 * merged from its siblings and the target (`merged`).
 */
export type ReferenceEffect = 'plain' | 'alias' | 'joined' | 'merged';

/** Kinds that are merged member by member. */
const MERGED: ReadonlySet<Kind> = new Set(['pathItem', 'paths', 'components', 'responses', 'callback']);

/** Keywords that identify a schema, or define others. */
const IDENTIFYING: ReadonlySet<string> = new Set(['$id', '$anchor', '$dynamicAnchor', '$defs', '$comment']);

/** Keywords of references, and annotations that OpenAPI 3.1 allows beside them. */
const BESIDE: ReadonlySet<string> = new Set(['$ref', '$dynamicRef', 'summary', 'description']);

/** The references of a part; `$dynamicRef` only in OpenAPI 3.1 (JSON Schema Core 2020-12, section 8.2.3). */
export function referencesOf({ spot: { value }, kind }: Part, version: Operation['version']): Reference[] {
  if (kind === undefined || !isObject(value)) return [];
  const keywords = isModern(kind, version) ? (['$ref', '$dynamicRef'] as const) : (['$ref'] as const);
  return keywords.flatMap((keyword): Reference[] => {
    const ref = value[keyword];
    return typeof ref === 'string' ? [[keyword, ref]] : [];
  });
}

/** The effect of the references of a part. */
export function effectOf(part: Part, references: readonly Reference[], version: Operation['version']): ReferenceEffect {
  const { kind } = part;
  if (references.length === 0 || kind === undefined) return 'plain';
  const isAlone = references.length === 1 && siblingsOf(part, version).length === 0;
  if (isModern(kind, version)) return isAlone ? 'alias' : 'joined';
  return isAlone || !(isMap(kind) || MERGED.has(kind)) ? 'alias' : 'merged';
}

/** Names of the members that are linked beside the references of a part. */
export const siblingsOf = (part: Part, version: Operation['version']): string[] =>
  namesOf(part, version).filter((name) => !BESIDE.has(name));

/** Names of the members that the linked form of a part has. */
export function namesOf({ spot: { value }, kind }: Part, version: Operation['version']): string[] {
  const names = Object.keys(value as object);
  return kind !== undefined && isModern(kind, version) ? names.filter((name) => !IDENTIFYING.has(name)) : names;
}

/** True for a schema of OpenAPI 3.1, which is JSON Schema 2020-12. */
export const isModern = (kind: Kind, version: Operation['version']): boolean => version === '3.1' && kind === 'schema';

/** A member of a part. */
export const partOf = ({ spot, kind, scope }: Part, name: string, resources: Resources): Part => ({
  spot: memberOf(spot, name, resources),
  kind: kind === undefined ? undefined : kindOfMember(kind, name),
  scope,
});
