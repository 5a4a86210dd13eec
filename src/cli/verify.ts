import { basename } from 'node:path';
import { loadTargetContract } from '../target/contract-loader.ts';
import { verifyTraffic } from '../traffic/verify.ts';
import { readHar } from '../traffic/har.ts';
import { readWaivers } from '../waivers/read.ts';
import type { Request } from './request.ts';
import { readBaseline } from './baseline.ts';
import { configured, withTarget } from './with-target.ts';
import { evaluate } from '../record/evaluation.ts';
import { publishRun } from './reports.ts';

/**
 * Judges the exchanges of an HTTP Archive and writes the same reports as a run.
 *
 * @throws Problem `har` if the file is not an HTTP Archive
 */
export function verify(request: Extract<Request, { command: 'verify' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const { file, har } = request;
  // Nothing is sent: the base URL only selects exchanges.
  const config = configured(request, { ...env, CONTRACT_ALLOW_HTTP: '1' });
  const exchanges = readHar(file);
  return withTarget(config, async (connection) => {
    const baseline = await readBaseline(config);
    const contract = await loadTargetContract(config, connection, config.spec);
    const known = readWaivers(config.waivers, contract.operations.keys(), []);
    const record = verifyTraffic({ contract, ...known, name: basename(file), exchanges }, config);
    const publishing = { folder: config.reportDir, har, env, baseline };
    return publishRun({ record, evaluation: evaluate(record) }, publishing);
  });
}
