import { madeUp, neededParameters } from '../cases/draft.ts';
import { nounBefore, partsOf } from '../cases/pool/nouns.ts';
import { parameterVariable, variablesOf } from '../cases/variables.ts';
import type { Operation, Parameter } from '../contract/operations.ts';

/** The text of a fixture, and the environment variables that its requests need. */
export interface FixtureText {
  text: string;
  variables: string[];
}

/**
 * A fixture to start from. Its cases are those that hold for every server. Each other declared status has a line in a
 * comment, because the request that leads to it depends on the server.
 *
 * @param document path of the operation's document, for the comment
 * @returns undefined if the operation declares no status of a success
 */
export function fixtureText(operation: Operation, document: string): FixtureText | undefined {
  const { key, path, parameters, responses } = operation;
  const statuses = [...responses.keys()];
  const success = statuses.find((status) => status.startsWith('2')) ?? (responses.has('default') ? '200' : undefined);
  if (success === undefined) return undefined;
  const needed = neededParameters(operation);
  const templates = new Map(needed.map((one) => [one, templateOf(one, path)]));
  const optional = parameters.filter((one) => one.in === 'query' && !one.required).map(({ name }) => name);
  const values = (location: Parameter['in']): string[] => {
    const pairs = needed
      .filter((one) => one.in === location)
      .map((one) => `${yamlKey(one.name)}: ${templates.get(one)}`);
    return pairs.length === 0 ? [] : [`  ${location}: { ${pairs.join(', ')} }`];
  };
  const isEnforced = operation.secured && responses.has('401');
  const others = statuses.filter((status) => /^[345]/.test(status) && !(isEnforced && status === '401'));
  const lines = [
    `# A fixture to start from, for ${document}. $NAME is the environment variable CONTRACT_NAME.`,
    '# docs/writing-fixtures.md describes every key.',
    `operation: ${yamlKey(key)}`,
    `request: # the request that the server answers with ${success}`,
    '  auth: token # CONTRACT_TOKEN, or the token of universal auth',
    ...values('path'),
    ...values('query'),
    ...(optional.length === 0 ? [] : [`  # Optional parameters of the query: ${optional.map(yamlKey).join(', ')}`]),
    'cases: # by expected status',
    `  ${success}:`,
    '    # To check values of the body: - a good request: { expect: { /name: the expected name } }',
    '    - a good request:',
    ...(isEnforced ? ['  401:', '    - no token: { auth: none }'] : []),
    ...(others.length === 0
      ? []
      : ['  # Declared as well. Complete and uncomment the cases that your server answers so.']),
    ...others.flatMap((status) => [`  # ${status}:`, `  #   - ${example(status, needed)}`]),
  ];
  return { text: `${lines.join('\n')}\n`, variables: [...new Set([...templates.values()].flatMap(variablesOf))] };
}

/**
 * The variable of a parameter in a fixture: `$PROJECT_SLUG` for `projectSlug`. A name such as `id` belongs to many
 * resources, so the noun before it in the path becomes a part of its variable.
 */
function templateOf({ name }: Parameter, path: string): string {
  const noun = partsOf(name).noun === '' ? nounBefore(path, name) : '';
  const variable = parameterVariable(noun === '' ? name : `${noun}_${name}`) ?? parameterVariable(`${name}_value`);
  const own = (variable ?? '').replace('CONTRACT_', '');
  return `$${/^[A-Z]/.test(own) ? own : `VALUE_${own}`}`;
}

/** A case that may lead to a status. */
function example(status: string, needed: readonly Parameter[]): string {
  const [inPath, inQuery] = (['path', 'query'] as const).map((location) => needed.find((one) => one.in === location));
  if (status === '401') return 'no token: { auth: none }';
  if (status === '403') return 'no permission: { auth: restricted }';
  if (status === '404' && inPath !== undefined) {
    return `${yamlKey(`unknown ${inPath.name}`)}: { path: { ${yamlKey(inPath.name)}: ${yamlKey(madeUp(inPath))} } }`;
  }
  if ((status === '400' || status === '422') && inQuery !== undefined) {
    return `${yamlKey(`no ${inQuery.name}`)}: { query: { ${yamlKey(inQuery.name)}: null } }`;
  }
  return /^\d+$/.test(status) ? `a fault: { fault: ${status} }` : 'another request: {}';
}

/** A text as a plain YAML scalar if it is a string in every context, otherwise quoted. */
const yamlKey = (text: string): string =>
  /^[A-Za-z][\w.-]*( [\w/{}.-]+)?$/.test(text) && !/^(null|true|false|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
