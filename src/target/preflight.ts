import type { Config } from '../config/config.ts';
import { COMMAND_LINE } from '../config/settings.ts';
import { Problem } from '../problem.ts';
import type { Connection } from './connection.ts';
import { isThrottledOrGateway, notInfisical, whyNotInfisical } from './not-infisical.ts';
import { repeatWithBackoff, type RetryBudget } from './retry-budget.ts';
import { doubtOf, requestStatus } from './target.ts';

/**
 * Checks that an Infisical server responds. Retries if a gateway fails or the target throttles.
 *
 * @param isForced true: a server that is not an Infisical server is judged as well
 * @returns why the server may not be an Infisical server; null if it looks like one
 * @throws Problem with exit code 3: `unreachable`, or `not-infisical` unless it is forced
 */
export async function checkTarget(
  config: Config,
  connection: Connection,
  budget: RetryBudget,
  isForced: boolean,
): Promise<string | null> {
  const { client, baseUrl, redact } = connection;
  const request = () => requestStatus(client, baseUrl);
  const first = await request();
  const reply = isThrottledOrGateway(first) ? await repeatWithBackoff(first, request, budget) : first;
  const rejection = await whyNotInfisical(connection, reply);
  if (reply.kind === 'transport-error') {
    throw rejection === undefined ? unreachable(config, baseUrl, reply.message) : notInfisical(config, rejection);
  }
  if (isThrottledOrGateway(reply)) {
    const cause = reply.status === 429 ? 'it throttles' : 'a gateway failed';
    throw unreachable(config, baseUrl, `${cause} (${reply.status})`);
  }
  if (rejection !== undefined && !isForced) throw notInfisical(config, rejection);
  const doubt = doubtOf(baseUrl, reply);
  return rejection?.message ?? (doubt === null ? null : redact(doubt));
}

function unreachable({ target, settings }: Config, baseUrl: string, why: string): Problem {
  const where = settings.get('CONTRACT_BASE_URL')?.source ?? 'embedded target';
  return new Problem({
    code: 'unreachable',
    message: `target ${target.name} does not answer at ${baseUrl}/api/status: ${why}`,
    where,
    fix: why.includes('certificate')
      ? 'Set CONTRACT_CA_FILE to the certificate of the authority that signed it'
      : `Start the server, or correct ${where === COMMAND_LINE ? 'its URL' : 'CONTRACT_BASE_URL'}`,
    exitCode: 3,
  });
}
