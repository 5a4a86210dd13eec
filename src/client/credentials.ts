import type { Auth } from '../cases/fixtures.ts';
import { fill, forShell } from '../cases/variables.ts';
import type { Config } from '../config/config.ts';
import { Problem } from '../problem.ts';
import type { Client } from './client.ts';

/** The bearer token of every case that asks what a token that is none brings. */
const MALFORMED_TOKEN = 'not.a-token.5f1c9e7ab2d4';

/** Turns the name of credentials into the header field that carries them. */
export interface Credentials {
  /** Kinds that are there to be sent. */
  available: ReadonlySet<Auth>;
  /** Value of the Authorization field (RFC 6750, section 2.1); undefined: none is sent. */
  authorization(auth: Auth): string | undefined;
  /** Every secret text that may be sent, for redaction and for the check that none comes back. */
  secrets: readonly string[];
}

/** Credentials as configured, without a login. */
export function configuredCredentials({ credentials, variables }: Config, token = credentials.token): Credentials {
  const tokens = new Map<Auth, string | undefined>([
    ['token', token],
    ['restricted', credentials.restricted],
    ['service', credentials.service],
    ['malformed', MALFORMED_TOKEN],
  ]);
  const configured = [token, credentials.restricted, credentials.service, credentials.clientSecret];
  return {
    available: new Set([...tokens].filter(([, value]) => value !== undefined).map(([kind]) => kind)),
    authorization(auth) {
      if (typeof auth === 'object' && 'authorization' in auth) return auth.authorization;
      const value = typeof auth === 'object' ? fill(auth.bearer, variables).text : tokens.get(auth);
      return value === undefined ? undefined : `Bearer ${value}`;
    },
    secrets: configured.filter((secret) => secret !== undefined).flatMap((secret) => [secret, ...secretPart(secret)]),
  };
}

/** The third part of a service token `st.<id>.<secret>`. */
export const secretPart = (token: string): string[] => /^st\.[^.]+\.(.+)$/.exec(token)?.slice(1) ?? [];

/** What a shell puts in the place of credentials; the credentials themselves stay in the environment. */
export function shellAuthorization(auth: Auth): string | undefined {
  if (typeof auth === 'object' && 'authorization' in auth) return auth.authorization;
  if (typeof auth === 'object') return `Bearer ${forShell(auth.bearer)}`;
  const bearer = {
    token: '$CONTRACT_TOKEN',
    restricted: '$CONTRACT_RESTRICTED_TOKEN',
    service: '$CONTRACT_SERVICE_TOKEN',
    malformed: MALFORMED_TOKEN,
    none: undefined,
  }[auth];
  return bearer === undefined ? undefined : `Bearer ${bearer}`;
}

/**
 * Logs in as the configured machine identity where no token is set.
 *
 * @param ask how the target is asked, with patience
 * @returns the access token; undefined where no universal auth is configured
 * @throws Problem `login-refused`, exit code 3, where the target gives no token
 */
export async function login({ credentials }: Config, baseUrl: string, ask: Client['ask']): Promise<string | undefined> {
  const { token, clientId, clientSecret } = credentials;
  if (token !== undefined || clientId === undefined || clientSecret === undefined) return token;
  const reply = await ask({
    method: 'POST',
    url: `${baseUrl}/api/v1/auth/universal-auth/login`,
    headers: {},
    json: { clientId, clientSecret },
  });
  const accessToken = reply.kind === 'response' && reply.status === 200 ? tokenIn(reply.body) : undefined;
  if (accessToken !== undefined) return accessToken;
  const got = reply.kind === 'response' ? `the answer was ${reply.status}` : reply.message;
  throw new Problem({
    code: 'login-refused',
    message: `universal auth gave no access token: ${got}`,
    where: 'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID',
    fix: "Check the identity's client id and client secret, and that it may log in from this address",
    exitCode: 3,
  });
}

function tokenIn(body: Uint8Array): string | undefined {
  try {
    const { accessToken } = JSON.parse(new TextDecoder().decode(body)) as { accessToken?: unknown };
    return typeof accessToken === 'string' && /^[\x21-\x7e]+$/.test(accessToken) ? accessToken : undefined;
  } catch {
    return undefined;
  }
}
