import type { Case } from '../cases/case.ts';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import { createAsker } from './asking.ts';
import { conduct } from './conductor.ts';
import type { Connection } from './connection.ts';
import { type Contents, contentsOf } from './contents.ts';
import { identify } from './identities.ts';
import type { Judged } from './judging.ts';
import { tune } from './orchestra.ts';
import { type Outcome, weigh } from './outcome.ts';
import { askPatiently, createPatience, type Patience } from './patience.ts';
import { planLine } from './plan-line.ts';
import type { Plan } from './prepare.ts';
import type { CaseLine, RunRecord } from './record.ts';
import { createRecord } from './record-file.ts';
import { createRecorder } from './recorder.ts';
import { createTarget, doubtOf, isAway, smoke } from './target.ts';

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
 * @throws Problem with exit code 3 where the target is unreachable or refuses the login
 */
export async function openSession(
  config: Config,
  plan: Plan,
  connection: Connection,
  watch: (line: CaseLine) => void = () => undefined,
): Promise<Session> {
  const { client, baseUrl } = connection;
  const started = performance.now();
  const patience = createPatience(config.patienceMs);
  const doubt = await lookAround(config, connection, patience);
  const identities = await identify(
    config,
    baseUrl,
    (request) => askPatiently(() => client.ask(request), patience),
    (reason) => asker.giveUp(reason),
  );
  const target = createTarget(client, baseUrl, identities, config.faultHeader);
  const asker = createAsker(target, patience);
  const file = createRecord(config.reportDir, identities.redact);
  const recorded = createRecorder(file, planLine(config, plan, { baseUrl, doubt }), plan.contract, {
    faultHeader: config.faultHeader,
  });
  const record = (): RunRecord => file.read() ?? raise(new Error('the record has no plan'));

  const write = (judged: Judged): CaseLine => {
    const line = recorded(judged);
    watch(line);
    return line;
  };
  let lines: ReadonlyMap<string, Promise<CaseLine>> | undefined;
  const begin = () => {
    const orchestra = tune(config, plan, { asker, target, patience, identities });
    return conduct(plan.cases, plan.probes, orchestra, write);
  };
  const end = async (): Promise<Outcome> => {
    await Promise.all((lines ??= begin()).values());
    const durationMs = Math.round(performance.now() - started);
    file.write({ type: 'end', durationMs, waitedMs: patience.waitedMs(), requests: { ...client.requests } });
    return weigh(record());
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

/** Looks whether the target answers, waits for one behind a gateway that does not, and says why it may be no Infisical. */
async function lookAround(config: Config, { client, baseUrl }: Connection, patience: Patience): Promise<string | null> {
  const look = () => smoke(client, baseUrl);
  const first = await look();
  const reply = first.kind === 'response' && isAway(first) ? await askPatiently(look, patience) : first;
  if (reply.kind === 'transport-error') throw unreachable(config, baseUrl, reply.message);
  if (isAway(reply)) throw unreachable(config, baseUrl, `a gateway answered ${reply.status}`);
  return doubtOf(baseUrl, reply);
}

const unreachable = ({ target, settings }: Config, baseUrl: string, why: string): Problem =>
  new Problem({
    code: 'unreachable',
    message: `target ${target.name} gives no answer at ${baseUrl}/api/status: ${why}`,
    where: settings.get('CONTRACT_BASE_URL')?.source ?? 'embedded target',
    fix: why.includes('certificate')
      ? 'Name the authority that signed it in CONTRACT_CA_FILE'
      : 'Start the server, or mend CONTRACT_BASE_URL',
    exitCode: 3,
  });

function raise(error: Error): never {
  throw error;
}
