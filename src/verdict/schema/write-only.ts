import { isObject } from '../../contract/pointer.ts';
import type { Rewriter, Schema } from './rewriter.ts';

/** True for a property that must not be sent in a response (OpenAPI 3.0.3, Schema Object, `writeOnly`). */
export const isWriteOnly = (schema: unknown): boolean => isObject(schema) && schema.writeOnly === true;

/**
 * Names of the writeOnly properties of an object, by its schema and all parts of its `allOf`.
 *
 * @param inherited names from the schema that contains it
 */
export function writeOnlyNames(node: Schema, inherited: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const names = new Set(inherited);
  const seen = new Set<unknown>();
  const collect = (part: unknown): void => {
    if (!isObject(part) || seen.has(part)) return;
    seen.add(part);
    const properties = isObject(part.properties) ? Object.entries(part.properties) : [];
    for (const [name, schema] of properties) if (isWriteOnly(schema)) names.add(name);
    if (Array.isArray(part.allOf)) part.allOf.forEach(collect);
  };
  collect(node);
  return names;
}

/** A writeOnly property is required only in requests. */
export function writeRequired(
  { required }: Schema,
  written: Schema,
  writeOnly: ReadonlySet<string>,
  rewriter: Rewriter,
): void {
  if (!Array.isArray(required)) return;
  const names = required.filter((name): name is string => typeof name === 'string' && !writeOnly.has(name));
  if (names.length > 0) written.required = [...new Set(names.map((name) => rewriter.name(name)))];
}
