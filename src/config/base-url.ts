import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { nearest } from './nearest.ts';
import type { Settings } from './settings.ts';
import { flag, text } from './values.ts';

/**
 * The server's origin and base path. Undefined if the embedded target is judged, that is, if neither a base URL nor
 * another target is set.
 *
 * @param directory folder of the dotenv files, whose names are the known targets
 * @throws Problem `base-url` if the URL is empty, missing or invalid, or would send tokens unencrypted
 */
export function baseUrl(settings: Settings, directory: string): URL | undefined {
  const allowsHttp = flag(settings, 'CONTRACT_ALLOW_HTTP');
  const setting = settings.get('CONTRACT_BASE_URL');
  const target = text(settings, 'CONTRACT_TARGET');
  if (setting === undefined && target === 'embedded') return undefined;
  if (setting === undefined) throw missingUrl(target ?? '', directory);
  if (setting.value === '') throw empty(setting.source);
  const url = URL.canParse(setting.value) ? new URL(setting.value) : undefined;
  const problem = (what: string, fix: string) =>
    new Problem({ code: 'base-url', message: `CONTRACT_BASE_URL ${what}`, where: setting.source, fix });
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw problem('is not an http or https URL', 'Set it to an origin such as https://app.infisical.com');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw problem('contains more than an origin and a base path', 'Remove the user, password, query and fragment');
  }
  if (url.protocol === 'http:' && !isLoopback(url) && !allowsHttp) {
    throw problem(
      `would send tokens unencrypted to ${url.hostname}`,
      'Use https, or set CONTRACT_ALLOW_HTTP=1 if you trust the network',
    );
  }
  return url;
}

/** True if the host is this machine (RFC 6761, section 6.3; RFC 5735, section 3). */
export function isLoopback(url: URL): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

const FIX = 'Set it to the origin of the server, or unset it and CONTRACT_TARGET to judge the embedded target';

const empty = (where: string): Problem =>
  new Problem({ code: 'base-url', message: 'CONTRACT_BASE_URL is set but empty', where, fix: FIX });

function missingUrl(target: string, directory: string): Problem {
  const where = `.env.${target}`;
  if (existsSync(join(directory, where))) {
    return new Problem({ code: 'base-url', message: `target ${target} has no CONTRACT_BASE_URL`, where, fix: FIX });
  }
  const files = readdirSync(directory).filter((name) => /^\.env\.(?!example$)/.test(name));
  const meant = nearest(where, files);
  return new Problem({
    code: 'base-url',
    message: `the file does not exist, so target ${target} has no CONTRACT_BASE_URL`,
    where,
    fix: meant === undefined ? FIX : `Did you mean CONTRACT_TARGET=${meant.slice('.env.'.length)}?`,
  });
}
