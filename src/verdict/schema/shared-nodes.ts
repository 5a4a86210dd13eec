/** Size up to which a schema is written out, its repeated parts each time anew. */
const LARGEST = 20_000;

/**
 * The parts of a schema that are to be written once and referred to: those that contain themselves, and where the whole
 * would otherwise grow too large all that are reached more than once.
 */
export function sharedNodes(root: unknown): Set<object> {
  const sizes = new Map<object, number>();
  const [recursive, repeated] = [new Set<object>(), new Set<object>()];
  const path = new Set<object>();
  const size = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) return 1;
    if (path.has(node)) {
      if (!Array.isArray(node)) recursive.add(node);
      return 1;
    }
    const known = sizes.get(node);
    if (known !== undefined) {
      if (!Array.isArray(node)) repeated.add(node);
      return known;
    }
    path.add(node);
    const total = (Object.values(node) as unknown[]).reduce<number>((sum, child) => sum + size(child), 1);
    path.delete(node);
    sizes.set(node, total);
    return total;
  };
  return size(root) > LARGEST ? new Set([...recursive, ...repeated]) : recursive;
}
