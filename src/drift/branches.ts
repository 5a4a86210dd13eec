import { type Spot, within } from './difference.ts';
import type { Operation } from '../contract/operations.ts';
import { ALTERNATIVES, merged, plain, type Schema } from './plain-schema.ts';
import type { Walk } from './walk.ts';
import { kindOf } from './words.ts';

interface Branch {
  pointer: string;
  /** Prefix of the pointers of its schema. */
  base: string;
  schema: unknown;
}

/**
 * Compares alternatives. If only one of two schemas has them, the other is compared with each alternative, merged with
 * its siblings.
 *
 * @returns true if nothing else of the schemas needs to be compared
 */
export function compareAlternatives(walk: Walk): boolean {
  const { before, after } = walk;
  const [published, served] = walk.versions;
  const [old, now] = [keywordsOf(before), keywordsOf(after)];
  if (old.length === 0 && now.length === 0) return false;
  if (old.length === 1 && now.length === 1) {
    compareBranches(branchesOf(before, old[0] ?? ''), branchesOf(after, now[0] ?? ''), walk);
    return false;
  }
  if (old.length + now.length === 1) {
    compareBranches(whole(before, old[0], published), whole(after, now[0], served), walk);
    return true;
  }
  for (const keyword of ALTERNATIVES) {
    const lists = [branchesOf(before, keyword), branchesOf(after, keyword)] as const;
    compareBranches(...lists, walk);
  }
  return false;
}

/** True for a schema with `anyOf` or `oneOf`. */
export const hasAlternatives = (schema: Schema): boolean => keywordsOf(schema).length > 0;

const keywordsOf = (schema: Schema): string[] => ALTERNATIVES.filter((keyword) => Array.isArray(schema[keyword]));

const branchesOf = (schema: Schema, keyword: string): Branch[] =>
  Array.isArray(schema[keyword])
    ? schema[keyword].map((branch: unknown, index) => ({
        pointer: `/${keyword}/${index}`,
        base: `/${keyword}/${index}`,
        schema: branch,
      }))
    : [{ pointer: '', base: '', schema: {} }];

/** Each alternative, merged with its siblings; a schema without alternatives is the only one. */
function whole(schema: Schema, keyword: string | undefined, version: Operation['version']): Branch[] {
  if (keyword === undefined) return [{ pointer: '', base: '', schema }];
  const { [keyword]: _, ...rest } = schema;
  return branchesOf(schema, keyword).map((branch) => {
    const joined = merged(rest, plain(branch.schema, version), branch.pointer);
    return joined === undefined ? branch : { pointer: branch.pointer, base: '', schema: joined };
  });
}

/** Compares two lists of alternatives. Their order does not matter. */
function compareBranches(before: Branch[], after: Branch[], { spot, reportEffect, deeper, isSame }: Walk): void {
  let now = after;
  const old = before.filter((branch) => {
    const equal = now.find(({ schema }) => isSame(branch.schema, schema));
    now = now.filter((each) => each !== equal);
    return equal === undefined;
  });
  const at = (branch: Branch | undefined): Spot => within(spot, branch?.pointer ?? '', '');
  if (old.length === now.length) {
    old.forEach((branch, index) =>
      deeper(branch.schema, now[index]?.schema, {
        ...within(spot, branch.base, ''),
        served: within(spot, now[index]?.base ?? '', '').served,
      }),
    );
    return;
  }
  for (const branch of old)
    reportEffect('narrower', { ...at(branch), served: spot.served }, `may no longer be ${kindOf(branch.schema)}`);
  for (const branch of now)
    reportEffect('wider', { ...at(branch), published: spot.published }, `may also be ${kindOf(branch.schema)}`);
}
