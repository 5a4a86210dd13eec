import type { Config } from '../config/config.ts';
import type { Connection } from '../run/connection.ts';
import type { Problem } from '../problem.ts';
import { NOTHING_PLANNED, planLine } from '../run/plan-line.ts';
import type { Plan } from '../run/prepare.ts';
import type { CaseLine } from '../run/record.ts';
import { openSession, type Session } from '../run/session.ts';
import { runContractTests } from './jest.ts';
import { onInterrupted, onSignal } from './interruption.ts';
import { createProgress, type Progress } from './progress.ts';
import { asProblem } from './unexpected.ts';

/** How a run is told of. */
export interface Telling {
  quiet: boolean;
  har: boolean;
  /** True: a server that is not an Infisical is judged as well. */
  force: boolean;
  env: NodeJS.ProcessEnv;
  /** Called when there is something to report. */
  ready(): void;
}

/**
 * Asks all that is planned, and writes the reports; also those of a run that cannot begin.
 *
 * @throws Problem with exit code 3 where the target is unreachable, is not an Infisical, or refuses the login
 */
export async function judge(config: Config, plan: Plan, connection: Connection, telling: Telling): Promise<number> {
  const publishing = { folder: config.reportDir, har: telling.har, env: telling.env };
  let progress: Progress | undefined;
  const watch = (line: CaseLine) => progress?.note(line);
  const session = await openSession(config, plan, connection, watch, telling.force).catch(asProblem);
  // What writes reports is read while the target is asked.
  const reports = import('./reports.ts');
  if (session instanceof Error) {
    const { baseUrl } = connection;
    if (session.exitCode === 3) {
      await (await reports).tellUnasked(planLine(config, plan, { baseUrl, doubt: null }), session, publishing);
    }
    throw session;
  }
  telling.ready();
  if (!telling.quiet) progress = createProgress(plan.cases.length, process.stderr);
  const problem = await untilEnded(session);
  progress?.stop();
  // Reports of a run that failed would be taken for its result.
  if (problem !== undefined) throw problem;
  return (await reports).tell(session.record(), publishing);
}

/** Writes the reports of a run whose contract the target did not serve. Where the input is wrong there are none. */
export async function tellUnplanned(
  config: Config,
  { baseUrl }: Connection,
  problem: Problem,
  told: Pick<Telling, 'har' | 'env'>,
): Promise<void> {
  if (problem.exitCode !== 3) return;
  const { tellUnasked } = await import('./reports.ts');
  const plan = planLine(config, NOTHING_PLANNED, { baseUrl, doubt: null });
  await tellUnasked(plan, problem, { folder: config.reportDir, ...told });
}

/** The first interruption ends the run in order; a signal after it at once. */
async function untilEnded(session: Session) {
  const stop = onInterrupted(() => {
    session.giveUp('the run was interrupted');
    onSignal(() => process.exit(3));
  });
  const problem = await runContractTests(session)
    .then(() => session.finish())
    .then(() => undefined, asProblem);
  stop();
  return problem;
}
