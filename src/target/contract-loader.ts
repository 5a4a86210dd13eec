import type { Redact } from '../client/redaction.ts';
import type { Reply } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { type Contract, loadContract } from '../contract/contract.ts';
import type { Download } from '../contract/sources.ts';
import { Problem } from '../problem.ts';
import type { Connection } from './connection.ts';
import { notInfisical, whyNotInfisical } from './not-infisical.ts';
import { sendWithBackoff, createRetryBudget } from './retry-budget.ts';
import { requestStatus } from './target.ts';

/** The URL at which a target serves its own contract. */
export const servedUrl = ({ baseUrl }: Pick<Connection, 'baseUrl'>): string => `${baseUrl}/api/docs/json`;

/**
 * Loads a contract: `specs` of the user or the suite, `served` by the target, a folder, file or URL.
 *
 * @throws Problem if it is invalid or cannot be fetched
 */
export function loadTargetContract(config: Config, connection: Connection, spec: string): Promise<Contract> {
  const download = downloader(connection, config.retryBudgetMs);
  const { specRoot } = config;
  if (spec !== 'served') return loadContract(spec === 'specs' ? config.specs : spec, download, specRoot);
  return loadContract(servedUrl(connection), download, specRoot).catch(async (error: unknown) => {
    throw (await wrongTarget(config, connection)) ?? asServed(error);
  });
}

/** Loads one contract: see {@link loadTargetContract}. */
export type LoadContract = typeof loadTargetContract;

/** The value of CONTRACT_SPEC for {@link loadContracts}. */
const BOTH = 'specs,served';

/** The contracts that a value of CONTRACT_SPEC names, each as for {@link loadTargetContract}. */
export const partsOf = (spec: string): string[] => (spec === BOTH ? ['specs', 'served'] : [spec]);

/** A contract, and the part of it that the target serves, if it does. */
export interface LoadedContracts {
  contract: Contract;
  served: Contract | undefined;
}

/**
 * Loads the contract that CONTRACT_SPEC names, which may be `specs,served`: the operations of specs/, and all others of
 * the document that the target serves.
 *
 * @param load loads one of them
 * @throws Problem if it is invalid or cannot be fetched
 */
export async function loadContracts(
  config: Config,
  connection: Connection,
  load: LoadContract = loadTargetContract,
): Promise<LoadedContracts> {
  if (config.spec !== BOTH) {
    const contract = await load(config, connection, config.spec);
    return { contract, served: config.spec === 'served' ? contract : undefined };
  }
  const published = await load(config, connection, 'specs');
  const served = await load(config, connection, 'served');
  return { contract: combined(published, served), served };
}

/** The operations of one contract, and all others of another one. */
function combined(first: Contract, second: Contract): Contract {
  const left = [...second.operations.values()].filter(({ key }) => !first.operations.has(key));
  const documents = second.documents.map((each) => ({
    ...each,
    operations: left.filter(({ document }) => document === each.name).length,
  }));
  const isOfFirst = (document: string): boolean => first.documents.some(({ name }) => name === document);
  return {
    documents: [...first.documents, ...documents.filter(({ operations }) => operations > 0)],
    operations: new Map([...first.operations.values(), ...left].map((operation) => [operation.key, operation])),
    faults: [...first.faults, ...second.faults],
    unreadable: new Map([...second.unreadable, ...first.unreadable]),
    fetched: second.fetched,
    fragment: (place, redact) => (isOfFirst(place.document) ? first : second).fragment(place, redact),
  };
}

/** True for a contract whose operations are those of specs/, for which the fixtures are written. */
export const includesSpecs = (spec: string): boolean => spec === 'specs' || spec === BOTH;

/** How to get the whole document of a server, which serves only a part of it in production. */
export const WHOLE_DOCUMENT =
  'Set OPENAPI_FULL_SPEC=true on a server that is not in production, or use --spec <URL> with the whole document';

/** Whoever tests a server cannot correct its document, so the fix names a setting of the server, or of the run. */
function asServed(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  const { code, message, where, exitCode } = error;
  const fix =
    code === 'no-operation'
      ? WHOLE_DOCUMENT
      : code === 'contract-download' && exitCode === 3
        ? 'Start the server, or correct CONTRACT_BASE_URL'
        : undefined;
  return fix === undefined ? error : new Problem({ code, message, where, fix, exitCode });
}

/**
 * If the document cannot be loaded, the server may not be an Infisical server. The Problem for that is more helpful.
 */
async function wrongTarget(config: Config, connection: Connection): Promise<Problem | undefined> {
  const { client, baseUrl } = connection;
  const rejection = await whyNotInfisical(connection, await requestStatus(client, baseUrl));
  return rejection && notInfisical(config, rejection);
}

/**
 * True if the connection was refused. Such a request is not retried, because only `--wait` waits for a server to start.
 */
const isRefused = (reply: Reply): boolean => reply.kind === 'transport-error' && reply.reason === 'refused';

/** Documents and published pages first, then anything that may be readable. */
const ACCEPT = 'application/json, application/yaml, text/markdown, */*;q=0.1';

/** Creates a function that fetches texts. It retries if the server is busy. */
export const downloader =
  ({ client, deadline, redact }: Connection, retryBudgetMs: number): Download =>
  async (url) => {
    const budget = createRetryBudget(retryBudgetMs, deadline.signal);
    const send = () => client.send({ method: 'GET', url, headers: { accept: ACCEPT } });
    const reply = await deadline.within(sendWithBackoff(send, budget, isRefused));
    if (reply.kind === 'response' && reply.status === 200) return withoutCredentials(url, reply.body, redact);
    const isAway = reply.kind === 'transport-error' || reply.status === 429 || reply.status >= 500;
    throw new Problem({
      code: 'contract-download',
      message: `the contract could not be fetched: ${reply.kind === 'response' ? `the server answered ${reply.status}` : reply.message}`,
      where: url,
      fix: isAway ? 'Start the server, or specify a file' : 'Specify the URL of the document',
      exitCode: isAway ? 3 : 2,
    });
  };

/**
 * The text of a document. Every report contains paths and names of the document. A document with a configured
 * credential is refused, because redaction would change it.
 */
function withoutCredentials(url: string, body: Uint8Array, redact: Redact): string {
  const text = new TextDecoder().decode(body);
  if (redact(text) === text) return text;
  throw new Problem({
    code: 'contract-download',
    message: 'the document contains a configured credential, which every report would show',
    where: url,
    fix: 'Replace the credential, and specify a document without it (CONTRACT_SPEC, --spec)',
  });
}
