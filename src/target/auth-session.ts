import { configuredCredentials, type Credentials, type Login, logIn } from '../client/credentials.ts';
import type { Client } from '../client/client.ts';
import type { Auth } from '../cases/fixtures.ts';
import { type Redact, redactor } from '../client/redaction.ts';
import type { Config } from '../config/config.ts';
import { isLoginName, LOGIN_NAMES, type LoginName } from '../config/credentials.ts';

/** The credentials of a run, whose access tokens are renewed before they expire. */
export interface AuthSession {
  /** The current credentials, with the secrets of all that were sent before. */
  current(): Credentials;
  /** Resolves when the token of a kind is valid for the next request. */
  ensureFresh(auth: Auth): Promise<void>;
  /** Redacts every credential that was ever sent. */
  redact: Redact;
}

/**
 * Time before its expiry at which a token is renewed. A token that expires in less than twice this time is renewed
 * after half of its lifetime.
 */
const MARGIN_MS = 60_000;

/**
 * Logs in every machine identity that is configured.
 *
 * @param send sends a request, with retries
 * @param onLost called if a token cannot be renewed, because requests with an expired token prove nothing
 * @throws Problem `login-refused`, exit code 3
 */
export async function openAuthSession(
  config: Config,
  baseUrl: string,
  send: Client['send'],
  onLost: (reason: string) => void,
): Promise<AuthSession> {
  const tokens: Partial<Record<LoginName, string>> = {};
  const renewAt = new Map<LoginName, number>();
  const renewing = new Map<LoginName, Promise<void>>();
  const secrets = new Set<string>();
  let credentials: Credentials;
  let redact: Redact;

  const accept = (kind: LoginName | undefined, login?: Login): void => {
    if (kind !== undefined && login !== undefined) {
      const { accessToken, lifetimeMs = Infinity } = login;
      tokens[kind] = accessToken;
      renewAt.set(kind, performance.now() + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2));
    }
    const { clientIds, ...current } = configuredCredentials(config, tokens);
    for (const secret of current.secrets) secrets.add(secret);
    credentials = { ...current, clientIds, secrets: [...secrets] };
    redact = redactor([...secrets, ...clientIds]);
  };
  const { logins } = config.credentials;
  const logInAs = async (kind: LoginName): Promise<void> => {
    if (logins[kind] !== undefined) accept(kind, await logIn(logins[kind], baseUrl, send));
  };
  const renew = (kind: LoginName): Promise<void> =>
    logInAs(kind)
      .catch(() => onLost(`${logins[kind]?.variable} could not be used to log in again`))
      .finally(() => renewing.delete(kind));

  accept(undefined);
  for (const name of LOGIN_NAMES) await logInAs(name);
  return {
    current: () => credentials,
    async ensureFresh(auth) {
      if (!isLoginName(auth) || performance.now() < (renewAt.get(auth) ?? Infinity)) return;
      const renewal = renewing.get(auth) ?? renew(auth);
      renewing.set(auth, renewal);
      await renewal;
    },
    redact: (text) => redact(text),
  };
}
