import type { Case } from '../../cases/case.ts';
import type { Lifecycle, Lifecycles } from '../../lifecycles/lifecycle.ts';
import { isExcluded, type Selection } from '../selection.ts';

/**
 * Completes a selection: if a case of a life cycle is selected, all of them are; if one is excluded, none is. A part of a
 * life cycle proves nothing.
 *
 * @param all all cases of the run
 */
export function wholeLifecycles(
  selected: readonly Case[],
  all: readonly Case[],
  selection: Selection,
  lifecycles: Lifecycles | undefined,
): Case[] {
  if (lifecycles === undefined) return [...selected];
  const lifecycleOf = ({ origin, operation }: Case): Lifecycle | undefined =>
    origin === 'lifecycle' ? lifecycles.roles.get(operation)?.lifecycle : undefined;
  const lifecyclesIn = (cases: readonly Case[]) => new Set(cases.flatMap((one) => lifecycleOf(one) ?? []));
  const chosen = lifecyclesIn(selected);
  const left = lifecyclesIn(all.filter((one) => isExcluded(one, selection)));
  const isChosen = new Set(selected);
  return all.filter((one) => {
    const lifecycle = lifecycleOf(one);
    return lifecycle === undefined ? isChosen.has(one) : chosen.has(lifecycle) && !left.has(lifecycle);
  });
}
