import { isObject } from '../../contract/pointer.ts';
import type { Schema } from './rewriter.ts';

/**
 * The constraints of a discriminator in addition to its `oneOf` or `anyOf` (OpenAPI 3.0.3 and 3.1.0, Discriminator
 * Object): the property exists, has a known value, and the branch of that value matches.
 *
 * @param written the rewritten schema, with its branches
 */
export function discriminated(node: Schema, written: Schema): [keyword: string, schema: Schema][] {
  const { discriminator } = node;
  const branches = (written.oneOf ?? written.anyOf) as Schema[] | undefined;
  if (!isObject(discriminator) || branches === undefined) return [];
  const { propertyName, branchNames } = discriminator;
  if (typeof propertyName !== 'string' || !Array.isArray(branchNames)) return [];
  const names = branchNames as string[][];
  if (names.length !== branches.length || names.some((each) => each.length === 0)) return [];
  const known = { required: [propertyName], properties: { [propertyName]: { enum: names.flat() } } };
  const keyword = written.oneOf === undefined ? 'anyOf' : 'oneOf';
  return [
    ['discriminator', known],
    ...branches.map((branch, index): [string, Schema] => [
      `${keyword}/${index}`,
      { if: { required: [propertyName], properties: { [propertyName]: { enum: names[index] } } }, then: branch },
    ]),
  ];
}
