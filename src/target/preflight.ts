import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import type { Connection } from './connection.ts';
import { isTransient, notInfisical, whyNotInfisical } from './not-infisical.ts';
import { sendWithBackoff, type RetryBudget } from './retry-budget.ts';
import { doubtOf, requestStatus } from './target.ts';

/**
 * Looks whether an Infisical answers, and waits for one behind a gateway or a throttle.
 *
 * @param isForced true: what is not an Infisical is judged as well
 * @returns why it may not be an Infisical; null where nothing says so
 * @throws Problem with exit code 3: `unreachable`, or `not-infisical` unless it is forced
 */
export async function checkTarget(
  config: Config,
  connection: Connection,
  budget: RetryBudget,
  isForced: boolean,
): Promise<string | null> {
  const { client, baseUrl, redact } = connection;
  const look = () => requestStatus(client, baseUrl);
  const first = await look();
  const reply = isTransient(first) ? await sendWithBackoff(look, budget) : first;
  const rejection = await whyNotInfisical(connection, reply);
  if (reply.kind === 'transport-error') {
    throw rejection === undefined ? unreachable(config, baseUrl, reply.message) : notInfisical(config, rejection);
  }
  if (isTransient(reply)) {
    const who = reply.status === 429 ? 'a throttle' : 'a gateway';
    throw unreachable(config, baseUrl, `${who} answered ${reply.status}`);
  }
  if (rejection !== undefined && !isForced) throw notInfisical(config, rejection);
  const doubt = doubtOf(baseUrl, reply);
  return rejection?.message ?? (doubt === null ? null : redact(doubt));
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
