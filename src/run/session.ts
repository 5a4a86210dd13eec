import type { Case } from '../cases/case.ts';
import type { Auth } from '../cases/fixtures.ts';
import { SUITE } from '../client/client.ts';
import { configuredCredentials, type Credentials, login, secretPart } from '../client/credentials.ts';
import { redactor } from '../client/redaction.ts';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import { createJudge } from '../verdict/judge.ts';
import { createAsker } from './asking.ts';
import { caseLine } from './case-line.ts';
import { conduct } from './conductor.ts';
import type { Connection } from './connection.ts';
import { createPatience } from './patience.ts';
import type { Plan } from './prepare.ts';
import { type Outcome, weigh } from './outcome.ts';
import { type CaseLine, createRecord, type EndLine, type PlanLine } from './record.ts';
import { createTarget, type Target } from './target.ts';

/** A run that is planned, of a target that is reachable. */
export interface Session {
  /** What is asked, by operation and by expected statuses. */
  contents: Contents[];
  /** What is recorded of a case; the first call begins to ask all of them. */
  verdictOf(one: Case): Promise<CaseLine>;
  /** Waits until every case has a verdict, ends the record and weighs it. */
  finish(): Promise<Outcome>;
  /** Lets go of the target. */
  close(): Promise<void>;
}

/** The cases of one operation. */
export interface Contents {
  operation: string;
  statuses: { status: string; cases: { name: string; one: Case }[] }[];
}

/**
 * Begins a run: looks whether the target is there, logs in, and begins the record.
 *
 * @throws Problem with exit code 3 where the target is unreachable or refuses the login
 */
export async function openSession(config: Config, plan: Plan, connection: Connection): Promise<Session> {
  const { client, baseUrl } = connection;
  const started = performance.now();
  const anonymous = createTarget(client, baseUrl, configuredCredentials(config), config.faultHeader);
  if (!(await anonymous.isReachable())) throw unreachable(config, baseUrl);
  const credentials = configuredCredentials(config, await login(config, baseUrl, client));
  const target = createTarget(client, baseUrl, credentials, config.faultHeader);
  const redact = redactor(credentials.secrets);
  const patience = createPatience(config.patienceMs);
  const record = createRecord(config.reportDir, redact);
  const first = planLine(config, plan, baseUrl);
  record.write(first);

  const begin = () => {
    const judged = conduct(plan.cases, {
      operations: plan.contract.operations,
      asker: createAsker(target, patience),
      judge: createJudge(),
      secrets: (one) => secretsOf(one, credentials),
      concurrency: config.concurrency,
      credentialName: (auth) => credentialName(auth, config),
    });
    const recorded = [...judged].map(([id, outcome]): [string, Promise<CaseLine>] => [
      id,
      outcome.then((each) => {
        const line = caseLine(each, baseUrl, config.faultHeader);
        record.write(line);
        return line;
      }),
    ]);
    return new Map(recorded);
  };
  let lines: ReturnType<typeof begin> | undefined;
  const end = async (): Promise<Outcome> => {
    lines ??= begin();
    const cases = await Promise.all(lines.values());
    const durationMs = Math.round(performance.now() - started);
    const requests = total(anonymous, target);
    const last: EndLine = { type: 'end', durationMs, waitedMs: patience.waitedMs(), requests };
    record.write(last);
    record.close();
    return weigh({ plan: first, cases, end: last });
  };
  let ended: Promise<Outcome> | undefined;
  return {
    contents: contentsOf(plan.cases),
    async verdictOf(one) {
      lines ??= begin();
      const line = lines.get(one.id);
      return line ?? Promise.reject(new Error(`no case ${one.id} was planned`));
    },
    finish: () => (ended ??= end()),
    close: () => connection.close(),
  };
}

function contentsOf(cases: readonly Case[]): Contents[] {
  const contents = new Map<string, Map<string, Contents['statuses'][number]['cases']>>();
  for (const one of cases) {
    const statuses = contents.get(one.operation) ?? new Map<string, Contents['statuses'][number]['cases']>();
    const status = one.expected.join(' ');
    statuses.set(status, [...(statuses.get(status) ?? []), { name: one.id.split(' › ').at(-1) ?? one.id, one }]);
    contents.set(one.operation, statuses);
  }
  return [...contents].map(([operation, statuses]) => ({
    operation,
    statuses: [...statuses].map(([status, rows]) => ({ status, cases: rows })),
  }));
}

function planLine({ target, requireCells }: Config, plan: Plan, baseUrl: string): PlanLine {
  const { contract, cases, deselected, setAside, warnings } = plan;
  const selected = [...contract.operations.values()].filter(({ key }) => !deselected.includes(key));
  return {
    type: 'plan',
    suite: SUITE,
    target: { name: target.name, baseUrl },
    contract: contract.documents.map(({ name, operations }) => ({ document: name, operations })),
    startedAt: new Date().toISOString(),
    operations: selected.map(({ key, document, responses }) => ({
      operation: key,
      document,
      statuses: [...responses.keys()],
    })),
    cases: cases.map(({ id, operation, expected, missing }) => ({ id, operation, expected, missing })),
    deselected,
    setAside,
    requireCells,
    warnings,
  };
}

/** What must not come back: every configured secret, and what this request alone carries. */
function secretsOf({ request: { auth } }: Case, credentials: Credentials): string[] {
  const own = credentials.authorization(auth)?.replace('Bearer ', '');
  return own === undefined ? [...credentials.secrets] : [...credentials.secrets, own, ...secretPart(own)];
}

function credentialName(auth: Auth, { credentials }: Config): string {
  if (auth === 'service') return 'CONTRACT_SERVICE_TOKEN';
  return credentials.token === undefined ? 'the token of CONTRACT_UNIVERSAL_AUTH_CLIENT_ID' : 'CONTRACT_TOKEN';
}

function total(...targets: readonly Target[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { requests } of targets) {
    for (const [method, count] of Object.entries(requests)) sum[method] = (sum[method] ?? 0) + count;
  }
  return sum;
}

const unreachable = ({ target, settings }: Config, baseUrl: string): Problem =>
  new Problem({
    code: 'unreachable',
    message: `target ${target.name} gives no answer at ${baseUrl}/api/status`,
    where: settings.get('CONTRACT_BASE_URL')?.source ?? 'embedded target',
    fix: 'Start the server, or mend CONTRACT_BASE_URL',
    exitCode: 3,
  });
