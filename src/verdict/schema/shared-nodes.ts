/** Size up to which a schema is written without components, even if parts repeat. */
const LARGEST = 2_000;

/** The parts of a schema that become components. */
export interface SharedNodes {
  nodes: ReadonlySet<object>;
  /** True if a small body can be slow to judge, because parts contain themselves or repeat very often. */
  mayBranch: boolean;
}

/**
 * Finds the parts of a schema that become components: those that contain themselves, and in a large schema all that
 * are reached more than once.
 */
export function sharedNodes(root: unknown): SharedNodes {
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
  const isLarge = size(root) > LARGEST;
  const nodes = isLarge ? new Set([...recursive, ...repeated]) : recursive;
  return { nodes, mayBranch: isLarge || recursive.size > 0 };
}
