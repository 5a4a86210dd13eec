/**
 * Waits until all have ended, even if one fails.
 *
 * @throws the first failure
 */
export async function allEnded<T>(all: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(all);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
