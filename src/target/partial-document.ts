import type { Reply } from '../client/reply.ts';
import type { Contract } from '../contract/contract.ts';
import type { Connection } from './connection.ts';
import { servedUrl, WHOLE_DOCUMENT } from './contract-loader.ts';
import { IMPOSSIBLE } from './route-not-found.ts';

/**
 * Checks whether the document that a target serves lacks an operation that the target implements. A production server
 * serves only a part of its operations. Sends a few requests, without credentials.
 *
 * @param known keys of operations that an Infisical server may have
 * @returns a warning; undefined if no such operation was found
 */
export async function partialDocument(
  { client, baseUrl, deadline }: Connection,
  { operations }: Contract,
  known: readonly string[],
): Promise<string | undefined> {
  const isImplemented = async (path: string): Promise<boolean> =>
    isAnswered(await deadline.within(client.send({ method: 'GET', url: baseUrl + path, headers: {} })));
  for (const operation of known.filter((key) => key.startsWith('GET ') && !operations.has(key))) {
    const path = operation.replace('GET ', '').replace(/\{[^{}]+\}/g, 'made-up');
    if (!(await isImplemented(path))) continue;
    // A gateway may answer every path.
    if (await isImplemented(IMPOSSIBLE.url)) return undefined;
    return `${servedUrl({ baseUrl })} does not declare ${operation}, which the server implements: it is only a part of its contract. ${WHOLE_DOCUMENT}`;
  }
  return undefined;
}

/** True for a success, or a refusal of a request without credentials. */
const isAnswered = (reply: Reply): boolean =>
  reply.kind === 'response' && (reply.status < 300 || [401, 403, 422].includes(reply.status));
