import type { Client } from '../client/client.ts';
import type { Reply } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import type { Download } from '../contract/sources.ts';
import { Problem } from '../problem.ts';
import { PROJECT } from './configure.ts';
import type { Connection } from './connection.ts';
import { askPatiently, createPatience } from './patience.ts';

/** Where a target serves its own contract. */
export const servedUrl = ({ baseUrl }: Pick<Connection, 'baseUrl'>): string => `${baseUrl}/api/docs/json`;

/**
 * Reads a contract as CONTRACT_SPEC names it: `specs` of the project, `served` of the target, a folder, file or URL.
 *
 * @throws Problem where it cannot be relied on, or fetched
 */
export const contractOf = (config: Config, connection: Connection, spec: string): Promise<Contract> =>
  loadContract(
    spec === 'specs' ? `${PROJECT}specs` : spec === 'served' ? servedUrl(connection) : spec,
    downloading(connection.client, config.patienceMs),
  );

/** Nothing listens there; `--wait` waits for what is to begin to. */
const isRefused = (reply: Reply): boolean => reply.kind === 'transport-error' && reply.reason === 'refused';

/** Fetches texts, and waits for a server that is busy. */
export const downloading =
  (client: Client, patienceMs: number): Download =>
  async (url) => {
    const patience = createPatience(patienceMs);
    const reply = await askPatiently(() => client.ask({ method: 'GET', url, headers: {} }), patience, isRefused);
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
