import { basename } from 'node:path';
import { contractOf } from '../run/contract-of.ts';
import { verifyTraffic } from '../run/verify.ts';
import { readHar } from '../traffic/har.ts';
import { readWaivers } from '../waivers/read.ts';
import type { Request } from './commands.ts';
import { configured, reaching } from './reaching.ts';
import { tell } from './reports.ts';

/**
 * Judges the exchanges of an HTTP Archive, and writes the same reports as a run.
 *
 * @throws Problem `har` where the file is none
 */
export function verify(request: Extract<Request, { command: 'verify' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const { file, har } = request;
  const config = configured(request, env);
  const exchanges = readHar(file);
  return reaching(config, async (connection) => {
    const contract = await contractOf(config, connection, config.spec);
    const waivers = readWaivers(config.waivers, contract.operations.keys()).filter(({ target }) => target === null);
    const record = verifyTraffic({ contract, waivers, name: basename(file), exchanges }, config);
    return tell(record, { folder: config.reportDir, har, env });
  });
}
