import pluralize from 'pluralize';
import type { Config } from '../config/config.ts';
import { routeOf } from '../contract/path-template.ts';
import { PUBLISHED } from '../embedded/published.ts';
import type { LoadedContracts } from './contract-loader.ts';

/** Why an operation is not sent to the embedded target. */
export const NOT_EMBEDDED = 'the embedded target does not implement it';

/**
 * The operations of a contract that the embedded target does not implement: the published ones without a route that
 * conforms to their documents. Their 404 would be false deviations. All operations that it serves itself are
 * implemented.
 *
 * @returns their keys; none if another target is judged
 */
export function notEmbedded({ contract, served }: LoadedContracts, { target }: Pick<Config, 'target'>): Set<string> {
  if (target.baseUrl !== undefined) return new Set();
  const own = new Set(served?.documents.map(({ name }) => name));
  const routes = new Set(PUBLISHED.map(routeOf));
  const missing = [...contract.operations.values()].filter(
    ({ key, document }) => !own.has(document) && !routes.has(routeOf(key)),
  );
  return new Set(missing.map(({ key }) => key));
}

/** A warning about operations that only another target can prove; none if there are no such operations. */
export function embeddedWarnings([first, ...others]: readonly string[]): string[] {
  if (first === undefined) return [];
  const what = others.length === 0 ? first : pluralize('operation', others.length + 1, true);
  return [`the embedded target does not implement ${what}; set CONTRACT_BASE_URL to a server that does`];
}
