import { isSetting } from '../config/options.ts';

/** A variable in a fixture's value: `$PROJECT_SLUG`. */
const VARIABLE = /\$([A-Z][A-Z0-9_]*)/g;

/** A fixture's value after its variables are replaced, or the variables that are not set. */
export type Filled = { text: string; missing: [] } | { text: undefined; missing: [string, ...string[]] };

/**
 * Replaces variables in a fixture's text: `$PROJECT_SLUG` is CONTRACT_PROJECT_SLUG.
 *
 * @param variables values by their names in fixtures
 */
export function fill(template: string, variables: Readonly<Record<string, string>>): Filled {
  const [first, ...others] = names(template).filter((name) => !Object.hasOwn(variables, name));
  if (first !== undefined)
    return { text: undefined, missing: [environmentName(first), ...others.map(environmentName)] };
  return { text: template.replace(VARIABLE, (_, name: string) => variables[name] ?? ''), missing: [] };
}

/** The environment variables that a fixture's text needs. */
export const variablesOf = (template: string): string[] => names(template).map(environmentName);

/** A template for a POSIX shell, with environment variables that the shell expands. */
export const forShell = (template: string): string =>
  template.replace(VARIABLE, (_, name: string) =>
    name === 'SERVICE_TOKEN_ID' ? '$(echo "$CONTRACT_SERVICE_TOKEN" | cut -d. -f2)' : `$${environmentName(name)}`,
  );

const names = (template: string): string[] => [...template.matchAll(VARIABLE)].map(([, name = '']) => name);

/** The environment variable of a fixture's variable. The id of the service token is a part of the token. */
const environmentName = (name: string): string =>
  name === 'SERVICE_TOKEN_ID' ? 'CONTRACT_SERVICE_TOKEN' : `CONTRACT_${name}`;

/**
 * The environment variable of a parameter: `CONTRACT_PROJECT_SLUG` for `projectSlug`; undefined if the variable of its
 * name has another meaning, as that of `token` has.
 */
export function parameterVariable(name: string): string | undefined {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/\W/g, '_');
  const variable = `CONTRACT_${words.toUpperCase()}`;
  return isSetting(variable) ? undefined : variable;
}
