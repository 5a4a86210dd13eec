/** An option: an environment variable and, for some, a flag. */
export interface Option {
  /** Name of the environment variable. */
  variable: string;
  /** Command-line flag without its dashes. */
  flag?: string;
  /** True for a flag without a value, which sets the variable to `1`. */
  isSwitch?: true;
  /** Default value; absent: not set. */
  default?: string;
  /** The usual value, which `init` writes. */
  usual?: string;
  /** True for a credential, which is never printed. */
  secret?: true;
  /** True for a value in requests, such as an id. */
  coordinate?: true;
  meaning: string;
}

/** All options, in the order of the table in docs/configuration.md. */
export const OPTIONS = [
  {
    variable: 'CONTRACT_TARGET',
    flag: 'target',
    default: 'embedded',
    meaning: 'name of the target; its `.env.<name>` is read if it exists',
  },
  {
    variable: 'CONTRACT_BASE_URL',
    flag: 'base-url',
    meaning: 'origin of the server, with its base path if it has one',
  },
  {
    variable: 'CONTRACT_SPEC',
    flag: 'spec',
    default: 'specs',
    meaning: "folder, file or URL of the contract; `served`: the target's own `/api/docs/json`; `specs,served`: both",
  },
  {
    variable: 'CONTRACT_SPEC_ROOT',
    meaning: 'folder with the files that a contract may refer to; default: the folder of its main document',
  },
  {
    variable: 'CONTRACT_FIXTURES',
    flag: 'fixtures',
    default: 'fixtures',
    meaning: 'folder of your fixtures; built-in ones serve the operations without one',
  },
  {
    variable: 'CONTRACT_TOKEN',
    secret: true,
    meaning: 'access token with read access; takes precedence over universal auth',
  },
  {
    variable: 'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID',
    secret: true,
    meaning: 'client id of a machine identity, to log in if the token is not set',
  },
  { variable: 'CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET', secret: true, meaning: 'client secret of that identity' },
  {
    variable: 'CONTRACT_USER_TOKEN',
    secret: true,
    meaning: "a user's access token (JWT), for operations that are not available to machine identities",
  },
  {
    variable: 'CONTRACT_RESTRICTED_TOKEN',
    secret: true,
    meaning: 'token of a valid identity without access, for 403',
  },
  {
    variable: 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID',
    secret: true,
    meaning: 'client id of that identity, to log in if the token is not set',
  },
  {
    variable: 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET',
    secret: true,
    meaning: 'client secret of that identity',
  },
  {
    variable: 'CONTRACT_FOREIGN_TOKEN',
    secret: true,
    meaning: 'token of an identity of another organization, which must not reach the resources of this one',
  },
  {
    variable: 'CONTRACT_FOREIGN_UNIVERSAL_AUTH_CLIENT_ID',
    secret: true,
    meaning: 'client id of that identity, to log in if the token is not set',
  },
  {
    variable: 'CONTRACT_FOREIGN_UNIVERSAL_AUTH_CLIENT_SECRET',
    secret: true,
    meaning: 'client secret of that identity',
  },
  {
    variable: 'CONTRACT_VIEWER_TOKEN',
    secret: true,
    meaning: 'token of an identity that may only read, for writes to a disposable server',
  },
  {
    variable: 'CONTRACT_ADMIN_TOKEN',
    secret: true,
    meaning: "an administrator's token, for `bootstrap` on a server that has data",
  },
  { variable: 'CONTRACT_SERVICE_TOKEN', secret: true, meaning: 'service token, for `GET /api/v2/service-token`' },
  { variable: 'CONTRACT_PROJECT_SLUG', coordinate: true, meaning: 'slug of the project with the dynamic secret' },
  {
    variable: 'CONTRACT_ENVIRONMENT_SLUG',
    coordinate: true,
    usual: 'dev',
    meaning: 'slug of its environment, such as `dev`',
  },
  {
    variable: 'CONTRACT_SECRET_PATH',
    coordinate: true,
    usual: '/',
    meaning: 'folder of the dynamic secret, such as `/`',
  },
  { variable: 'CONTRACT_DYNAMIC_SECRET_NAME', coordinate: true, meaning: 'name of the dynamic secret' },
  { variable: 'CONTRACT_ORGANIZATION_ROLE_ID', coordinate: true, meaning: 'id of a role of the organization' },
  {
    variable: 'CONTRACT_FAULT_HEADER',
    meaning: 'request header that makes the target return a given status, such as `x-contract-fault`',
  },
  {
    variable: 'CONTRACT_REQUIRE_CELLS',
    flag: 'require-cells',
    meaning: 'minimum number of proved cells; the exit code is 3 if there are fewer',
  },
  {
    variable: 'CONTRACT_REQUIRE_REACHED',
    flag: 'require-reached',
    meaning: 'minimum number of operations with a 2xx; the exit code is 3 if there are fewer',
  },
  {
    variable: 'CONTRACT_PATIENCE_SECONDS',
    default: '90',
    meaning: 'seconds that a run may wait for a throttling or restarting target',
  },
  {
    variable: 'CONTRACT_MAX_SECONDS',
    flag: 'max-time',
    meaning: 'time limit of a run in seconds; cases without a response by then are inconclusive',
  },
  { variable: 'CONTRACT_TIMEOUT_SECONDS', default: '10', meaning: 'timeout of a request in seconds' },
  { variable: 'CONTRACT_BODY_LIMIT_MIB', default: '32', meaning: 'largest decompressed response body in MiB' },
  {
    variable: 'CONTRACT_CONCURRENCY',
    meaning: 'maximum number of concurrent requests; default: 16 on loopback, otherwise 4',
  },
  {
    variable: 'CONTRACT_DISPOSABLE',
    flag: 'disposable',
    meaning:
      'host and port of a server that may be changed, exactly as in the base URL; only there do writes carry credentials',
  },
  {
    variable: 'CONTRACT_MAX_REQUESTS_PER_MINUTE',
    meaning: 'maximum number of requests in any minute; default: no limit',
  },
  {
    variable: 'CONTRACT_WAIT_SECONDS',
    flag: 'wait',
    meaning: 'seconds to wait for a server that is starting, until `GET /api/status` answers',
  },
  {
    variable: 'CONTRACT_USER_AGENT',
    meaning: 'User-Agent of every request; default: `infisical-contract/<version>`',
  },
  {
    variable: 'CONTRACT_CA_FILE',
    meaning: 'PEM file with the certificate of an additional certificate authority to trust',
  },
  {
    variable: 'CONTRACT_ALLOW_HTTP',
    meaning: '`1` allows sending tokens over plain http to a host that is not loopback',
  },
  {
    variable: 'CONTRACT_SHARD',
    flag: 'shard',
    meaning: 'shard of the operations, such as `2/4`; `merge` combines the reports of all shards',
  },
  {
    variable: 'CONTRACT_CASES',
    flag: 'cases',
    meaning: 'origins of the cases to send: any of `fixture,derived,hostile,explored,lifecycle`',
  },
  {
    variable: 'CONTRACT_EXPLORE',
    flag: 'explore',
    meaning: 'number of explored requests per operation; default: none',
  },
  {
    variable: 'CONTRACT_EXPLORE_SECONDS',
    flag: 'explore-seconds',
    meaning: 'time limit of the exploration in seconds',
  },
  {
    variable: 'CONTRACT_SEED',
    flag: 'seed',
    meaning: 'seed of the explored requests: a whole number, or `random`; default: derived from the contract',
  },
  {
    variable: 'CONTRACT_UNDECLARED',
    flag: 'undeclared',
    default: 'note',
    meaning: 'properties that a schema allows but does not name: `note` (advice), `fail` (deviations) or `off`',
  },
  {
    variable: 'CONTRACT_STRICT',
    flag: 'strict',
    isSwitch: true,
    meaning: '`1` makes all advice deviations',
  },
  {
    variable: 'CONTRACT_BASELINE',
    flag: 'baseline',
    meaning: 'contract.json of an earlier run to compare with; default: that of the run before in the same folder',
  },
  {
    variable: 'CONTRACT_WAIVERS',
    flag: 'waivers',
    default: 'waivers.yaml',
    meaning: 'path of the waivers file',
  },
  { variable: 'CONTRACT_REPORT_DIR', default: 'reports', meaning: 'folder for the reports' },
] as const satisfies readonly Option[];

/** Name of an option. */
export type OptionName = (typeof OPTIONS)[number]['variable'];

const VARIABLES: readonly string[] = OPTIONS.map((option) => option.variable);

/** True for the names in {@link OPTIONS}. */
export function isOption(name: string): name is OptionName {
  return VARIABLES.includes(name);
}

/** True for an option that is not sent as a value. */
export const isSetting = (name: string): boolean =>
  (OPTIONS as readonly Option[]).some(({ variable, coordinate }) => variable === name && coordinate !== true);

/** Variables whose values are credentials. */
export const SECRET_VARIABLES: readonly OptionName[] = (OPTIONS as readonly Option[])
  .filter((option) => option.secret)
  .map((option) => option.variable as OptionName);
