import pluralize from 'pluralize';
import type { Shard } from '../config/shard.ts';
import { Problem } from '../problem.ts';

/**
 * The operations of one shard: every n-th group in alphabetical order, the same ones on every machine.
 *
 * @param groupOf the group of an operation; operations of a group are in the same shard
 * @throws Problem `shard` if there are fewer operations than shards
 */
export function operationsOfShard(
  operations: readonly string[],
  shard: Shard | undefined,
  groupOf: (operation: string) => string = (operation) => operation,
): Set<string> {
  if (shard === undefined) return new Set(operations);
  const { index, count } = shard;
  const groups = [...new Set(operations.map(groupOf))].sort();
  const chosen = new Set(groups.filter((_, at) => at % count === index - 1));
  const own = operations.filter((operation) => chosen.has(groupOf(operation)));
  if (own.length > 0) return new Set(own);
  throw new Problem({
    code: 'shard',
    message: `shard ${index}/${count} has none of the ${pluralize('operation', operations.length, true)}`,
    where: 'CONTRACT_SHARD',
    fix: `Use no more than ${pluralize('shard', groups.length, true)}`,
  });
}
