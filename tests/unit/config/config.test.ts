import { describe, expect, test } from '@jest/globals';
import { type Config, readConfig } from '../../../src/config/config.ts';
import { unknownVariables } from '../../../src/config/unknown.ts';
import { files } from '../files.ts';
import { problemOf } from '../problem-of.ts';

const embedded = files({ 'embedded.env': 'CONTRACT_TOKEN=embedded-token\nCONTRACT_PROJECT_SLUG=embedded-project\n' });

const read = (
  env: Record<string, string>,
  { dotenv = {}, flags = {} }: { dotenv?: Record<string, string>; flags?: Record<string, string> } = {},
): Config => readConfig({ env, flags, directory: files(dotenv) }, embedded);

const SERVER = { CONTRACT_BASE_URL: 'https://server.test' };

describe('an option that is set in several places', () => {
  test.each([
    [
      'the command line takes precedence',
      { CONTRACT_SPEC: 'env' },
      { '.env': 'CONTRACT_SPEC=file' },
      { CONTRACT_SPEC: 'flag' },
      'flag',
    ],
    ['then the environment', { CONTRACT_SPEC: 'env' }, { '.env': 'CONTRACT_SPEC=file' }, {}, 'env'],
    [
      'then the dotenv file of the target',
      { CONTRACT_TARGET: 'staging', ...SERVER },
      { '.env': 'CONTRACT_SPEC=file', '.env.staging': 'CONTRACT_SPEC=staging' },
      {},
      'staging',
    ],
    ['then the general dotenv file', {}, { '.env': 'CONTRACT_SPEC=file' }, {}, 'file'],
    ['then the default', {}, {}, {}, 'specs'],
    ['and an empty value counts as not set', { CONTRACT_SPEC: '' }, {}, {}, 'specs'],
  ])('%s', (_what, env, dotenv, flags, spec) => {
    expect(read(env as Record<string, string>, { dotenv: dotenv, flags }).spec).toBe(spec);
  });
});

describe('the embedded target', () => {
  test('is judged with its own values, with a warning about others', () => {
    const config = read({ CONTRACT_PROJECT_SLUG: 'mine' });
    expect(config.target).toEqual({ name: 'embedded', baseUrl: undefined });
    expect(config.variables).toMatchObject({ PROJECT_SLUG: 'embedded-project' });
    expect(config.warnings).toEqual([
      'the embedded target uses its own values; set CONTRACT_BASE_URL to use your values of CONTRACT_PROJECT_SLUG',
    ]);
  });

  test('does not share its values with other targets', () => {
    const config = read(SERVER);
    expect(config.target).toEqual({ name: 'server.test', baseUrl: 'https://server.test' });
    expect(config.credentials.tokens.token).toBeUndefined();
    expect(config.warnings).toEqual([]);
  });
});

