import { basename } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Connection } from '../run/connection.ts';
import { contractOf } from '../run/contract-of.ts';
import { verifyTraffic } from '../run/verify.ts';
import { readHar } from '../traffic/har.ts';
import { readWaivers } from '../waivers/read.ts';
import { type Publishing, tell } from './reports.ts';

/**
 * Judges the exchanges of an HTTP Archive, and writes the same reports as a run.
 *
 * @throws Problem `har` where the file is none
 */
export async function verify(
  file: string,
  config: Config,
  connection: Connection,
  publishing: Publishing,
): Promise<number> {
  const exchanges = readHar(file);
  const contract = await contractOf(config, connection, config.spec);
  const waivers = readWaivers(config.waivers, contract.operations.keys()).filter(({ target }) => target === null);
  return tell(verifyTraffic({ contract, waivers, name: basename(file), exchanges }, config), publishing);
}
