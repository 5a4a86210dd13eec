import type { Reply } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import type { Download } from '../contract/sources.ts';
import { Problem } from '../problem.ts';
import { PROJECT } from './configure.ts';
import type { Connection } from './connection.ts';
import { notInfisical, refusalOf } from './foreign.ts';
import { askPatiently, createPatience } from './patience.ts';
import { smoke } from './target.ts';

/** Where a target serves its own contract. */
export const servedUrl = ({ baseUrl }: Pick<Connection, 'baseUrl'>): string => `${baseUrl}/api/docs/json`;

/**
 * Reads a contract as CONTRACT_SPEC names it: `specs` of the project, `served` of the target, a folder, file or URL.
 *
 * @throws Problem where it cannot be relied on, or fetched
 */
export function contractOf(config: Config, connection: Connection, spec: string): Promise<Contract> {
  const download = downloading(connection, config.patienceMs);
  const { specRoot } = config;
  if (spec !== 'served') return loadContract(spec === 'specs' ? `${PROJECT}specs` : spec, download, specRoot);
  return loadContract(servedUrl(connection), download, specRoot).catch(async (error: unknown) => {
    throw (await wrongTarget(config, connection)) ?? error;
  });
}

/** A server that serves no contract may not be an Infisical: then that is what is wrong. */
async function wrongTarget(config: Config, { client, baseUrl }: Connection): Promise<Problem | undefined> {
  const refusal = await refusalOf(client, baseUrl, await smoke(client, baseUrl));
  return refusal && notInfisical(config, refusal);
}

/** Nothing listens there; `--wait` waits for what is to begin to. */
const isRefused = (reply: Reply): boolean => reply.kind === 'transport-error' && reply.reason === 'refused';

/** A document, or a published page; a server that has neither may still have what can be read. */
const ACCEPT = 'application/json, application/yaml, text/markdown, */*;q=0.1';

/** Fetches texts, and waits for a server that is busy. */
export const downloading =
  ({ client, deadline }: Connection, patienceMs: number): Download =>
  async (url) => {
    const patience = createPatience(patienceMs, deadline.signal);
    const ask = () => client.ask({ method: 'GET', url, headers: { accept: ACCEPT } });
    const reply = await deadline.within(askPatiently(ask, patience, isRefused));
    if (reply.kind === 'response' && reply.status === 200) return new TextDecoder().decode(reply.body);
    const isAway = reply.kind === 'transport-error' || reply.status === 429 || reply.status >= 500;
    throw new Problem({
      code: 'contract-download',
      message: `the contract could not be fetched: ${reply.kind === 'response' ? `the answer was ${reply.status}` : reply.message}`,
      where: url,
      fix: isAway ? 'Start the server, or name a file' : 'Name the place where the document is',
      exitCode: isAway ? 3 : 2,
    });
  };
