import type { Config } from '../config/config.ts';
import type { Problem } from '../problem.ts';
import type { CaseLine, PlanLine } from '../record/lines.ts';
import { NOTHING_PLANNED, planLine } from '../record/plan-line.ts';
import type { Plan } from '../run/planner.ts';
import { type FinishedRun, openSession, type RunTests, type Session } from '../run/session.ts';
import type { Connection } from '../target/connection.ts';
import { readBaseline } from './baseline.ts';
import { onInterrupted, onSignal } from './interruption.ts';
import { createProgress, type Progress } from './progress.ts';
import { asProblem } from './unexpected.ts';

/** Options of a run that are not part of its configuration. */
export interface RunOptions {
  quiet: boolean;
  har: boolean;
  /** True: the terminal shows the whole report. */
  verbose: boolean;
  /** True: a server that is not an Infisical server is judged as well. */
  force: boolean;
  /** True: the terminal shows only what changed since the run before. */
  isFurther?: boolean;
  env: NodeJS.ProcessEnv;
  runTests: RunTests;
  /** Called when there is something to report. */
  ready(): void;
}

/**
 * Runs all planned cases and writes the reports, including those of a run that cannot start.
 *
 * @throws Problem with exit code 3 if the target is unreachable, is not an Infisical server, or refuses the login
 */
export function runCases(config: Config, plan: Plan, connection: Connection, options: RunOptions): Promise<number> {
  const { baseUrl } = connection;
  const opening: Opening = {
    async open(onVerdict) {
      const session = await openSession(config, plan, connection, onVerdict, options.force);
      const run = async () => {
        await options.runTests(session);
        return session.finish();
      };
      return { ...session, run };
    },
    plan: () => planLine(config, plan, { baseUrl, doubt: null }),
  };
  return runOpened(config, plan, opening, options);
}

/** A run or a comparison whose targets are reachable. */
type Running = Pick<Session, 'cancel' | 'close'> & { run(): Promise<FinishedRun> };

/** How it begins. */
export interface Opening {
  /** @param onVerdict called with every verdict when it is recorded */
  open(onVerdict: (line: CaseLine) => void): Promise<Running>;
  /** The plan of a run that cannot start. */
  plan(): PlanLine;
}

/** Sends all cases and writes the reports. */
export async function runOpened(
  config: Config,
  plan: Plan,
  opening: Opening,
  options: Omit<RunOptions, 'runTests' | 'force'>,
): Promise<number> {
  const { har, env, verbose: isVerbose, isFurther } = options;
  const baseline = await readBaseline(config);
  const publishing = { folder: config.reportDir, har, env, isVerbose, isFurther, baseline };
  let progress: Progress | undefined;
  const session = await opening.open((line) => progress?.note(line)).catch(asProblem);
  // The modules that write reports are loaded while the cases are sent.
  const reports = import('./reports.ts');
  if (session instanceof Error) {
    if (session.exitCode === 3) await (await reports).publishUnstarted(opening.plan(), session, publishing);
    throw session;
  }
  options.ready();
  if (!options.quiet) progress = createProgress(plan.cases.length, process.stderr);
  const isWriting = plan.cases.some(({ origin }) => origin === 'lifecycle');
  const finished = await untilFinished(session, isWriting).finally(async () => {
    progress?.stop();
    await session.close();
  });
  return (await reports).publishRun(finished, publishing);
}

/**
 * Waits for the plan of a run. Writes the reports of a run whose contract could not be fetched. If the input is wrong,
 * reports are not written.
 */
export function planned(
  plan: Promise<Plan>,
  config: Config,
  connection: Connection,
  options: Pick<RunOptions, 'har' | 'env'>,
): Promise<Plan> {
  return plan.catch(async (error: unknown) => {
    await publishUnplanned(config, connection, asProblem(error), options);
    throw error;
  });
}

async function publishUnplanned(
  config: Config,
  { baseUrl }: Connection,
  problem: Problem,
  { har, env }: Pick<RunOptions, 'har' | 'env'>,
): Promise<void> {
  if (problem.exitCode !== 3) return;
  const { publishUnstarted } = await import('./reports.ts');
  const plan = planLine(config, NOTHING_PLANNED, { baseUrl, doubt: null });
  await publishUnstarted(plan, problem, { folder: config.reportDir, har, env });
}

/**
 * Waits for a run. The first interruption ends it in an orderly way; a later signal ends it at once.
 *
 * @throws Problem if the run failed. Reports are then not written, because they would be mistaken for its result
 */
async function untilFinished(session: Running, isWriting: boolean): Promise<FinishedRun> {
  const stop = onInterrupted(() => {
    session.cancel('the run was interrupted');
    if (isWriting) process.stderr.write('the run was interrupted; what it made is being deleted\n');
    onSignal(() => process.exit(3));
  });
  try {
    return await session.run();
  } catch (error) {
    throw asProblem(error);
  } finally {
    stop();
  }
}
