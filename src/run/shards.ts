import type { Shard } from '../config/shard.ts';
import { Problem } from '../problem.ts';

/**
 * The operations of one shard: every n-th in alphabetical order, the same ones on every machine.
 *
 * @throws Problem `shard` if there are fewer operations than shards
 */
export function operationsOfShard(operations: readonly string[], shard: Shard | undefined): Set<string> {
  if (shard === undefined) return new Set(operations);
  const { index, count } = shard;
  const own = [...operations].sort().filter((_, at) => at % count === index - 1);
  if (own.length > 0) return new Set(own);
  throw new Problem({
    code: 'shard',
    message: `shard ${index}/${count} has none of the ${operations.length} operations`,
    where: 'CONTRACT_SHARD',
    fix: `Use no more than ${operations.length} shards`,
  });
}
