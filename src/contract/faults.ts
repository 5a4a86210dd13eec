/** Stands in the place of a `$ref` that cannot be followed, with what is wrong. */
const FAULT = Symbol('fault');

/** A mark in the place of what could not be read. */
export const marked = (line: string): object => ({ [FAULT]: line });

/** What is wrong with a value itself; undefined where it is no mark. */
export const markOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && FAULT in value ? String(value[FAULT]) : undefined;

/**
 * Makes the function that says what is wrong with the first `$ref` within a linked value that could not be followed. What
 * was found to be sound is not looked through again, since operations share most of their schemas.
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
