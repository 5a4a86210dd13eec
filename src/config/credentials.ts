import { Problem } from '../problem.ts';
import { isOption, type OptionName, SECRET_VARIABLES } from './options.ts';
import type { Settings } from './settings.ts';
import { credential, text } from './values.ts';

/** The variable with the token of each identity. */
export const TOKEN_VARIABLES = {
  token: 'CONTRACT_TOKEN',
  user: 'CONTRACT_USER_TOKEN',
  restricted: 'CONTRACT_RESTRICTED_TOKEN',
  viewer: 'CONTRACT_VIEWER_TOKEN',
  foreign: 'CONTRACT_FOREIGN_TOKEN',
  service: 'CONTRACT_SERVICE_TOKEN',
  admin: 'CONTRACT_ADMIN_TOKEN',
} as const satisfies Record<string, OptionName>;

/** An identity whose credentials can be configured. */
export type IdentityName = keyof typeof TOKEN_VARIABLES;

/** The identities that can log in by universal auth, with the beginning of the names of their variables. */
export const LOGIN_VARIABLES = {
  token: 'CONTRACT_UNIVERSAL_AUTH',
  restricted: 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH',
  foreign: 'CONTRACT_FOREIGN_UNIVERSAL_AUTH',
} as const satisfies Partial<Record<IdentityName, string>>;

/** An identity that can log in by universal auth. */
export type LoginName = keyof typeof LOGIN_VARIABLES;

/** True for an identity that can log in by universal auth. */
export const isLoginName = (name: unknown): name is LoginName => typeof name === 'string' && name in LOGIN_VARIABLES;

export const LOGIN_NAMES = Object.keys(LOGIN_VARIABLES) as LoginName[];

/** The configured credentials. They are never printed. */
export interface Credentials {
  tokens: Readonly<Record<IdentityName, string | undefined>>;
  /** Machine identities to log in with if no token of the same identity is set. */
  logins: Readonly<Record<LoginName, ClientCredentials | undefined>>;
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
 * @throws Problem `invalid-value` for a client id without a client secret, or the reverse, and for equal tokens
 */
export const credentialsOf = (settings: Settings): Credentials => ({
  tokens: distinct(
    mapValues(TOKEN_VARIABLES, (variable) => credential(settings, variable)),
    settings,
  ),
  logins: mapValues(LOGIN_VARIABLES, (prefix, name) => clientCredentials(settings, TOKEN_VARIABLES[name], prefix)),
});

/** The tokens, of which those of identities with limited rights must not be the own one. */
function distinct(tokens: Credentials['tokens'], settings: Settings): Credentials['tokens'] {
  for (const name of ['foreign', 'restricted', 'viewer'] as const) {
    if (tokens[name] === undefined || tokens[name] !== tokens.token) continue;
    const variable = TOKEN_VARIABLES[name];
    throw new Problem({
      code: 'invalid-value',
      message: `${variable} has the same value as CONTRACT_TOKEN`,
      where: settings.get(variable)?.source ?? 'environment',
      fix: 'Set it to the token of another identity (docs/access.md), or unset it',
    });
  }
  return tokens;
}

/** An object with the same keys and other values. */
function mapValues<K extends string, V, R>(object: Readonly<Record<K, V>>, map: (value: V, key: K) => R): Record<K, R> {
  const entries = (Object.keys(object) as K[]).map((key) => [key, map(object[key], key)]);
  return Object.fromEntries(entries) as Record<K, R>;
}

/** Reads a client id and its secret. One without the other is an error, because a variable is probably missing. */
function clientCredentials(
  settings: Settings,
  token: OptionName,
  prefix: (typeof LOGIN_VARIABLES)[LoginName],
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
