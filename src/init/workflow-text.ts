import { SUITE } from '../client/suite.ts';
import { type Option, OPTIONS } from '../config/options.ts';

/** The command of a job. Without a dependency, it is the version that wrote the file, so that all jobs judge alike. */
const commandOf = (isInstalled: boolean): string =>
  isInstalled ? `npx ${SUITE.name}` : `npx --yes ${SUITE.name}@${SUITE.version}`;

/** Credentials for bootstrap only, which a job does not need. */
const NOT_NEEDED = 'CONTRACT_ADMIN_TOKEN';

const OF_JOB = (OPTIONS as readonly Option[]).filter(({ variable }) => variable !== NOT_NEEDED);
const SECRETS = OF_JOB.filter(({ secret }) => secret).map(({ variable }) => variable);
const COORDINATES = OF_JOB.filter(({ coordinate }) => coordinate).map(({ variable }) => variable);

const fromContext = (context: string, names: readonly string[]): string[] =>
  names.map((name) => `          ${name}: \${{ ${context}.${name} }}`);

/**
 * A workflow for GitHub. It needs no repository but that of the user.
 *
 * @param isInstalled true if the suite is a dependency of the repository: its own version then runs
 */
export const githubText = (target: string, isInstalled: boolean): string =>
  [
    '# Judges a running Infisical by its OpenAPI contract, on every push. Exit codes: 0 conforming, 1 deviating,',
    '# 2 wrong input, 3 inconclusive. Under Settings → Secrets and variables → Actions, set CONTRACT_BASE_URL as a',
    '# variable and CONTRACT_TOKEN as a secret; all others are optional. Without CONTRACT_BASE_URL the job fails.',
    'name: contract',
    'on:',
    '  push:',
    '  workflow_dispatch:',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  contract:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 20',
    '    steps:',
    '      # fixtures/, specs/ and waivers.yaml, if they exist.',
    '      - uses: actions/checkout@v4',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 22',
    ...(isInstalled ? ['      - run: npm ci'] : []),
    '      - name: Judge',
    `        run: ${commandOf(isInstalled)}`,
    '        env:',
    `          CONTRACT_TARGET: ${quoted(target)}`,
    ...fromContext('vars', ['CONTRACT_BASE_URL']),
    '          # The number of cells that a good run proves, so that a lost secret does not reduce the run unseen.',
    '          # CONTRACT_REQUIRE_CELLS: 11',
    ...fromContext('secrets', SECRETS),
    ...fromContext('vars', COORDINATES),
    '      - if: ${{ !cancelled() }}',
    '        uses: actions/upload-artifact@v4',
    '        with:',
    '          name: contract-reports',
    '          path: reports',
    '          if-no-files-found: ignore',
    '',
  ].join('\n');

/**
 * A pipeline for GitLab.
 *
 * @param isInstalled true if the suite is a dependency of the repository: its own version then runs
 */
export const gitlabText = (target: string, isInstalled: boolean): string =>
  [
    '# Judges a running Infisical by its OpenAPI contract. Exit codes: 0 conforming, 1 deviating, 2 wrong input,',
    '# 3 inconclusive. Under Settings → CI/CD → Variables, set CONTRACT_BASE_URL, and CONTRACT_TOKEN as a masked',
    '# variable; all others of docs/configuration.md are optional. Without CONTRACT_BASE_URL the job fails.',
    'contract:',
    '  image: node:22',
    '  timeout: 20 minutes',
    '  variables:',
    `    CONTRACT_TARGET: ${quoted(target)}`,
    '    # The number of cells that a good run proves, so that a lost variable does not reduce the run unseen.',
    '    # CONTRACT_REQUIRE_CELLS: 11',
    '  script:',
    ...(isInstalled ? ['    - npm ci'] : []),
    `    - ${commandOf(isInstalled)}`,
    '  artifacts:',
    '    when: always',
    '    paths:',
    '      - reports/',
    '    reports:',
    '      junit: reports/junit.xml',
    '',
  ].join('\n');

/** A name as a YAML string, even if it is a number. */
const quoted = (name: string): string => `'${name}'`;
