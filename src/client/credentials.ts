import type { Auth } from '../cases/fixtures.ts';
import { fill, forShell } from '../cases/variables.ts';
import type { Config } from '../config/config.ts';
import {
  type ClientCredentials,
  type IdentityName,
  isLoginName,
  LOGIN_NAMES,
  type LoginName,
  TOKEN_VARIABLES,
} from '../config/credentials.ts';
import { SHORTEST_SECRET } from '../config/values.ts';
import { Problem } from '../problem.ts';
import type { Client } from './client.ts';
import { jsonBody } from './http-request.ts';
import { type Redact, redactor } from './redaction.ts';

/** The bearer token of the kind `malformed`. */
const MALFORMED_TOKEN = 'not.a-token.5f1c9e7ab2d4';

/** The credentials that requests are sent with, by kind. */
export interface Credentials {
  /** Kinds that are configured. */
  available: ReadonlySet<Auth>;
  /** Value of the Authorization field (RFC 6750, section 2.1); undefined if it is not sent. */
  authorization(auth: Auth): string | undefined;
  /** Every secret that may be sent, for redaction and for the check that no response contains it. */
  secrets: readonly string[];
  /**
   * Client ids. They are redacted. A response may contain a client id, for example in a universal auth configuration,
   * so this is not a finding.
   */
  clientIds: readonly string[];
}

/** Access tokens from logins, by kind. */
export type Tokens = Readonly<Partial<Record<LoginName, string>>>;

/** The configured credentials, with the tokens from logins. */
export function configuredCredentials({ credentials, variables }: Config, issued: Tokens = {}): Credentials {
  const { logins } = credentials;
  const tokens = new Map<Auth, string | undefined>(
    Object.entries({ ...credentials.tokens, ...issued, malformed: MALFORMED_TOKEN }) as [Auth, string | undefined][],
  );
  const kinds = [...tokens].filter(([, value]) => value !== undefined).map(([kind]) => kind);
  const toLogIn = LOGIN_NAMES.filter((kind) => logins[kind] !== undefined);
  const secrets = [
    ...[...tokens].filter(([kind]) => kind !== 'malformed').map(([, value]) => value),
    ...toLogIn.map((kind) => logins[kind]?.clientSecret),
  ];
  const clientIds = toLogIn.map((kind) => logins[kind]?.clientId);
  return {
    available: new Set([...kinds, ...toLogIn]),
    authorization(auth) {
      if (typeof auth === 'object' && 'authorization' in auth) return auth.authorization;
      const value = typeof auth === 'object' ? fill(auth.bearer, variables).text : tokens.get(auth);
      return value === undefined ? undefined : `Bearer ${value}`;
    },
    secrets: secrets.filter((secret) => secret !== undefined).flatMap((secret) => [secret, ...secretPart(secret)]),
    clientIds: clientIds.filter((id) => id !== undefined),
  };
}

/** Creates a function that redacts every configured credential. */
export const configuredRedactor = (config: Config): Redact => redactor(configuredSecrets(config));

/** The texts of the configured credentials that must not be shown. */
export function configuredSecrets(config: Config): string[] {
  const { secrets, clientIds } = configuredCredentials(config);
  return [...secrets, ...clientIds];
}

/** The secret of a service token `st.<id>.<secret>`; empty for any other text. */
export const secretPart = (token: string): string[] => /^st\.[^.]+\.(.+)$/.exec(token)?.slice(1) ?? [];

/** The Authorization field in a shell command, with a variable instead of the credential. */
export function shellAuthorization(auth: Auth): string | undefined {
  if (typeof auth === 'object' && 'authorization' in auth) return auth.authorization;
  if (typeof auth === 'object') return `Bearer ${forShell(auth.bearer)}`;
  if (auth === 'none') return undefined;
  return `Bearer ${auth === 'malformed' ? MALFORMED_TOKEN : `$${TOKEN_VARIABLES[auth]}`}`;
}

/** The variable of a kind of credentials, for messages. */
export function credentialName(auth: Auth, { credentials }: Pick<Config, 'credentials'>): string {
  const name = typeof auth === 'string' && auth in TOKEN_VARIABLES ? (auth as IdentityName) : 'token';
  const login = isLoginName(name) ? credentials.logins[name] : undefined;
  return login === undefined ? TOKEN_VARIABLES[name] : `the token of ${login.variable}`;
}

/**
 * Longest access token, in characters. RFC 9110, section 5.4, sets no limit, but servers accept about 16 KiB of header
 * fields.
 */
const LONGEST_TOKEN = 8192;

const OTHER_TARGET = 'Set CONTRACT_TOKEN, or check that CONTRACT_BASE_URL is the URL of an Infisical server';

/** An access token and its lifetime. */
export interface Login {
  accessToken: string;
  /** Undefined if the target does not return it. */
  lifetimeMs: number | undefined;
}

/**
 * Logs in as a machine identity (`POST /api/v1/auth/universal-auth/login`).
 *
 * @param send sends a request, with retries
 * @throws Problem `login-refused`, exit code 3, if the target returns no valid token
 */
export async function logIn(
  { clientId, clientSecret, variable }: ClientCredentials,
  baseUrl: string,
  send: Client['send'],
): Promise<Login> {
  const url = `${baseUrl}/api/v1/auth/universal-auth/login`;
  const reply = await send({ method: 'POST', url, headers: {}, body: jsonBody({ clientId, clientSecret }) });
  const login = reply.kind === 'response' && reply.status === 200 ? loginIn(reply.body) : undefined;
  const received = reply.kind === 'response' ? `the status was ${reply.status}` : reply.message;
  const refused = (message: string, fix: string) =>
    new Problem({
      code: 'login-refused',
      message: `universal auth returned ${message}`,
      where: variable,
      fix,
      exitCode: 3,
    });
  if (login === undefined) {
    const fix = "Check the identity's client id and client secret, and that it may log in from this address";
    throw refused(`no access token: ${received}`, fix);
  }
  if (login.accessToken.length < SHORTEST_SECRET) {
    throw refused(
      `an access token of fewer than ${SHORTEST_SECRET} characters, which is too short to be redacted`,
      OTHER_TARGET,
    );
  }
  if (login.accessToken.length > LONGEST_TOKEN) {
    throw refused(
      `an access token of more than ${LONGEST_TOKEN} characters, which is too long for a header`,
      OTHER_TARGET,
    );
  }
  return login;
}

function loginIn(body: Uint8Array): Login | undefined {
  try {
    const { accessToken, expiresIn } = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) return undefined;
    const lifetimeMs = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn * 1000 : undefined;
    return { accessToken, lifetimeMs };
  } catch {
    return undefined;
  }
}
