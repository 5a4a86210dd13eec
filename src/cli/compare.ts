import { comparisonPlan } from '../compare/comparison-plan.ts';
import type { Side } from '../compare/pass.ts';
import { openComparison } from '../compare/session.ts';
import type { Config } from '../config/config.ts';
import { readSides } from '../config/sides.ts';
import { SIDES } from '../record/sides.ts';
import { planRun } from '../run/planner.ts';
import type { Request } from './request.ts';
import { type Opening, planned, runOpened } from './run.ts';
import { withTarget } from './with-target.ts';

/**
 * Sends the same cases to two servers, and reports how their responses differ. The cases are sent without Jest.
 *
 * @throws Problem with exit code 3 if one of the servers is unreachable, is not an Infisical server, or refuses the login
 */
export function compare(request: Extract<Request, { command: 'compare' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const { sides, flags, disposable, selection, failOn, values, har, force } = request;
  const { a, b } = readSides({ env, flags, directory: process.cwd(), sides, disposable, values });
  return withTarget(a, async (connectionToA, readyA) =>
    withTarget(b, async (connectionToB, readyB) => {
      const [sideA, sideB]: [Side, Side] = [
        { config: a, connection: connectionToA },
        { config: b, connection: connectionToB },
      ];
      const names = [...SIDES, a.target.name, b.target.name];
      const made = planRun(withInputOf(b, a), connectionToA, selection, undefined, names);
      const plan = await planned(made, b, connectionToB, { har, env });
      const how = { failOn, values };
      const opening: Opening = {
        open: (onVerdict) => openComparison(sideA, sideB, plan, { ...how, isForced: force, onVerdict }),
        plan: () => comparisonPlan(sideA, sideB, plan, how),
      };
      const ready = (): void => {
        readyA();
        readyB();
      };
      return runOpened(b, plan, opening, { ...request, env, ready });
    }),
  );
}

/** The configuration of a, with the warnings of b and the names of its variables, which are checked together. */
const withInputOf = (b: Config, a: Config): Config => ({
  ...a,
  settings: new Map([...b.settings, ...a.settings]),
  warnings: [...new Set([...a.warnings, ...b.warnings])],
});
