import type { Case } from '../cases/case.ts';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import { type Evaluation, evaluate } from '../record/evaluation.ts';
import type { CaseLine, RunRecord } from '../record/lines.ts';
import { planLine } from '../record/plan-line.ts';
import { createRecord } from '../record/record-file.ts';
import { createRecorder } from '../record/recorder.ts';
import type { Connection } from '../target/connection.ts';
import { NOT_EMBEDDED } from '../target/not-embedded.ts';
import type { JudgedCase } from '../verdict/judged-case.ts';
import { type Contents, contentsOf } from './contents.ts';
import { openTarget } from './open-target.ts';
import type { Plan } from './planner.ts';
import { createRunContext } from './run-context.ts';
import { schedule, type Schedule } from './scheduler.ts';

/** A run that has ended. */
export interface FinishedRun {
  record: RunRecord;
  evaluation: Evaluation;
}

/** A planned run of a reachable target. */
export interface Session {
  /** The cases, by operation and by expected statuses. */
  contents: Contents[];
  /** The recorded line of a case; the first call starts the run. */
  verdictOf(one: Case): Promise<CaseLine>;
  /** Waits until every case has a verdict, ends the record and evaluates it. */
  finish(): Promise<FinishedRun>;
  /** Makes all cases without a reply inconclusive. */
  cancel(reason: string): void;
  /** Closes the record and the connection. */
  close(): Promise<void>;
}

/** Runs the cases of a session, until each has a verdict. */
export type RunTests = (session: Session) => Promise<void>;

/**
 * Starts a run: checks that the target is reachable, logs in, and begins the record.
 *
 * @param onVerdict called with every verdict when it is recorded
 * @param isForced true: a server that is not an Infisical server is judged as well
 * @throws Problem with exit code 3 if the target is unreachable, is not an Infisical server, or refuses the login; or if
 * no operation is implemented by the embedded target
 */
export async function openSession(
  config: Config,
  plan: Plan,
  connection: Connection,
  onVerdict: (line: CaseLine) => void = () => undefined,
  isForced = false,
): Promise<Session> {
  const isUnsent = plan.cases.length === 0 && plan.excluded.some(({ reason }) => reason === NOT_EMBEDDED);
  // A shard may have none of the operations that the others prove.
  if (isUnsent && config.shard === undefined) throw nothingToSend();
  const startedAt = performance.now();
  const opened = await openTarget(config, plan, connection, isForced);
  const { sender, budget, authSession, outages, doubt } = opened;
  const { client, baseUrl } = connection;
  const file = createRecord(config.reportDir, plan.contract.fetched);
  const { faultHeader, userAgent } = config;
  const recorder = createRecorder(file, planLine(config, plan, { baseUrl, doubt }), plan.contract, {
    ...{ faultHeader, userAgent, redact: authSession.redact },
  });

  const record = (judged: JudgedCase): CaseLine => {
    try {
      const line = recorder.add(judged);
      onVerdict(line);
      return line;
    } catch (error) {
      sender.cancel('a verdict could not be recorded');
      throw error;
    }
  };
  let started: Schedule<CaseLine> | undefined;
  const start = (): Schedule<CaseLine> =>
    (started ??= schedule(
      plan.cases,
      plan.probes,
      createRunContext(config, plan, { ...opened, writes: opened.openWrites() }),
      record,
    ));
  const end = async (): Promise<FinishedRun> => {
    const running = start();
    await running.done;
    const durationMs = Math.round(performance.now() - startedAt);
    const whole = recorder.end({
      durationMs,
      waitedMs: budget.waitedMs(),
      requests: { ...client.requests },
      leftovers: [...running.leftovers],
      outages: outages.list(),
    });
    return { record: whole, evaluation: evaluate(whole) };
  };
  let ended: Promise<FinishedRun> | undefined;
  return {
    contents: contentsOf(plan.cases),
    verdictOf: (one) => start().resultOf(one.id),
    finish: () => (ended ??= end()),
    cancel: (reason) => sender.cancel(reason),
    async close() {
      file.close();
      await connection.close();
    },
  };
}

/** A selection has cases, unless the embedded target implements none of its operations. */
const nothingToSend = (): Problem =>
  new Problem({
    code: 'nothing-to-send',
    message: 'the embedded target implements none of the selected operations, so nothing can be proved',
    where: 'CONTRACT_BASE_URL',
    fix: 'Set it to the origin of a server that implements them',
    exitCode: 3,
  });
