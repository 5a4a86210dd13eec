import { Problem } from '../problem.ts';
import type { Settings } from './settings.ts';
import { text } from './values.ts';

/** A shard of a run. */
export interface Shard {
  /** Starts at 1. */
  index: number;
  count: number;
}

/**
 * Reads CONTRACT_SHARD; undefined if it is not set.
 *
 * @throws Problem `invalid-value` if it is not of the form `2/4`
 */
export function shardOf(settings: Settings): Shard | undefined {
  const value = text(settings, 'CONTRACT_SHARD');
  if (value === undefined) return undefined;
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new Problem({
    code: 'invalid-value',
    message: `CONTRACT_SHARD is ${JSON.stringify(value.slice(0, 40))}, which is not a valid shard`,
    where: settings.get('CONTRACT_SHARD')?.source ?? 'default',
    fix: 'Use a value such as 2/4: the second of four shards',
  });
}
