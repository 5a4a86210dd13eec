import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startEmbedded } from '../../src/embedded/server.ts';
import { files } from '../unit/files.ts';
import { contract } from './command.ts';
import { COORDINATES } from './judge.ts';
import { changed, type Fault, startFaulty } from './servers/faulty.ts';

/** A waiver of an operation that the contract does not have. */
const FOREIGN_WAIVER =
  '- {operation: GET /others, status: 200, check: body-schema, reason: x, owner: x, expires: 2999-12-31}\n';

describe('doctor', () => {
  test('describes a target in at most ten lines, without secrets', async () => {
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, CONTRACT_FAULT_HEADER: '' };
    const { exitCode, stdout } = await contract(['doctor'], { ...env, CONTRACT_ORGANIZATION_ROLE_ID: '' });
    await embedded.close();
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    expect(stdout).toContain('set CONTRACT_ORGANIZATION_ROLE_ID (1 cell), CONTRACT_FAULT_HEADER (12 cells, ');
    expect(stdout).toContain('15 of 28 cells');
    expect(stdout).toMatch(/^restricted +GET .* 403, GET \/api\/v1\/groups 403$/m);
    expect(stdout).toContain('Infisical API (embedded target) 0.0.1');
    for (const name of ['CONTRACT_TOKEN', 'CONTRACT_SERVICE_TOKEN']) expect(stdout).not.toContain(COORDINATES[name]);
  });

  test('prints no credential that the server sends back, before or after the login', async () => {
    const token = COORDINATES.CONTRACT_TOKEN ?? '';
    const faults: Fault[] = [
      (answer) => ({ headers: { ...answer.headers, 'x-ratelimit-limit': token } }),
      (_, { url }) =>
        url === '/api/docs/json' ? changed((body: object) => ({ ...body, info: { title: token } }))(_) : undefined,
      () => ({ status: 302, headers: { location: `/login/${token}` } }),
      () => ({ headers: { 'content-type': `text/${token}` } }),
    ];
    for (const fault of faults) {
      const server = await startFaulty(fault);
      const { stdout, stderr } = await contract(['doctor'], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
      await server.close();
      expect(stdout).toContain('[redacted]');
      expect(stdout + stderr).not.toContain(token);
    }
  });

  test.each<[string, Fault, RegExp]>([
    ['a gateway without its server', () => ({ status: 503 }), /target +.* answered 503/],
    [
      'a server that is not an Infisical server',
      () => ({ headers: { 'content-type': 'text/html' } }),
      /next +Set CONTRACT_BASE_URL/,
    ],
  ])('ends with 3 for %s', async (_what, fault, line) => {
    const server = await startFaulty(fault);
    const { exitCode, stdout } = await contract(['doctor'], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(line);
    expect(stdout).not.toContain('again');
  });

  test('ends with 3 for a good request that is answered 404, and names the values', async () => {
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, CONTRACT_DYNAMIC_SECRET_NAME: 'no-such' };
    const { exitCode, stdout } = await contract(['doctor'], env);
    await embedded.close();
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^not found +no request with CONTRACT_DYNAMIC_SECRET_NAME succeeded: 404 in GET .*; it may be wrong$/m,
    );
    expect(stdout).toMatch(/^next +correct .*CONTRACT_DYNAMIC_SECRET_NAME/m);
  });

  test('ends with 3 if only the restricted token is refused', async () => {
    const restricted = COORDINATES.CONTRACT_RESTRICTED_TOKEN ?? '';
    const server = await startFaulty((_answer, { headers }) =>
      headers.authorization?.includes(restricted) === true ? { status: 401 } : undefined,
    );
    const { exitCode, stdout } = await contract(['doctor'], { ...COORDINATES, CONTRACT_BASE_URL: server.baseUrl });
    await server.close();
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/next +set CONTRACT_RESTRICTED_TOKEN again/);
  });

  test('ends with 3 if a token is refused, or the target is unreachable', async () => {
    const embedded = await startEmbedded();
    const waivers = join(files({ 'waivers.yaml': FOREIGN_WAIVER }), 'waivers.yaml');
    const wrong = { CONTRACT_TOKEN: 'wrong-token', CONTRACT_WAIVERS: waivers };
    const env = { ...COORDINATES, CONTRACT_BASE_URL: embedded.baseUrl, ...wrong };
    const refused = await contract(['doctor'], env);
    await embedded.close();
    const unreachable = await contract(['doctor'], env);
    expect([refused.exitCode, unreachable.exitCode]).toEqual([3, 3]);
    expect(refused.stdout).toContain('set CONTRACT_TOKEN again');
    expect(refused.stdout).not.toContain('unproved');
    expect(refused.stdout).toContain('GET /api/v1/groups 403');
    expect(refused.stdout).toMatch(/warning +.*1 waiver was not applied: this contract does not have GET \/others/);
    expect(unreachable.stdout).toContain('the connection was refused');
  });
});
