/** Key of the fault in the placeholder for a `$ref` that cannot be followed. */
const FAULT = Symbol('fault');

/** Creates a placeholder for a part that cannot be read. */
export const marked = (line: string): object => ({ [FAULT]: line });

/** The fault of a placeholder; undefined for any other value. */
export const markOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && FAULT in value ? String(value[FAULT]) : undefined;

/**
 * Creates a function that finds the first fault within a linked value. Values without faults are cached, because
 * operations share most of their schemas.
 */
export function createFaultFinder(): (root: unknown) => string | undefined {
  const sound = new Set<unknown>();
  return (root) => {
    const seen = new Set<unknown>();
    const open = [root];
    while (open.length > 0) {
      const value = open.pop();
      if (typeof value !== 'object' || value === null || seen.has(value) || sound.has(value)) continue;
      seen.add(value);
      const fault = markOf(value);
      if (fault !== undefined) return fault;
      for (const child of Object.values(value) as unknown[]) open.push(child);
    }
    for (const value of seen) sound.add(value);
    return undefined;
  };
}