describe('a base URL', () => {
  test.each([
    ['https://server.test/', 'https://server.test'],
    ['https://server.test/infisical/', 'https://server.test/infisical'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is accepted', (text, baseUrl) => {
    expect(read({ CONTRACT_BASE_URL: text }).target.baseUrl).toBe(baseUrl);
  });

  test.each([
    ['', 'CONTRACT_BASE_URL is set but empty'],
    ['server.test', 'is not an http or https URL'],
    ['ftp://server.test', 'is not an http or https URL'],
    ['http://server.test', 'would send tokens unencrypted to server.test'],
    ['http://127.0.0.1.server.test', 'would send tokens unencrypted'],
    ['https://user:password@server.test', 'contains more than an origin and a base path'],
    ['https://server.test?x=1', 'contains more than an origin and a base path'],
  ])('%j is rejected', (text, message) => {
    expect(() => read({ CONTRACT_BASE_URL: text })).toThrow(message);
  });

  test('with plain http is accepted if CONTRACT_ALLOW_HTTP is set', () => {
    expect(read({ CONTRACT_BASE_URL: 'http://server.test', CONTRACT_ALLOW_HTTP: '1' }).target.baseUrl).toBe(
      'http://server.test',
    );
  });

  test('is required for a named target', () => {
    expect(() => read({ CONTRACT_TARGET: 'staging' })).toThrow('target staging has no CONTRACT_BASE_URL');
  });
});

describe('an invalid value is rejected, and not shown if it is secret', () => {
  test.each([
    ['CONTRACT_PATIENCE_SECONDS', '-1', 'CONTRACT_PATIENCE_SECONDS is "-1", which is not a number from 0 to'],
    ['CONTRACT_CONCURRENCY', '1.5', 'which is not a whole number from 1 to'],
    ['CONTRACT_ALLOW_HTTP', 'yes', 'CONTRACT_ALLOW_HTTP is neither 1 nor 0'],
    ['CONTRACT_TARGET', '../x', 'CONTRACT_TARGET is "../x", which is not a valid name'],
    ['CONTRACT_TARGET', '', 'CONTRACT_TARGET is set but empty'],
    ['CONTRACT_FAULT_HEADER', 'x y', 'CONTRACT_FAULT_HEADER is "x y", which is not a valid name'],
    ['CONTRACT_USER_AGENT', 'a\nb', 'CONTRACT_USER_AGENT is "a\\nb", which is not a valid header value'],
    ['CONTRACT_USER_AGENT', 'a  b', 'which is not a valid header value'],
    ['CONTRACT_USER_AGENT', 'é', 'which is not a valid header value'],
    ['CONTRACT_MAX_SECONDS', '0', 'CONTRACT_MAX_SECONDS is "0", which is not a number from 0.1 to'],
    ['CONTRACT_SHARD', '3/2', 'CONTRACT_SHARD is "3/2", which is not a valid shard'],
    ['CONTRACT_SHARD', '1', 'CONTRACT_SHARD is "1", which is not a valid shard'],
    ['CONTRACT_CASES', 'fixtures', '"fixtures"'],
    ['CONTRACT_SEED', 'lucky', 'CONTRACT_SEED is "lucky"'],
    ['CONTRACT_EXPLORE', '0', 'CONTRACT_EXPLORE is "0", which is not a whole number from 1 to'],
    ['CONTRACT_MAX_REQUESTS_PER_MINUTE', '0', 'which is not a whole number from 1 to'],
    ['CONTRACT_CA_FILE', 'no-such.pem', 'a file that does not exist'],
    ['CONTRACT_SPEC_ROOT', 'no-such-folder', 'CONTRACT_SPEC_ROOT is not a folder: no-such-folder'],
    ['CONTRACT_SPEC_ROOT', 'package.json', 'CONTRACT_SPEC_ROOT is not a folder'],
  ])('%s=%j', (name, value, message) => {
    expect(() => read({ CONTRACT_BASE_URL: 'http://127.0.0.1', [name]: value })).toThrow(message);
  });

  test.each([
    ['CONTRACT_WAIT_SECONDS', '--wait'],
    ['CONTRACT_MAX_SECONDS', '--max-time'],
  ])('an invalid %s given as %s is reported with that flag', (name, flag) => {
    const { where } = problemOf(() => read({ CONTRACT_BASE_URL: 'http://127.0.0.1' }, { flags: { [name]: 'long' } }));
    expect(where).toBe(flag);
  });

  test.each(['CONTRACT_TOKEN', 'CONTRACT_RESTRICTED_TOKEN', 'CONTRACT_SERVICE_TOKEN'])(
    '%s that begins with "Bearer"',
    (name) => {
      const set = () => read({ ...SERVER, [name]: 'Bearer very-secret' });
      expect(set).toThrow(`${name} begins with "Bearer", which is not part of the token`);
      expect(set).not.toThrow('very-secret');
    },
  );

  test.each([
    ['CONTRACT_TOKEN', 'very secret', 'CONTRACT_TOKEN contains characters other than visible ASCII'],
    ['CONTRACT_TOKEN', 'hunter2', 'CONTRACT_TOKEN is a credential of fewer than 8 characters'],
    ['CONTRACT_RESTRICTED_TOKEN', 'hunter2', 'is a credential of fewer than 8 characters'],
    ['CONTRACT_SERVICE_TOKEN', 'st.0b9e4c1d-7a52.hunter2', 'is a credential of fewer than 8 characters'],
    ['CONTRACT_UNIVERSAL_AUTH_CLIENT_ID', 'hunter2', 'is a credential of fewer than 8 characters'],
  ])('%s=%j', (name, value, message) => {
    const set = () => read({ ...SERVER, [name]: value });
    expect(set).toThrow(message);
    expect(set).not.toThrow(value);
  });
});

describe('a folder instead of a file', () => {
  const folder = files({ 'x/y': '' });

  test.each([
    ['.env', {}],
    ['.env.local', { CONTRACT_TARGET: 'local' }],
  ])('%s is a Problem', (name, env) => {
    const directory = files({ [`${name}/x`]: '' });
    const problem = problemOf(() => readConfig({ env, flags: {}, directory }, embedded));
    expect(problem).toMatchObject({ where: name, message: expect.stringMatching(/^is a folder/), exitCode: 2 });
  });

  test('CONTRACT_CA_FILE is a Problem', () => {
    expect(() => read({ ...SERVER, CONTRACT_CA_FILE: folder })).toThrow('CONTRACT_CA_FILE names a folder');
  });
});

test('a PEM file with invalid content is not a certificate', () => {
  const folder = files({ 'ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' });
  const file = `${folder}/ca.pem`;
  expect(() => read({ ...SERVER, CONTRACT_CA_FILE: file })).toThrow('names a file without a certificate');
});

describe('unknown variables', () => {
  const look = (env: Record<string, string>) =>
    unknownVariables(read({ ...SERVER, ...env }).settings, ['CONTRACT_TEAM']);

  test.each([
    ['CONTRACT_BASE_URI', 'CONTRACT_BASE_URL'],
    ['CONTRACT_TOKENS', 'CONTRACT_TOKEN'],
    ['CONTRACT_TOKN', 'CONTRACT_TOKEN'],
  ])('%s is a typo of %s', (name, meant) => {
    expect(() => look({ [name]: 'x' })).toThrow(`unknown variable ${name}`);
    expect(problemOf(() => look({ [name]: 'x' })).fix).toBe(`Did you mean ${meant}?`);
  });

  test.each(['contract_token', 'CONTRAT_TOKEN', 'CONTACT_TOKEN'])(
    '%s, which may belong to another program, is a warning',
    (name) => {
      expect(look({ [name]: 'x' })).toEqual([`${name} (environment) is ignored; did you mean CONTRACT_TOKEN?`]);
    },
  );

  test('a client id without its secret is a Problem', () => {
    const half = { CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'half-of-it', CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: '' };
    expect(() => read({ ...SERVER, ...half })).toThrow('CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET is not set, but');
  });

  test('a name that resembles no option is a warning, unless a fixture uses it', () => {
    expect(look({ CONTRACT_FAVOURITE_COLOUR: 'red', CONTRACT_TEAM: 'x', CONTAINER: 'x' })).toEqual([
      'CONTRACT_FAVOURITE_COLOUR (environment) is not used by any option, fixture or parameter',
    ]);
  });
});

test('the id of the service token can be used in a fixture, its secret cannot', () => {
  const { variables } = read({
    ...SERVER,
    CONTRACT_SERVICE_TOKEN: 'st.the-id.the-secret',
    CONTRACT_TOKEN: 'the-token',
  });
  expect(variables.SERVICE_TOKEN_ID).toBe('the-id');
  expect(JSON.stringify(variables)).not.toMatch(/the-secret|the-token/);
});
