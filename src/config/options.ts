/** One thing that a user can set, by environment variable and, where it has a flag, on the command line. */
export interface Option {
  /** Name of the environment variable. */
  variable: string;
  /** Command-line flag without its dashes. */
  flag?: string;
  /** Value where nobody sets it; absent: not set. */
  default?: string;
  /** True where the value is a credential, which is never printed. */
  secret?: true;
  meaning: string;
}

/** Every option there is, in the order of the README's table. */
export const OPTIONS = [
  {
    variable: 'CONTRACT_TARGET',
    flag: 'target',
    default: 'embedded',
    meaning: 'name of the target; loads `.env.<name>` where there is one',
  },
  { variable: 'CONTRACT_BASE_URL', flag: 'base-url', meaning: 'origin (and base path) of the server' },
  {
    variable: 'CONTRACT_SPEC',
    flag: 'spec',
    default: 'specs',
    meaning: "folder, file or URL of the contract; `served` = the target's own `/api/docs/json`",
  },
  {
    variable: 'CONTRACT_SPEC_ROOT',
    meaning: 'folder below which the files lie that a contract may refer to; default: the folder of the main document',
  },
  {
    variable: 'CONTRACT_TOKEN',
    secret: true,
    meaning: 'access token with read access; wins over universal auth',
  },
  {
    variable: 'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID',
    secret: true,
    meaning: 'log in as a machine identity instead: its client id',
  },
  { variable: 'CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET', secret: true, meaning: '… and its client secret' },
  {
    variable: 'CONTRACT_RESTRICTED_TOKEN',
    secret: true,
    meaning: 'token of a valid identity without access (provokes 403)',
  },
  {
    variable: 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID',
    secret: true,
    meaning: 'log in as an identity without access instead: its client id',
  },
  { variable: 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET', secret: true, meaning: '… and its client secret' },
  { variable: 'CONTRACT_SERVICE_TOKEN', secret: true, meaning: 'for `GET /api/v2/service-token`' },
  { variable: 'CONTRACT_PROJECT_SLUG', meaning: 'project that holds the dynamic secret' },
  { variable: 'CONTRACT_ENVIRONMENT_SLUG', meaning: 'environment of that project, such as `dev`' },
  { variable: 'CONTRACT_SECRET_PATH', meaning: 'folder of the dynamic secret, such as `/`' },
  { variable: 'CONTRACT_DYNAMIC_SECRET_NAME', meaning: 'name of the dynamic secret' },
  { variable: 'CONTRACT_ORGANIZATION_ROLE_ID', meaning: 'id of a role of the organization' },
  {
    variable: 'CONTRACT_FAULT_HEADER',
    meaning:
      'name of a request header by which the target can be told to answer a declared status (`x-contract-fault: 500`); without it such cells are not provoked',
  },
  {
    variable: 'CONTRACT_REQUIRE_CELLS',
    flag: 'require-cells',
    meaning: 'exit 3 when fewer cells than this were proved conforming',
  },
  {
    variable: 'CONTRACT_PATIENCE_SECONDS',
    default: '90',
    meaning: 'how long a whole run may wait for a throttling or restarting target',
  },
  {
    variable: 'CONTRACT_MAX_SECONDS',
    flag: 'max-time',
    meaning:
      'bound on the time of a whole run, in seconds; what has no answer by then is inconclusive, and the reports are written as ever',
  },
  { variable: 'CONTRACT_TIMEOUT_SECONDS', default: '10', meaning: 'how long one request may take' },
  { variable: 'CONTRACT_BODY_LIMIT_MIB', default: '32', meaning: 'largest decompressed response body that is read' },
  { variable: 'CONTRACT_CONCURRENCY', meaning: 'requests under way at a time; default 16 on loopback, 4 elsewhere' },
  {
    variable: 'CONTRACT_MAX_REQUESTS_PER_MINUTE',
    meaning: 'most requests that are sent in any minute; no bound where it is not set',
  },
  {
    variable: 'CONTRACT_WAIT_SECONDS',
    flag: 'wait',
    meaning: 'how long a server that has just been started is waited for, until `GET /api/status` answers',
  },
  {
    variable: 'CONTRACT_USER_AGENT',
    meaning: 'User-Agent of every request; default `infisical-contract/<version>`',
  },
  {
    variable: 'CONTRACT_CA_FILE',
    meaning: 'PEM file of an authority that signed the certificate of the server, beside the well-known ones',
  },
  {
    variable: 'CONTRACT_ALLOW_HTTP',
    meaning: '`1` lets tokens travel over plain http to a host that is not loopback',
  },
  {
    variable: 'CONTRACT_SHARD',
    flag: 'shard',
    meaning: 'asks one part of the operations, such as `2/4`, for several machines; `merge` makes one report of all',
  },
  {
    variable: 'CONTRACT_CASES',
    flag: 'cases',
    meaning:
      'which cases are asked, of `fixture,derived,hostile,explored`; default `fixture,derived`, on loopback `hostile` as well, and `explored` where CONTRACT_EXPLORE is set',
  },
  {
    variable: 'CONTRACT_EXPLORE',
    flag: 'explore',
    meaning: 'how many requests are drawn for each operation; none where it is not set',
  },
  {
    variable: 'CONTRACT_EXPLORE_SECONDS',
    flag: 'explore-seconds',
    meaning: 'ends the exploration after so many seconds',
  },
  {
    variable: 'CONTRACT_SEED',
    flag: 'seed',
    meaning: 'seed of what is explored: a whole number, or `random`; by default it follows from the contract',
  },
  {
    variable: 'CONTRACT_WAIVERS',
    flag: 'waivers',
    default: 'waivers.yaml',
    meaning: 'file of the deviations that are known; none where it is not there and nobody set it',
  },
  { variable: 'CONTRACT_REPORT_DIR', default: 'reports', meaning: 'where reports go' },
] as const satisfies readonly Option[];

/** Name of an environment variable that the suite knows. */
export type OptionName = (typeof OPTIONS)[number]['variable'];

const VARIABLES: readonly string[] = OPTIONS.map((option) => option.variable);

/** True for the names in {@link OPTIONS}. */
export function isOption(name: string): name is OptionName {
  return VARIABLES.includes(name);
}

/** Variables whose values are credentials. */
export const SECRET_VARIABLES: readonly OptionName[] = (OPTIONS as readonly Option[])
  .filter((option) => option.secret)
  .map((option) => option.variable as OptionName);
