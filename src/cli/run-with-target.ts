import { caseList } from '../report/list.ts';
import { planRun } from '../run/planner.ts';
import type { Request } from './request.ts';
import { runCases, publishUnplanned } from './run.ts';
import { print, show } from './printing.ts';
import { configured, withTarget } from './with-target.ts';
import { terminalOf } from './terminal.ts';
import { asProblem } from './unexpected.ts';

/** Plans the cases, then runs them, lists them, or examines the target. */
export function runWithTarget(
  request: Extract<Request, { selection: unknown }>,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const config = configured(request, env);
  const isRun = request.command === 'contract' && !request.list;
  return withTarget(config, async (connection, ready) => {
    const plan = await planRun(config, connection, request.selection).catch(async (error: unknown) => {
      if (isRun) await publishUnplanned(config, connection, asProblem(error), { har: request.har, env });
      throw error;
    });
    if (request.list) return print(caseList(plan));
    if (isRun) return runCases(config, plan, connection, { ...request, env, ready });
    const { examine } = await import('./doctor.ts');
    return show(await examine(config, plan, connection, terminalOf(env), request.force), 'text', env);
  });
}
