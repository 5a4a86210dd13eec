import type { Config } from '../../config/config.ts';
import type { Contract } from '../../contract/contract.ts';
import { type Plan, planRun } from '../../run/planner.ts';
import type { Selection } from '../../run/selection.ts';
import type { Connection } from '../../target/connection.ts';
import { partsOf } from '../../target/contract-loader.ts';
import type { Contracts } from './contracts.ts';

/** Plans runs. */
export interface Plans {
  /** The plan of the run before, if neither its files nor its contracts have changed; otherwise a new one. */
  make(config: Config, connection: Connection, selection: Selection): Promise<Plan>;
  /** Removes the plan of the run before, because a file has changed. */
  forget(): void;
}

/** Creates a planner that keeps the plan of the run before. A run with writes is planned again. */
export function createPlans(contracts: Contracts): Plans {
  let before: { plan: Plan; loaded: readonly Contract[] } | undefined;
  return {
    async make(config, connection, selection) {
      const loaded = new Map<string, Contract>();
      for (const spec of partsOf(config.spec)) loaded.set(spec, await contracts.load(config, connection, spec));
      const all = [...loaded.values()];
      if (before !== undefined && !config.isDisposable && all.every((each, index) => each === before?.loaded[index])) {
        return before.plan;
      }
      before = undefined;
      const load = (_: Config, __: Connection, spec: string) =>
        Promise.resolve(loaded.get(spec)).then((contract) => contract ?? contracts.load(config, connection, spec));
      const plan = await planRun(config, connection, selection, load);
      before = { plan, loaded: all };
      return plan;
    },
    forget: () => (before = undefined),
  };
}
