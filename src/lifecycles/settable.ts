import { isObject } from '../contract/pointer.ts';
import { branchesOf } from './bodies/body.ts';
import type { Lifecycle } from './lifecycle.ts';
import { bodySchema, propertiesOf } from './resource-schema.ts';

/** Properties that a write of the resource can set. */
export const settableOf = ({ create, updates, actions }: Lifecycle): ReadonlySet<string> =>
  new Set([create, ...updates, ...actions].flatMap((one) => [...settableIn(bodySchema(one))]));

/** Names of the properties of a body, with those of wrapped objects and of alternatives. */
function* settableIn(schema: unknown, depth = 0): Generator<string> {
  if (!isObject(schema) || depth > 2) return;
  for (const branch of branchesOf(schema)) yield* settableIn(branch, depth + 1);
  const properties = [...propertiesOf(schema)];
  for (const [name] of properties) yield name;
  const [only] = properties;
  if (properties.length === 1) yield* settableIn(only?.[1], depth + 1);
}
