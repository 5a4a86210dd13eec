import { basename } from 'node:path';
import { forget } from '../report/files.ts';
import { contractOf } from '../run/contract-of.ts';
import { removeRecord } from '../run/record-file.ts';
import { verifyTraffic } from '../run/verify.ts';
import { readHar, type Recorded } from '../traffic/har.ts';
import { readWaivers } from '../waivers/read.ts';
import type { Request } from './request.ts';
import { configured, reaching } from './reaching.ts';
import { tell } from './reports.ts';

/**
 * Judges the exchanges of an HTTP Archive, and writes the same reports as a run.
 *
 * @throws Problem `har` where the file is none
 */
export function verify(request: Extract<Request, { command: 'verify' }>, env: NodeJS.ProcessEnv): Promise<number> {
  const { file, har } = request;
  // Nothing is sent: a base URL only tells which exchanges are meant.
  const config = configured(request, { ...env, CONTRACT_ALLOW_HTTP: '1' });
  const exchanges = readInstead(file, config.reportDir);
  return reaching(config, async (connection) => {
    const contract = await contractOf(config, connection, config.spec);
    const waivers = readWaivers(config.waivers, contract.operations.keys(), '');
    const record = verifyTraffic({ contract, waivers, name: basename(file), exchanges }, config);
    return tell(record, { folder: config.reportDir, har, env });
  });
}

/** Reads an archive, which may lie among the reports of an earlier run; those go, whatever comes of it. */
function readInstead(file: string, reports: string): Recorded[] {
  try {
    return readHar(file);
  } finally {
    forget(reports);
    removeRecord(reports);
  }
}
