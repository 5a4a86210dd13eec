import { toPointer } from '../../contract/pointer.ts';
import { composed, enumOf, isOpen, itemsOf, others, type Part, propertiesOf, unionsOf } from './parts.ts';

/** The schemas that describe one place in a body. */
export interface Node {
  parts: readonly Part[];
  /** Its point: a JSON pointer with `*` for an item. */
  at: string;
  /** Names of the declared properties, without those that are only sent in requests. */
  names: ReadonlySet<string>;
  /** True if further properties are allowed without being described. */
  isOpen: boolean;
  /** Pointer below the schema to the declared properties. */
  propertiesAt: string;
  /** Values of an `enum`, each with its point. */
  values: readonly { value: unknown; point: string }[];
  /** Branches of unions, each with its point. */
  branches: readonly { part: Part; point: string }[];
  /** The node of a declared property; undefined for any other name. */
  property(name: string): Node | undefined;
  /** The node of an item of a list; undefined if no schema describes items. */
  item(): Node | undefined;
  /** The node of the properties that are not declared by name; undefined if no schema describes them. */
  rest(): Node | undefined;
  /** The node of an item or of such a property. */
  inner(): Node | undefined;
}

/** The point of an item of a list, or of a value of an object without fixed names. */
export const itemAt = (at: string): string => `${at}/*`;

/** Creates the node of some schemas. Its children are created on first use, because schemas may contain themselves. */
export function createNode(roots: readonly Part[], at = ''): Node {
  const parts = composed(roots);
  const properties = propertiesOf(parts);
  const named = new Map<string, Node>();
  const lazily = (find: () => readonly Part[]): (() => Node | undefined) => {
    let made: [Node | undefined] | undefined;
    const make = (inner: readonly Part[]) => (inner.length === 0 ? undefined : createNode(inner, itemAt(at)));
    return () => (made ??= [make(find())])[0];
  };
  const propertyOf = (name: string): Node | undefined => {
    const own = properties.get(name);
    if (own === undefined) return undefined;
    const node = createNode(own, at + toPointer([name]));
    named.set(name, node);
    return node;
  };
  const isSent = ([, [first]]: [string, Part[]]): boolean => first?.schema.writeOnly !== true;
  const holder = parts.find(({ schema }) => 'properties' in schema);
  return {
    ...{ parts, at },
    names: new Set([...properties].filter(isSent).map(([name]) => name)),
    isOpen: isOpen(parts),
    propertiesAt: `${holder?.pointer ?? ''}/properties`,
    values: enumOf(parts).map((value) => ({ value, point: `${at || '/'} = ${JSON.stringify(value)}` })),
    branches: branchesOf(parts, at),
    property: (name) => named.get(name) ?? propertyOf(name),
    item: lazily(() => itemsOf(parts)),
    rest: lazily(() => others(parts)),
    inner: lazily(() => [...itemsOf(parts), ...others(parts)]),
  };
}

function branchesOf(parts: readonly Part[], at: string): Node['branches'] {
  return unionsOf(parts).flatMap(({ branches }, union) => {
    const which = union === 0 ? '' : `, union ${union + 1}`;
    return branches.map((part, index) => ({
      part,
      point: `${at || '/'} (form ${index + 1} of ${branches.length}${which})`,
    }));
  });
}
