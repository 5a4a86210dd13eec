import { unescape } from 'node:querystring';
import { isObject, member, toTokens } from './pointer.ts';
import { isRefusal, resolve, type Resources, type Spot } from './references.ts';

/**
 * The names of each branch of a `oneOf` or `anyOf` (OpenAPI 3.0.3 and 3.1.0, Discriminator Object): the last part of
 * its `$ref` (for a whole file, the file name without extension), and its names in `mapping`.
 *
 * @returns undefined if the schema has no discriminator, or no branches
 */
export function branchNames(spot: Spot, resources: Resources): string[][] | undefined {
  const { discriminator, oneOf, anyOf } = spot.value as Record<string, unknown>;
  const branches = Array.isArray(oneOf) ? oneOf : anyOf;
  if (!isObject(discriminator) || !Array.isArray(branches)) return undefined;
  const target = (ref: string): unknown => {
    const found = resolve(ref, spot, resources);
    return isRefusal(found) ? undefined : found.value;
  };
  const mapping = Object.entries(isObject(discriminator.mapping) ? discriminator.mapping : {})
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([value, ref]) => ({ value, ref, target: /[#./]/.test(ref) ? target(ref) : undefined }));
  return branches.map((branch: unknown) => {
    const $ref = member(branch, '$ref');
    if (typeof $ref !== 'string') return [];
    const [name, meant] = [lastName($ref), target($ref)];
    const mapped = mapping.filter(
      (each) => each.ref === $ref || each.ref === name || (meant !== undefined && each.target === meant),
    );
    return [...new Set([...(name === undefined ? [] : [name]), ...mapped.map(({ value }) => value)])];
  });
}

/** The last part of a reference; undefined for an anchor. */
function lastName($ref: string): string | undefined {
  const [file = '', fragment] = $ref.split('#');
  if (fragment === undefined || fragment === '')
    return file
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '');
  return toTokens(unescape(fragment)).at(-1);
}
