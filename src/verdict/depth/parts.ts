import { isObject, toPointer } from '../../contract/pointer.ts';

/** A schema object of the contract, and its pointer below the operation. */
export interface Part {
  schema: Readonly<Record<string, unknown>>;
  pointer: string;
}

/** A union of a schema, with its branches. */
export interface Union {
  branches: readonly Part[];
}

/** Applicators whose schemas describe the same value (JSON Schema Core 2020-12, section 10.2). */
const ONE = ['if', 'then', 'else'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];

/** The schemas that may describe one value: the given ones with everything that they are composed of. */
export function composed(parts: readonly Part[]): Part[] {
  const found = new Map<object, Part>();
  const add = (part: Part): void => {
    if (found.has(part.schema)) return;
    found.set(part.schema, part);
    for (const keyword of LISTS) listOf(part, keyword).forEach(add);
    for (const keyword of ONE) below(part, keyword).forEach(add);
    membersOf(part, 'dependentSchemas').forEach(([, inner]) => add(inner));
  };
  parts.forEach(add);
  return [...found.values()];
}

/** The unions of several branches among composed schemas. */
export const unionsOf = (parts: readonly Part[]): Union[] =>
  parts
    .flatMap((part) => ['anyOf', 'oneOf'].map((keyword) => ({ branches: listOf(part, keyword) })))
    .filter(({ branches }) => branches.length > 1);

/** The schemas of all other properties. Patterns are not matched with names: they may take long. */
export const others = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => [
    ...below(part, 'additionalProperties'),
    ...membersOf(part, 'patternProperties').map(([, inner]) => inner),
  ]);

/** The schemas of the items of a list. */
export const itemsOf = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => [...below(part, 'items'), ...listOf(part, 'prefixItems')]);

/** The schemas of each declared property. A schema that is `true` says nothing about its value. */
export function propertiesOf(parts: readonly Part[]): Map<string, Part[]> {
  const all = new Map<string, Part[]>();
  for (const { schema, pointer } of parts) {
    for (const [name, inner] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
      const part = { schema: isObject(inner) ? inner : {}, pointer: pointer + toPointer(['properties', name]) };
      const known = all.get(name);
      if (known === undefined) all.set(name, [part]);
      else known.push(part);
    }
  }
  return all;
}

/** Keywords that describe properties other than by their names. A discriminator may name schemas that are not here. */
const OTHERS = [
  ...['additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'],
  'discriminator',
];

/**
 * True for composed schemas that describe the properties of an object, and say nothing about further ones. A branch of a union
 * that does not describe any allows all.
 */
export function isOpen(parts: readonly Part[]): boolean {
  return (
    parts.some(describesProperties) &&
    parts.every(({ schema }) => !OTHERS.some((keyword) => keyword in schema)) &&
    parts.every(({ schema }) => ['anyOf', 'oneOf'].every((keyword) => areDescribed(schema[keyword])))
  );
}

const describesProperties = ({ schema }: Part): boolean =>
  isObject(schema.properties) && Object.keys(schema.properties).length > 0;

/** True if each branch that an object may match describes properties. */
const areDescribed = (branches: unknown): boolean =>
  !Array.isArray(branches) ||
  branches.every((branch: unknown) => {
    if (!isObject(branch)) return false;
    const parts = composed([{ schema: branch, pointer: '' }]);
    const types = parts.flatMap(({ schema }) => schema.type ?? []);
    return parts.some(describesProperties) || (types.length > 0 && !types.includes('object'));
  });

/** The values of an `enum` of several values. */
export const enumOf = (parts: readonly Part[]): unknown[] =>
  parts.flatMap(({ schema }) =>
    Array.isArray(schema.enum) && schema.enum.length > 1 ? (schema.enum as unknown[]) : [],
  );

const below = ({ schema, pointer }: Part, keyword: string): Part[] => {
  const inner = schema[keyword];
  return isObject(inner) ? [{ schema: inner, pointer: pointer + toPointer([keyword]) }] : [];
};

const listOf = ({ schema, pointer }: Part, keyword: string): Part[] => {
  const list = schema[keyword];
  if (!Array.isArray(list)) return [];
  return list.flatMap((inner: unknown, index) =>
    isObject(inner) ? [{ schema: inner, pointer: pointer + toPointer([keyword, index]) }] : [],
  );
};

const membersOf = ({ schema, pointer }: Part, keyword: string): [name: string, inner: Part][] => {
  const map = schema[keyword];
  return Object.entries(isObject(map) ? map : {}).flatMap(([name, inner]): [string, Part][] =>
    isObject(inner) ? [[name, { schema: inner, pointer: pointer + toPointer([keyword, name]) }]] : [],
  );
};
