import { Problem } from '../problem.ts';
import { isOption, type OptionName, SECRET_VARIABLES } from './options.ts';
import type { Settings } from './settings.ts';
import { credential, text } from './values.ts';

/** The configured credentials. They are never printed. */
export interface Credentials {
  token: string | undefined;
  user: string | undefined;
  restricted: string | undefined;
  /** Of an identity of another organization. */
  foreign: string | undefined;
  service: string | undefined;
  /** Machine identities to log in with if no token of the same kind is set. */
  logins: { token: ClientCredentials | undefined; restricted: ClientCredentials | undefined };
}

/** Universal auth credentials of a machine identity. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
  /** Variable that contains the client id. */
  variable: OptionName;
}

/**
 * Reads the configured credentials.
 *
 * @throws Problem `invalid-value` for a client id without a client secret, or the reverse
 */
export const credentialsOf = (settings: Settings): Credentials => ({
  token: credential(settings, 'CONTRACT_TOKEN'),
  user: credential(settings, 'CONTRACT_USER_TOKEN'),
  restricted: credential(settings, 'CONTRACT_RESTRICTED_TOKEN'),
  foreign: credential(settings, 'CONTRACT_FOREIGN_TOKEN'),
  service: credential(settings, 'CONTRACT_SERVICE_TOKEN'),
  logins: {
    token: clientCredentials(settings, 'CONTRACT_TOKEN', 'CONTRACT_UNIVERSAL_AUTH'),
    restricted: clientCredentials(settings, 'CONTRACT_RESTRICTED_TOKEN', 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH'),
  },
});

/** Reads a client id and its secret. One without the other is an error, because a variable is probably missing. */
function clientCredentials(
  settings: Settings,
  token: OptionName,
  prefix: 'CONTRACT_UNIVERSAL_AUTH' | 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH',
): ClientCredentials | undefined {
  const names = [`${prefix}_CLIENT_ID`, `${prefix}_CLIENT_SECRET`] as const;
  const [clientId, clientSecret] = names.map((name) => credential(settings, name));
  if (text(settings, token) !== undefined) return undefined;
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret, variable: names[0] };
  const [set, unset] = clientId === undefined ? [names[1], names[0]] : names;
  if (clientId === undefined && clientSecret === undefined) return undefined;
  throw new Problem({
    code: 'invalid-value',
    message: `${unset} is not set, but ${set} is`,
    where: settings.get(set)?.source ?? 'environment',
    fix: `Set both, or ${token} instead`,
  });
}

/** All variables except credentials. The id of the service token is included, because it is not secret. */
export function fixtureVariables(settings: Settings): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, { value }] of settings) {
    const secret = isOption(name) && SECRET_VARIABLES.includes(name);
    if (name.startsWith('CONTRACT_') && !secret && value !== '') variables[name.replace('CONTRACT_', '')] = value;
  }
  const id = text(settings, 'CONTRACT_SERVICE_TOKEN')?.split('.')[1];
  return id === undefined ? variables : { SERVICE_TOKEN_ID: id, ...variables };
}
