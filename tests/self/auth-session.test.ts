import { describe, expect, test } from '@jest/globals';
import { startEmbedded } from '../../src/embedded/server.ts';
import { contract } from './command.ts';
import { COORDINATES, deviating, judge } from './judge.ts';
import { changed, late, startFaulty } from './servers/faulty.ts';

/**
 * A proxy of the embedded target whose access tokens expire after two seconds.
 *
 * @param dropsLogin called at each login; if it returns true, the connection is dropped
 */
async function startExpiring(dropsLogin = (): boolean => false) {
  const issued = new Map<string, number>();
  const server = await startFaulty((answer, { url, headers, method }) => {
    if (method === 'POST' && url?.endsWith('/login') && answer.status === 200) {
      if (dropsLogin()) return (response) => void response.destroy();
      return changed((login: { accessToken: string }) => {
        issued.set(`Bearer ${login.accessToken}`, Date.now());
        return { ...login, expiresIn: 2 };
      })(answer);
    }
    const issuedAt = issued.get(headers.authorization ?? '');
    if (issuedAt === undefined || Date.now() - issuedAt < 2000)
      return url === '/api/status' ? undefined : late(answer, 80);
    return {
      status: 403,
      body: Buffer.from('{"reqId":"r","statusCode":403,"message":"expired","error":"TokenError"}'),
    };
  });
  return { server, issued };
}

const LOGINS = {
  CONTRACT_TOKEN: '',
  CONTRACT_RESTRICTED_TOKEN: '',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
  CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-restricted-client',
  CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.19ae44',
};

describe('machine identities', () => {
  test('log in again before their token expires, without a failed case', async () => {
    const { server, issued } = await startExpiring();
    const env = { ...LOGINS, CONTRACT_CONCURRENCY: '2', CONTRACT_CASES: 'fixture,derived' };
    const run = await judge(server.baseUrl, { env });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(issued.size).toBeGreaterThan(3);
    for (const token of issued.keys()) expect(run.record).not.toContain(token.replace('Bearer ', ''));
  });

  test('log in again even if the connection of a login fails', async () => {
    let logins = 0;
    const { server } = await startExpiring(() => ++logins > 2 && logins % 4 !== 0);
    const env = { ...LOGINS, CONTRACT_CONCURRENCY: '2', CONTRACT_CASES: 'fixture,derived' };
    const run = await judge(server.baseUrl, { env });
    await server.close();
    expect(deviating(run)).toEqual([]);
    expect(run.outcome).toBe('conforming');
    expect(logins).toBeGreaterThan(4);
  });

  test.each([
    ['CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET', 'CONTRACT_UNIVERSAL_AUTH_CLIENT_ID'],
    ['CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_SECRET', 'CONTRACT_RESTRICTED_UNIVERSAL_AUTH_CLIENT_ID'],
  ])('end the run with one line if %s is refused', async (secret, id) => {
    const embedded = await startEmbedded();
    const env = { ...COORDINATES, ...LOGINS, CONTRACT_BASE_URL: embedded.baseUrl, [secret]: 'wrong-secret' };
    const { exitCode, stderr } = await contract([], env);
    await embedded.close();
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`^${id}: universal auth returned no access token: the status was 401\\. .*\\n$`));
  });
});
