import { Problem } from '../problem.ts';
import type { Settings } from './settings.ts';
import { text } from './values.ts';

/**
 * True if the target may be changed: it is the embedded one, or CONTRACT_DISPOSABLE names the host and port of the base
 * URL to the letter, so that a base URL of another environment is never changed by mistake.
 *
 * @param url the base URL; undefined for the embedded target
 * @throws Problem `disposable` if it names another server
 */
export function disposable(settings: Settings, url: URL | undefined): boolean {
  const named = text(settings, 'CONTRACT_DISPOSABLE');
  const setting = settings.get('CONTRACT_DISPOSABLE');
  if (named === undefined && setting === undefined) return url === undefined;
  const written = settings.get('CONTRACT_BASE_URL')?.value ?? '';
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(written)?.[1];
  if (url !== undefined && named === authority) return true;
  throw new Problem({
    code: 'disposable',
    message:
      url === undefined
        ? `CONTRACT_DISPOSABLE is ${JSON.stringify(named ?? '')}, but CONTRACT_BASE_URL is not set`
        : `CONTRACT_DISPOSABLE is ${JSON.stringify(named ?? '')}, but the host of CONTRACT_BASE_URL is ${JSON.stringify(authority)}`,
    where: setting?.source ?? 'environment',
    fix:
      url === undefined
        ? 'Set CONTRACT_BASE_URL to the server that may be changed; the embedded target is always disposable'
        : `If this server may be changed, set CONTRACT_DISPOSABLE=${authority ?? ''}`,
  });
}
