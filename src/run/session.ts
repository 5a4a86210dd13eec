import type { Case } from '../cases/case.ts';
import type { Config } from '../config/config.ts';
import { createAsker } from './asking.ts';
import { conduct } from './conductor.ts';
import type { Connection } from './connection.ts';
import { type Contents, contentsOf } from './contents.ts';
import { identify } from './identities.ts';
import type { Judged } from './judging.ts';
import { lookAround } from './look-around.ts';
import { tune } from './orchestra.ts';
import { type Outcome, weigh } from './outcome.ts';
import { askPatiently, createPatience } from './patience.ts';
import { planLine } from './plan-line.ts';
import type { Plan } from './prepare.ts';
import type { CaseLine, RunRecord } from './record.ts';
import { createRecord } from './record-file.ts';
import { createRecorder } from './recorder.ts';
import { createTarget } from './target.ts';

/** A run that is planned, of a target that is reachable. */
export interface Session {
  /** What is asked, by operation and by expected statuses. */
  contents: Contents[];
  /** What is recorded of a case; the first call begins to ask all of them. */
  verdictOf(one: Case): Promise<CaseLine>;
  /** Waits until every case has a verdict, ends the record and weighs it. */
  finish(): Promise<Outcome>;
  /** The record as it stands on disk. */
  record(): RunRecord;
  /** Gives up what is not answered yet, as inconclusive. */
  giveUp(reason: string): void;
  /** Lets go of the record and of the target. */
  close(): Promise<void>;
}

/**
 * Begins a run: looks whether the target is there, logs in, and begins the record.
 *
 * @param watch told of every verdict when it is recorded
 * @param isForced true: a server that is not an Infisical is judged as well
 * @throws Problem with exit code 3 where the target is unreachable, is not an Infisical, or refuses the login
 */
export async function openSession(
  config: Config,
  plan: Plan,
  connection: Connection,
  watch: (line: CaseLine) => void = () => undefined,
  isForced = false,
): Promise<Session> {
  const { client, baseUrl, deadline } = connection;
  const started = performance.now();
  const patience = createPatience(config.patienceMs, deadline.signal);
  const doubt = await deadline.within(lookAround(config, connection, patience, isForced));
  const identities = await deadline.within(
    identify(
      config,
      baseUrl,
      (request) => askPatiently(() => client.ask(request), patience),
      (reason) => asker.giveUp(reason),
    ),
  );
  const target = createTarget(client, baseUrl, identities, config.faultHeader);
  const asker = createAsker(target, patience);
  deadline.onPassed(asker.giveUp);
  const file = createRecord(config.reportDir);
  const recorded = createRecorder(file, planLine(config, plan, { baseUrl, doubt }), plan.contract, {
    faultHeader: config.faultHeader,
    userAgent: config.userAgent,
    redact: identities.redact,
  });
  /** The record of a run that has ended. */
  let whole: RunRecord | undefined;
  const record = (): RunRecord => whole ?? file.read() ?? raise(new Error('the record has no plan'));

  const write = (judged: Judged): CaseLine => {
    try {
      const line = recorded(judged);
      watch(line);
      return line;
    } catch (error) {
      asker.giveUp('a verdict could not be recorded');
      throw error;
    }
  };
  let lines: ReadonlyMap<string, Promise<CaseLine>> | undefined;
  const begin = () => {
    const orchestra = tune(config, plan, { asker, target, patience, identities });
    const begun = conduct(plan.cases, plan.probes, orchestra, write);
    // Verdicts are waited for one after the other: one that fails meanwhile is not unhandled.
    for (const line of begun.values()) line.catch(() => undefined);
    return begun;
  };
  const end = async (): Promise<Outcome> => {
    await Promise.all((lines ??= begin()).values());
    const durationMs = Math.round(performance.now() - started);
    file.write({ type: 'end', durationMs, waitedMs: patience.waitedMs(), requests: { ...client.requests } });
    whole = record();
    return weigh(whole);
  };
  let ended: Promise<Outcome> | undefined;
  return {
    contents: contentsOf(plan.cases),
    verdictOf: (one) => (lines ??= begin()).get(one.id) ?? Promise.reject(new Error(`no case ${one.id} was planned`)),
    finish: () => (ended ??= end()),
    record,
    giveUp: (reason) => asker.giveUp(reason),
    async close() {
      file.close();
      await connection.close();
    },
  };
}

function raise(error: Error): never {
  throw error;
}
