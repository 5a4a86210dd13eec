import { plannedLifecycles, plannedOperations } from '../record/plan-line.ts';
import { clean } from '../report/clean.ts';
import { flowchart, lifecycleLines } from '../report/lifecycle-plan.ts';
import { caseList } from '../report/list.ts';
import { type Plan, planRun } from '../run/planner.ts';
import type { RunTests } from '../run/session.ts';
import type { Request } from './request.ts';
import { planned, runCases } from './run.ts';
import { print, show } from './printing.ts';
import { configured, withTarget } from './with-target.ts';
import { terminalOf } from './terminal.ts';

/** The life cycles of a plan. */
function lifecyclesOf(plan: Plan): string {
  const { writes, operations } = plan;
  if (writes === undefined) return 'no life cycles: the target is not disposable (CONTRACT_DISPOSABLE)\n';
  const lifecycles = plannedLifecycles(writes.lifecycles, plan);
  if (lifecycles.length === 0)
    return 'no life cycles: no write of the contract is sent with credentials; try --spec served\n';
  const lines = lifecycleLines(lifecycles, plannedOperations(operations, writes.lifecycles.roles));
  return `${[flowchart(lifecycles), '', ...lines.map(clean)].join('\n')}\n`;
}

/** Plans the cases, then runs them, lists them, or examines the target. */
export function runWithTarget(
  request: Extract<Request, { watch: unknown }>,
  env: NodeJS.ProcessEnv,
  runTests: RunTests,
): Promise<number> {
  const config = configured(request, env);
  const isRun = request.command !== 'doctor' && !request.list && !request.plan;
  return withTarget(config, async (connection, ready) => {
    const made = planRun(config, connection, request.selection);
    const plan = await (isRun ? planned(made, config, connection, { har: request.har, env }) : made);
    if (request.list) return print(caseList(plan));
    if (request.plan) return print(lifecyclesOf(plan));
    if (isRun) return runCases(config, plan, connection, { ...request, env, ready, runTests });
    const { examine } = await import('./doctor.ts');
    return show(await examine(config, plan, connection, terminalOf(env), request.force), 'text', env);
  });
}
