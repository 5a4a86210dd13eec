import type { Config } from '../config/config.ts';
import type { Connection } from '../run/connection.ts';
import { planLine } from '../run/plan-line.ts';
import type { Plan } from '../run/prepare.ts';
import { openSession, type Session } from '../run/session.ts';
import { runContractTests } from './jest.ts';
import { createProgress, type Progress } from './progress.ts';
import { asProblem } from './unexpected.ts';

/** How a run is told of. */
export interface Telling {
  quiet: boolean;
  har: boolean;
  env: NodeJS.ProcessEnv;
  /** Called when there is something to report. */
  ready(): void;
}

/**
 * Asks all that is planned, and writes the reports; also those of a run that cannot begin.
 *
 * @throws Problem with exit code 3 where the target is unreachable or refuses the login
 */
export async function judge(config: Config, plan: Plan, connection: Connection, telling: Telling): Promise<number> {
  const publishing = { folder: config.reportDir, har: telling.har, env: telling.env };
  let progress: Progress | undefined;
  const session = await openSession(config, plan, connection, (line) => progress?.note(line)).catch(asProblem);
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
  const exitCode = await (await reports).tell(session.record(), publishing);
  if (problem !== undefined) throw problem;
  return exitCode;
}

/** The first signal ends the run in order; a second one at once. */
async function untilEnded(session: Session) {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const first = () => {
    session.giveUp('the run was interrupted');
    for (const signal of signals) process.on(signal, () => process.exit(3));
  };
  for (const signal of signals) process.once(signal, first);
  const problem = await runContractTests(session).then(() => undefined, asProblem);
  for (const signal of signals) process.removeListener(signal, first);
  return problem;
}
