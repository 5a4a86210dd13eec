import { configuredCredentials, type Credentials, type Login, logIn } from '../client/credentials.ts';
import type { Client } from '../client/client.ts';
import type { Auth } from '../cases/fixtures.ts';
import { type Redact, redactor } from '../client/redaction.ts';
import type { Config } from '../config/config.ts';

/** Credentials whose tokens are renewed before they expire. */
export interface AuthSession {
  /** As they are now. */
  current(): Credentials;
  /** Resolves when the token of a kind is good for the next request. */
  ensureFresh(auth: Auth): Promise<void>;
  /** Takes every credential that was ever sent out of a text. */
  redact: Redact;
}

/** A token is renewed this long before it expires, or after half of a shorter life. */
const MARGIN_MS = 60_000;

type Kind = 'token' | 'restricted';

const isKind = (auth: Auth): auth is Kind => auth === 'token' || auth === 'restricted';

/**
 * Logs in every machine identity that is configured.
 *
 * @param ask how the target is asked, with patience
 * @param giveUp called where a token can no longer be renewed: what would be asked with it would tell nothing
 * @throws Problem `login-refused`, exit code 3
 */
export async function openAuthSession(
  config: Config,
  baseUrl: string,
  ask: Client['ask'],
  giveUp: (reason: string) => void,
): Promise<AuthSession> {
  const tokens: Partial<Record<Kind, string>> = {};
  const renewAt = new Map<Kind, number>();
  const renewing = new Map<Kind, Promise<void>>();
  const secrets = new Set<string>();
  let credentials: Credentials;
  let redact: Redact;

  const take = (kind: Kind | undefined, login?: Login): void => {
    if (kind !== undefined && login !== undefined) {
      const { accessToken, lifetimeMs = Infinity } = login;
      tokens[kind] = accessToken;
      renewAt.set(kind, performance.now() + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2));
    }
    credentials = configuredCredentials(config, tokens);
    for (const secret of [...credentials.secrets, ...credentials.clientIds]) secrets.add(secret);
    redact = redactor([...secrets]);
  };
  const { logins } = config.credentials;
  const logInAs = async (kind: Kind): Promise<void> => {
    if (logins[kind] !== undefined) take(kind, await logIn(logins[kind], baseUrl, ask));
  };
  const renew = (kind: Kind): Promise<void> =>
    logInAs(kind)
      .catch(() => giveUp(`${logins[kind]?.variable} could not log in again`))
      .finally(() => renewing.delete(kind));

  take(undefined);
  await logInAs('token');
  await logInAs('restricted');
  return {
    current: () => credentials,
    async ensureFresh(auth) {
      if (!isKind(auth) || performance.now() < (renewAt.get(auth) ?? Infinity)) return;
      const under = renewing.get(auth) ?? renew(auth);
      renewing.set(auth, under);
      await under;
    },
    redact: (text) => redact(text),
  };
}
