/** A variable in a fixture's value: `$PROJECT_SLUG`. */
const VARIABLE = /\$([A-Z][A-Z0-9_]*)/g;

/** A fixture's value with its variables put in, or the environment variables that nobody set. */
export type Filled = { text: string; missing: [] } | { text: undefined; missing: [string, ...string[]] };

/**
 * Puts configured values into a fixture's text: `$PROJECT_SLUG` stands for CONTRACT_PROJECT_SLUG.
 *
 * @param variables values by the name a fixture uses
 */
export function fill(template: string, variables: Readonly<Record<string, string>>): Filled {
  const [first, ...others] = names(template).filter((name) => !Object.hasOwn(variables, name));
  if (first !== undefined)
    return { text: undefined, missing: [environmentName(first), ...others.map(environmentName)] };
  return { text: template.replace(VARIABLE, (_, name: string) => variables[name] ?? ''), missing: [] };
}

/** The environment variables that a fixture's text needs. */
export const variablesOf = (template: string): string[] => names(template).map(environmentName);

/** The same text for a POSIX shell, in which every value is taken from the environment when it runs. */
export const forShell = (template: string): string =>
  template.replace(VARIABLE, (_, name: string) =>
    name === 'SERVICE_TOKEN_ID' ? '$(echo "$CONTRACT_SERVICE_TOKEN" | cut -d. -f2)' : `$${environmentName(name)}`,
  );

const names = (template: string): string[] => [...template.matchAll(VARIABLE)].map(([, name = '']) => name);

/** The id of the service token is a part of it, so it is set by setting the token. */
const environmentName = (name: string): string =>
  name === 'SERVICE_TOKEN_ID' ? 'CONTRACT_SERVICE_TOKEN' : `CONTRACT_${name}`;
