import { toPointer } from '../../contract/pointer.ts';
import { composed, enumOf, isOpen, itemsOf, others, type Part, propertiesOf, unionsOf } from './parts.ts';

/** A part of a schema that a body may contain. Nodes of the same place share their points. */
export interface Point {
  name: string;
  /** Number of the last walk that saw it. A set of points for each walk would take longer than the walk. */
  seenIn: number;
}

/** The schemas that describe one place in a body. */
export interface Node {
  parts: readonly Part[];
  /** Its point, whose name is a JSON pointer with `*` for an item. */
  at: Point;
  /** Names of the declared properties, without those that are only sent in requests. */
  names: ReadonlySet<string>;
  /** True if further properties are allowed without being described. */
  isOpen: boolean;
  /** Pointer below the schema to the declared properties. */
  propertiesAt: string;
  /** Points of the values of an `enum`. */
  values: ReadonlyMap<unknown, Point>;
  /** True if one of these values is an object or a list, which is not the same as an equal one in a body. */
  hasStructures: boolean;
  /** Branches of unions, each with its point. */
  branches: readonly { part: Part; point: Point }[];
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

/** Maximum number of points of one response. */
export const MOST_POINTS = 5000;

/** Returns the point of a name, always the same one. */
type Points = (name: string) => Point;

/** Creates the points of a schema. */
function createPoints(): Points {
  const known = new Map<string, Point>();
  return (name) => {
    const point = known.get(name) ?? { name, seenIn: 0 };
    known.set(name, point);
    return point;
  };
}

/** Creates the node of some schemas. Its children are created on first use, because schemas may contain themselves. */
export function createNode(roots: readonly Part[], at = '', points = createPoints()): Node {
  const parts = composed(roots);
  const properties = propertiesOf(parts);
  const named = new Map<string, Node>();
  const lazily = (find: () => readonly Part[]): (() => Node | undefined) => {
    let made: [Node | undefined] | undefined;
    const make = (inner: readonly Part[]) => (inner.length === 0 ? undefined : createNode(inner, itemAt(at), points));
    return () => (made ??= [make(find())])[0];
  };
  const propertyOf = (name: string): Node | undefined => {
    const own = properties.get(name);
    if (own === undefined) return undefined;
    const node = createNode(own, at + toPointer([name]), points);
    named.set(name, node);
    return node;
  };
  const isSent = ([, [first]]: [string, Part[]]): boolean => first?.schema.writeOnly !== true;
  const values = enumOf(parts).slice(0, MOST_POINTS);
  const holder = parts.find(({ schema }) => 'properties' in schema);
  return {
    parts,
    at: points(at),
    names: new Set([...properties].filter(isSent).map(([name]) => name)),
    isOpen: isOpen(parts),
    propertiesAt: `${holder?.pointer ?? ''}/properties`,
    values: new Map(values.map((value) => [value, points(`${at || '/'} = ${JSON.stringify(value)}`)])),
    hasStructures: values.some((value) => typeof value === 'object' && value !== null),
    branches: branchesOf(parts, at, points),
    property: (name) => named.get(name) ?? propertyOf(name),
    item: lazily(() => itemsOf(parts)),
    rest: lazily(() => others(parts)),
    inner: lazily(() => [...itemsOf(parts), ...others(parts)]),
  };
}

function branchesOf(parts: readonly Part[], at: string, points: Points): Node['branches'] {
  return unionsOf(parts).flatMap(({ branches }, union) => {
    const which = union === 0 ? '' : `, union ${union + 1}`;
    return branches.map((part, index) => ({
      part,
      point: points(`${at || '/'} (form ${index + 1} of ${branches.length}${which})`),
    }));
  });
}
