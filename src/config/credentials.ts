import { Problem } from '../problem.ts';
import { isOption, type OptionName, SECRET_VARIABLES } from './options.ts';
import type { Settings } from './settings.ts';
import { credential, text } from './values.ts';

/** The configured credentials. They are never printed. */
export interface Credentials {
  token: string | undefined;
  restricted: string | undefined;
  service: string | undefined;
  /** Machine identities to log in with, where no token of their kind is set. */
  logins: { token: ClientCredentials | undefined; restricted: ClientCredentials | undefined };
}

/** The universal auth of a machine identity. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
  /** Name of the variable of the client id. */
  variable: OptionName;
}

/**
 * Reads the credentials of a kind.
 *
 * @throws Problem `invalid-value` for a client id without its secret, or the other way round
 */
export const credentialsOf = (settings: Settings): Credentials => ({
  token: credential(settings, 'CONTRACT_TOKEN'),
  restricted: credential(settings, 'CONTRACT_RESTRICTED_TOKEN'),
  service: credential(settings, 'CONTRACT_SERVICE_TOKEN'),
  logins: {
    token: clientCredentials(settings, 'CONTRACT_TOKEN', 'CONTRACT_UNIVERSAL_AUTH'),
    restricted: clientCredentials(settings, 'CONTRACT_RESTRICTED_TOKEN', 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH'),
  },
});

/** A client id without its secret, or the reverse, means that a variable was lost. */
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
    message: `${unset} is not set, though ${set} is`,
    where: settings.get(set)?.source ?? 'environment',
    fix: `Set both, or ${token} instead`,
  });
}

/** All variables except credentials. Of the service token only its id is included, which is not secret. */
export function fixtureVariables(settings: Settings): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, { value }] of settings) {
    const secret = isOption(name) && SECRET_VARIABLES.includes(name);
    if (name.startsWith('CONTRACT_') && !secret && value !== '') variables[name.replace('CONTRACT_', '')] = value;
  }
  const id = text(settings, 'CONTRACT_SERVICE_TOKEN')?.split('.')[1];
  return id === undefined ? variables : { SERVICE_TOKEN_ID: id, ...variables };
}
