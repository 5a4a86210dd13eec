import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import type { Connection } from './connection.ts';
import { isPassing, notInfisical, refusalOf } from './foreign.ts';
import { askPatiently, type Patience } from './patience.ts';
import { doubtOf, smoke } from './target.ts';

/**
 * Looks whether an Infisical answers, and waits for one behind a gateway or a throttle.
 *
 * @param isForced true: what is not an Infisical is judged as well
 * @returns why it may not be an Infisical; null where nothing says so
 * @throws Problem with exit code 3: `unreachable`, or `not-infisical` unless it is forced
 */
export async function lookAround(
  config: Config,
  { client, baseUrl }: Connection,
  patience: Patience,
  isForced: boolean,
): Promise<string | null> {
  const look = () => smoke(client, baseUrl);
  const first = await look();
  const reply = isPassing(first) ? await askPatiently(look, patience) : first;
  const refusal = await refusalOf(client, baseUrl, reply);
  if (reply.kind === 'transport-error') {
    throw refusal === undefined ? unreachable(config, baseUrl, reply.message) : notInfisical(config, refusal);
  }
  if (isPassing(reply)) {
    const who = reply.status === 429 ? 'a throttle' : 'a gateway';
    throw unreachable(config, baseUrl, `${who} answered ${reply.status}`);
  }
  if (refusal !== undefined && !isForced) throw notInfisical(config, refusal);
  return refusal?.message ?? doubtOf(baseUrl, reply);
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
