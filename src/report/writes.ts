import pluralize from 'pluralize';
import { COMMAND } from '../config/packed.ts';
import type { ContractJson } from './contract-json.ts';

const CLEAN = `${COMMAND} clean deletes`;

/** Maximum number of resources that are listed. */
const MAX_LEFTOVERS = 10;

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** That writes were sent with credentials, how many, and what could not be deleted. */
export function writeLines({
  disposable,
  requests,
  leftovers,
  durationMs,
}: Pick<ContractJson, 'disposable' | 'requests' | 'leftovers' | 'durationMs'>): string[] {
  if (disposable === null) return [];
  // Without its end, the number of requests and what was deleted are unknown.
  if (durationMs === 0) return [`${disposable} is disposable: writes were sent; ${CLEAN} what the run made`];
  const count = WRITES.reduce((sum, method) => sum + (requests[method] ?? 0), 0);
  const shown = leftovers
    .slice(0, MAX_LEFTOVERS)
    .map(({ operation, id, reason }) => `left over: ${operation} made ${id ?? 'a resource without an id'}; ${reason}`);
  const more = leftovers.length - shown.length;
  return [
    `${disposable} is disposable: ${pluralize('write', count, true)} sent`,
    ...shown,
    ...(leftovers.length > 0 ? [`${CLEAN} what is left over, when the server can`] : []),
    ...(more > 0 ? [`… ${more} more left over in contract.json`] : []),
  ];
}
