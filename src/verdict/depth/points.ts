import { MOST_POINTS, type Node, type Point } from './node.ts';

/** Deepest value of which points are listed. */
const DEEPEST = 32;

/**
 * The points of a response that its schema declares: its properties, items, values of an `enum` and branches of a union,
 * each by its JSON pointer with `*` for an item. A schema that contains itself is followed once.
 *
 * @param withBranches false: without branches of unions
 */
export function declaredPoints(root: Node, withBranches: boolean): Point[] {
  const points = new Set<Point>();
  const path = new Set<object>();
  const visit = (node: Node | undefined, depth: number): void => {
    const schemas = (node?.parts ?? []).map(({ schema }) => schema).filter((schema) => !path.has(schema));
    if (node === undefined || schemas.length === 0 || depth > DEEPEST || points.size >= MOST_POINTS) return;
    for (const schema of schemas) path.add(schema);
    for (const point of node.values.values()) points.add(point);
    if (withBranches) for (const { point } of node.branches) points.add(point);
    for (const name of node.names) {
      const property = node.property(name);
      if (property !== undefined) points.add(property.at);
      visit(property, depth + 1);
    }
    const inner = node.inner();
    if (inner !== undefined) points.add(inner.at);
    visit(inner, depth + 1);
    for (const schema of schemas) path.delete(schema);
  };
  visit(root, 0);
  return [...points].slice(0, MOST_POINTS);
}
