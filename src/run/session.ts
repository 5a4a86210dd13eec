import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { configuredCredentials, type Credentials, login, secretPart } from '../client/credentials.ts';
import { redactor } from '../client/redaction.ts';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import { createJudge } from '../verdict/judge.ts';
import { createAsker } from './asking.ts';
import { caseLine } from './case-line.ts';
import { conduct } from './conductor.ts';
import type { Connection } from './connection.ts';
import { type Contents, contentsOf } from './contents.ts';
import type { Judged } from './judging.ts';
import { type Outcome, weigh } from './outcome.ts';
import { askPatiently, createPatience, type Patience } from './patience.ts';
import { planLine } from './plan-line.ts';
import type { Plan } from './prepare.ts';
import type { CaseLine, RunRecord } from './record.ts';
import { createRecord } from './record-file.ts';
import { createRouter } from './router.ts';
import { createTarget, smoke } from './target.ts';

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
  /** Lets go of the record and of the target. */
  close(): Promise<void>;
}

/**
 * Begins a run: looks whether the target is there, logs in, and begins the record.
 *
 * @throws Problem with exit code 3 where the target is unreachable or refuses the login
 */
export async function openSession(config: Config, plan: Plan, connection: Connection): Promise<Session> {
  const { client, baseUrl } = connection;
  const started = performance.now();
  const patience = createPatience(config.patienceMs);
  const warnings = await lookAround(config, connection);
  const token = await login(config, baseUrl, (request) => askPatiently(() => client.ask(request), patience));
  const credentials = configuredCredentials(config, token);
  const file = createRecord(config.reportDir, redactor(credentials.secrets));
  file.write(planLine(config, { ...plan, warnings: [...plan.warnings, ...warnings] }, baseUrl));
  const record = (): RunRecord => file.read() ?? raise(new Error('the record has no plan'));

  let lines: Map<string, Promise<CaseLine>> | undefined;
  const begun = () =>
    (lines ??= begin(config, plan, connection, credentials, patience, (line) => {
      file.write(line);
      return line;
    }));
  const end = async (): Promise<Outcome> => {
    await Promise.all(begun().values());
    const durationMs = Math.round(performance.now() - started);
    file.write({ type: 'end', durationMs, waitedMs: patience.waitedMs(), requests: { ...client.requests } });
    return weigh(record());
  };
  let ended: Promise<Outcome> | undefined;
  return {
    contents: contentsOf(plan.cases),
    verdictOf: (one) => begun().get(one.id) ?? Promise.reject(new Error(`no case ${one.id} was planned`)),
    finish: () => (ended ??= end()),
    record,
    async close() {
      file.close();
      await connection.close();
    },
  };
}

/** Sets everything going; each case resolves to its line, which has been written by then. */
function begin(
  config: Config,
  plan: Plan,
  { client, baseUrl }: Connection,
  credentials: Credentials,
  patience: Patience,
  write: (line: CaseLine) => CaseLine,
): Map<string, Promise<CaseLine>> {
  const target = createTarget(client, baseUrl, credentials, config.faultHeader);
  const judged = conduct(plan.cases, plan.probes, {
    operations: plan.contract.operations,
    asker: createAsker(target, patience),
    router: createRouter(client, baseUrl),
    send: async (request) => {
      await patience.ready();
      return target.send(request);
    },
    judge: createJudge(),
    secrets: (one) => secretsOf(one, credentials),
    concurrency: config.concurrency,
    exploreMs: config.exploration?.limitMs ?? 0,
    credentialName: (auth) => credentialName(auth, config),
  });
  const recorded = async (outcome: Promise<Judged>) => write(caseLine(await outcome, baseUrl, config.faultHeader));
  return new Map([...judged].map(([id, outcome]) => [id, recorded(outcome)]));
}

/** Looks whether the target answers; an answer that no Infisical would give is worth a warning. */
async function lookAround(config: Config, { client, baseUrl }: Connection): Promise<string[]> {
  const reply = await smoke(client, baseUrl);
  if (reply.kind === 'transport-error') throw unreachable(config, baseUrl, reply.message);
  const type = reply.headers.get('content-type')?.[0] ?? 'no Content-Type';
  if (reply.status === 200 && type.startsWith('application/json')) return [];
  return [`${baseUrl}/api/status answered ${reply.status}, ${type}: is CONTRACT_BASE_URL that of an Infisical?`];
}

/** What must not come back: every configured secret, and what this request alone carries. */
function secretsOf({ request: { auth } }: Case, credentials: Credentials): string[] {
  const own = credentials.authorization(auth)?.replace('Bearer ', '');
  return own === undefined ? [...credentials.secrets] : [...credentials.secrets, own, ...secretPart(own)];
}

function credentialName(auth: Auth, { credentials }: Config): string {
  if (auth === 'service') return 'CONTRACT_SERVICE_TOKEN';
  if (auth === 'restricted') return 'CONTRACT_RESTRICTED_TOKEN';
  return credentials.token === undefined ? 'the token of CONTRACT_UNIVERSAL_AUTH_CLIENT_ID' : 'CONTRACT_TOKEN';
}

const unreachable = ({ target, settings }: Config, baseUrl: string, why: string): Problem =>
  new Problem({
    code: 'unreachable',
    message: `target ${target.name} gives no answer at ${baseUrl}/api/status: ${why}`,
    where: settings.get('CONTRACT_BASE_URL')?.source ?? 'embedded target',
    fix: why.includes('certificate')
      ? 'Name the authority that signed it in NODE_EXTRA_CA_CERTS, in the environment'
      : 'Start the server, or mend CONTRACT_BASE_URL',
    exitCode: 3,
  });

function raise(error: Error): never {
  throw error;
}
