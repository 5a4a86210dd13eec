import { type Option, OPTIONS } from '../config/options.ts';

/**
 * The text of a dotenv file with every option: what a target needs, without values, and all others in comments.
 *
 * @param target name of the target
 * @param baseUrl origin of the server; undefined: the user fills it in. A run with an empty one is an error
 */
export function envText(target: string, baseUrl = ''): string {
  const options = (OPTIONS as readonly Option[]).filter(({ variable }) => variable !== 'CONTRACT_TARGET');
  const secrets = options.filter(({ secret }) => secret);
  const coordinates = options.filter(({ coordinate }) => coordinate);
  const others = options.filter(({ variable, ...one }) => !one.secret && !one.coordinate && variable !== BASE_URL);
  return [
    `# The server ${target}, and the credentials for it: Git must ignore this file. CONTRACT_TARGET=${target} selects it.`,
    '# docs/configuration.md describes where to find each value in Infisical. An empty value counts as not set.',
    '',
    '# Origin of the server, with its base path if it has one, such as https://infisical.example.com',
    `${BASE_URL}=${baseUrl}`,
    '',
    '# Credentials. Only the first one is needed, or a client id and secret instead. Each of the others proves more.',
    ...secrets.flatMap((each) => described(each, '')),
    '',
    '# Values for the fixtures.',
    ...coordinates.flatMap((each) => described(each, '')),
    '',
    '# Rarely needed.',
    ...others.flatMap((each) => described(each, '# ')),
    '',
  ].join('\n');
}

const BASE_URL = 'CONTRACT_BASE_URL';

/** An option with its meaning and its usual value. */
const described = ({ variable, meaning, usual, default: value = '' }: Option, prefix: string): string[] => [
  `# ${meaning.replaceAll('`', '')}`,
  `${prefix}${variable}=${usual ?? value}`,
];
