import type { Client } from '../client/client.ts';
import type { Reply, Response } from '../client/reply.ts';
import type { Config } from '../config/config.ts';
import { isObject } from '../contract/pointer.ts';
import { Problem } from '../problem.ts';
import type { Connection } from './connection.ts';
import { isGatewayFailure, requestStatus, STATUS_PATH } from './target.ts';
import { otherScheme, type Rejection } from './wrong-scheme.ts';

const GENERAL =
  'Set CONTRACT_BASE_URL to the origin of an Infisical server, without /api; --force judges this server anyway';

/** Longest part of a header field that is shown. */
const LONGEST_SHOWN = 100;

/** A part of a credential would not be recognized as one, so a long text is not cut but left out. */
const shown = (text: string): string => (text.length > LONGEST_SHOWN ? '…' : text);

/**
 * Explains why a reply to the status request is not that of an Infisical server: an Infisical server answers 200 with a
 * JSON object. Sends at most two more requests, without credentials and to the same host; redirects are not followed.
 *
 * @param reply the reply; 429 and the failure of a gateway prove nothing
 * @returns undefined if an Infisical server may have answered
 */
export async function whyNotInfisical(
  { client, baseUrl, redact }: Pick<Connection, 'client' | 'baseUrl' | 'redact'>,
  reply: Reply,
): Promise<Rejection | undefined> {
  const rejection = await rejectionOf(client, baseUrl, reply);
  return rejection && { message: redact(rejection.message), fix: redact(rejection.fix) };
}

async function rejectionOf(client: Client, baseUrl: string, reply: Reply): Promise<Rejection | undefined> {
  if (isThrottledOrGateway(reply)) return undefined;
  if (reply.kind === 'transport-error') return otherScheme(client, baseUrl, reply);
  if (isStatus(reply)) return undefined;
  const { status, headers } = reply;
  const root = status < 500 ? rootOf(baseUrl) : undefined;
  if (root !== undefined && isStatus(await requestStatus(client, root))) {
    return {
      message: `${baseUrl}${STATUS_PATH} answered ${status}, but ${root}${STATUS_PATH} returns the status of an Infisical server`,
      fix: `Set CONTRACT_BASE_URL to ${root}`,
    };
  }
  const location = headers.get('location')?.[0];
  if (status >= 300 && status < 400 && location !== undefined) return redirect(baseUrl, location);
  if (status === 400 && baseUrl.startsWith('http:')) {
    const scheme = await otherScheme(client, baseUrl, reply);
    if (scheme !== undefined) return scheme;
  }
  return {
    message: `${baseUrl}${STATUS_PATH} answered ${status} with ${contentOf(reply)}, which is not the status of an Infisical server`,
    fix: status < 500 ? GENERAL : 'Check the log of the server; --force judges this server anyway',
  };
}

/** The Problem `not-infisical`, exit code 3. */
export const notInfisical = ({ settings }: Pick<Config, 'settings'>, refusal: Rejection): Problem =>
  new Problem({
    ...{ code: 'not-infisical', exitCode: 3, ...refusal },
    where: settings.get('CONTRACT_BASE_URL')?.source ?? 'embedded target',
  });

/** True for throttling and gateway failures, which may be temporary and prove nothing about the server. */
export const isThrottledOrGateway = (reply: Reply): boolean =>
  reply.kind === 'response' && (reply.status === 429 || isGatewayFailure(reply));

/** True for the status of an Infisical server, or of a compatible server, whose Content-Type may be missing. */
function isStatus(reply: Reply): boolean {
  if (reply.kind !== 'response' || reply.status !== 200 || isHtml(reply)) return false;
  try {
    return isObject(JSON.parse(new TextDecoder().decode(reply.body)));
  } catch {
    return false;
  }
}

const typeOf = ({ headers }: Response): string | undefined => headers.get('content-type')?.[0];

const isHtml = (response: Response): boolean => typeOf(response)?.toLowerCase().startsWith('text/html') === true;

const contentOf = (response: Response): string =>
  isHtml(response) ? 'an HTML page' : shown(typeOf(response)?.split(';')[0] ?? 'no Content-Type');

/** Shows only the origin and the path of a redirect: its query may contain data about the client. */
function redirect(baseUrl: string, location: string): Rejection {
  const target = URL.canParse(location, baseUrl + STATUS_PATH) ? new URL(location, baseUrl + STATUS_PATH) : undefined;
  const url = baseUrl + STATUS_PATH;
  if (target === undefined || !/^https?:$/.test(target.protocol)) {
    return { message: `${url} redirects to a location that is not an http or https URL`, fix: GENERAL };
  }
  const path = target.pathname.replace(/\/$/, '');
  const base = target.origin + (path.endsWith(STATUS_PATH) ? path.slice(0, -STATUS_PATH.length) : path);
  const isSameRoute = path.endsWith(STATUS_PATH) || path === '';
  return isSameRoute && base !== baseUrl
    ? { message: `${url} redirects to ${base}`, fix: `Set CONTRACT_BASE_URL to ${base}` }
    : { message: `${url} redirects to ${target.origin}${shown(target.pathname)}`, fix: GENERAL };
}

/** The probable base URL if the configured one is too long: the part before `/api`, or the origin. */
function rootOf(baseUrl: string): string | undefined {
  const { origin, pathname } = new URL(baseUrl);
  const [before = ''] = /^.*?(?=\/api(\/|$))/.exec(pathname) ?? [];
  return pathname === '/' ? undefined : origin + before;
}
