import { expect, test } from '@jest/globals';
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts';
import { inLevels } from '../../../src/run/lifecycles/order.ts';

test('resources that name others come before those that they name, also if they name each other', () => {
  const [project, key, secret, policy] = ['project', 'key', 'secret', 'policy'].map(
    (name) => ({ create: { key: name } }) as unknown as Lifecycle,
  ) as [Lifecycle, Lifecycle, Lifecycle, Lifecycle];
  const named = new Map<Lifecycle, Lifecycle[]>([
    [key, [project]],
    [secret, [project, key]],
    [policy, [project, policy]],
  ]);
  const all = [project, key, secret, policy].map((one) => [one, named.get(one) ?? []] as const);
  const levels = inLevels(all, ([, others]) => others);
  expect(levels.map((level) => level.map(([{ create }]) => create.key))).toEqual([
    ['secret'],
    ['key', 'policy'],
    ['project'],
  ]);
  named.set(project, [secret]);
  const circular = inLevels(all, ([one]) => named.get(one) ?? []);
  expect(circular.flat()).toHaveLength(all.length);
});
