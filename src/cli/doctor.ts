import pluralize from 'pluralize';
import type { Redact } from '../client/redaction.ts';
import { isLoopback } from '../config/base-url.ts';
import type { Config } from '../config/config.ts';
import type { Terminal } from '../report/terminal.ts';
import type { Connection } from '../target/connection.ts';
import { openAuthSession } from '../target/auth-session.ts';
import { configuredCredentials, credentialName } from '../client/credentials.ts';
import { planLine } from '../record/plan-line.ts';
import { isNotFound, reachOf, refusedKinds, suspectsOf } from '../record/diagnosis.ts';
import type { Plan } from '../run/planner.ts';
import { UNITS } from '../bootstrap/units.ts';
import { rightsOf } from '../run/rights.ts';
import { survey } from '../run/survey.ts';
import { doubtOf, isGatewayFailure, requestStatus } from '../target/target.ts';
import { whyNotInfisical } from '../target/not-infisical.ts';
import {
  faults,
  identityLines,
  inWords,
  type Line,
  lines,
  locked,
  next,
  notAsked,
  provable,
  rateLimit,
  rightsLine,
  servedContract,
  suspectLines,
} from '../report/doctor.ts';
import { asProblem } from './unexpected.ts';

/** Describes a target, the identities that it accepts, and what a run could prove. */
export async function examine(
  config: Config,
  plan: Plan,
  connection: Connection,
  { columns }: Terminal,
  isForced: boolean,
): Promise<{ text: string; exitCode: 0 | 3 }> {
  const { client, baseUrl } = connection;
  const status = await requestStatus(client, baseUrl);
  const refusal = await whyNotInfisical(connection, status);
  const doubt =
    refusal?.message ?? (status.kind === 'response' && !isGatewayFailure(status) ? doubtOf(baseUrl, status) : null);
  const target = ['target', `${config.target.name} at ${baseUrl}: ${doubt ?? inWords(status)}`] as const;
  if (status.kind !== 'response' || isGatewayFailure(status) || (refusal !== undefined && !isForced)) {
    const way = ['next', refusal?.fix ?? 'start the server, or correct CONTRACT_BASE_URL'] as const;
    return { text: lines(redacted([target, way], connection.redact), columns), exitCode: 3 };
  }
  const served = await client.send({ method: 'GET', url: `${baseUrl}/api/docs/json`, headers: {} });
  const identities = await openAuthSession(
    config,
    baseUrl,
    (request) => client.send(request),
    () => undefined,
  ).catch(asProblem);
  const isLoggedIn = !(identities instanceof Error);
  const planned = planLine(config, plan, { baseUrl, doubt });
  const tried = isLoggedIn ? await survey(config, plan, connection, identities) : [];
  const rights = isLoggedIn ? await rightsOf(config, connection, identities, tried) : [];
  const refused = refusedKinds(tried);
  const reach = reachOf(tried, planned);
  const suspects = suspectsOf(tried);
  const wrong = suspects.filter(isNotFound);
  const rows: Line[] = [
    target,
    ['serves', servedContract(served)],
    ['contract', `${config.spec}: ${pluralize('operation', plan.contract.operations.size, true)}`],
    ...faults(plan),
    ...(isLoggedIn
      ? [...identityLines(tried, configuredCredentials(config).available.size > 0), ...rightsLine(rights)]
      : [['login', identities.line] satisfies Line]),
    ...rateLimit(tried),
    ['provable', provable(plan, refused, reach)],
    ...locked(plan, reach),
    ...suspectLines(suspects),
    ...notAsked(plan),
    ...bootstrapLine(config),
    ...plan.warnings.map((warning): Line => ['warning', warning]),
    ...next(
      doubt,
      [...refused].map((kind) => credentialName(kind, config)),
      wrong.map(({ variable }) => variable),
    ),
  ];
  const redact = isLoggedIn ? identities.redact : connection.redact;
  return {
    text: lines(redacted(rows, redact), columns),
    exitCode: isLoggedIn && doubt === null && refused.size === 0 && wrong.length === 0 && plan.cases.length > 0 ? 0 : 3,
  };
}

/** What bootstrap would make on a target that may be changed. */
function bootstrapLine({ target, isDisposable, settings }: Config): Line[] {
  const missing = UNITS.filter(({ variables }) => variables.some((name) => (settings.get(name)?.value ?? '') === ''));
  const url = target.baseUrl === undefined ? undefined : new URL(target.baseUrl);
  if (url === undefined || missing.length === 0 || !(isDisposable || isLoopback(url))) return [];
  const names = missing.map(({ name }) => name).join(', ');
  return [
    [
      'bootstrap',
      `would make ${names}${isDisposable ? '' : `, if the server may be changed: --disposable ${url.host}`}`,
    ],
  ];
}

/** Redacts the text of each line: much of it comes from the server, which may send a credential back. */
const redacted = (rows: readonly Line[], redact: Redact): Line[] =>
  rows.map(([name, text]): Line => [name, redact(text)]);
