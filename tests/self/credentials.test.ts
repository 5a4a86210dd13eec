import { describe, expect, test } from '@jest/globals';
import { CELLS, COORDINATES, judge, temporaryFolder } from './judge.ts';
import { changed, ofApi, startFaulty, startServer } from './servers/faulty.ts';

describe('refused credentials are inconclusive and not a deviation', () => {
  const startRefusing = (token: string | undefined, status: number) =>
    startFaulty((_answer, { headers }) =>
      headers.authorization === `Bearer ${token}`
        ? {
            status,
            body: Buffer.from(JSON.stringify({ reqId: 'r', statusCode: status, message: 'no', error: 'Refused' })),
          }
        : undefined,
    );

  test('a service token with an unknown id, refused as by a real server', async () => {
    const server = await startFaulty(() => undefined);
    const env = { CONTRACT_SERVICE_TOKEN: 'st.5f1c9e7a-1111-4000-8000-000000000000.4c9f0e7d21b6a8350f1e2d3c4b5a6978' };
    const { outcome, checks } = await judge(server.baseUrl, { env });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'inconclusive', checks: [] });
  });

  test.each([
    ['CONTRACT_TOKEN', 401, []],
    ['CONTRACT_TOKEN', 403, []],
    ['CONTRACT_TOKEN', 403, ['404']],
    ['CONTRACT_SERVICE_TOKEN', 401, []],
    ['CONTRACT_SERVICE_TOKEN', 404, []],
    ['CONTRACT_RESTRICTED_TOKEN', 401, []],
  ])('%s by %i, with only %j selected', async (name, status, only: string[]) => {
    const server = await startRefusing(COORDINATES[name], status);
    const { outcome, checks, reasons } = await judge(server.baseUrl, { only });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'inconclusive', checks: [] });
    expect(reasons).toContain(`${name} was refused`);
  });
});

describe('a credential that is accepted at first and refused during the run', () => {
  test.each([
    ['CONTRACT_TOKEN', 403, 30],
    ['CONTRACT_TOKEN', 403, 2],
    ['CONTRACT_TOKEN', 401, 12],
    ['CONTRACT_SERVICE_TOKEN', 403, 8],
  ])('is inconclusive: %s by %i after %i requests', async (name, status, uses) => {
    let used = 0;
    const server = await startFaulty((_answer, { headers }) =>
      headers.authorization === `Bearer ${COORDINATES[name]}` && ++used > uses
        ? {
            status,
            body: Buffer.from(`{"reqId":"r","statusCode":${status},"message":"no","error":"Refused"}`),
          }
        : undefined,
    );
    const { outcome, checks, reasons, cases } = await judge(server.baseUrl, {
      env: { CONTRACT_CASES: 'fixture,derived' },
    });
    await server.close();
    expect({ outcome, checks }).toEqual({ outcome: 'inconclusive', checks: [] });
    expect(reasons).toContain(`${name} was refused`);
    const proved = cases.filter(({ verdict, response }) => verdict === 'conforming' && response?.status === 200);
    expect(proved.length).toBeGreaterThan(0);
  });

  test('is detected although the resource of the probe does not exist', async () => {
    let used = 0;
    const server = await startFaulty((_answer, { headers }) =>
      headers.authorization === `Bearer ${COORDINATES.CONTRACT_TOKEN}` && ++used > 20
        ? { status: 403, body: Buffer.from('{"reqId":"r","statusCode":403,"message":"no","error":"Refused"}') }
        : undefined,
    );
    const env = { CONTRACT_CASES: 'derived', CONTRACT_DYNAMIC_SECRET_NAME: 'no-such-dynamic-secret' };
    const { cases, reasons } = await judge(server.baseUrl, { env });
    await server.close();
    expect(reasons).toContain('CONTRACT_TOKEN was refused');
    const wrong = cases.filter(({ response, verdict }) => response?.status === 403 && verdict === 'deviating');
    expect(wrong).toEqual([]);
  });

  test('is detected although the same operations also refuse valid credentials', async () => {
    const refused = {
      status: 403,
      body: Buffer.from('{"reqId":"r","statusCode":403,"message":"no","error":"Refused"}'),
    };
    for (const uses of [4, 8, 12, 16]) {
      let used = 0;
      const server = await startFaulty((answer, { headers }) => {
        if (headers.authorization !== `Bearer ${COORDINATES.CONTRACT_TOKEN}`) return undefined;
        return answer.status === 404 || answer.status === 422 || ++used > uses ? refused : undefined;
      });
      const env = { CONTRACT_CASES: 'derived', CONTRACT_CONCURRENCY: '2' };
      const { checks, reasons } = await judge(server.baseUrl, { env });
      await server.close();
      expect({ uses, checks }).toEqual({ uses, checks: [] });
      expect(reasons).toContain('CONTRACT_TOKEN was refused');
    }
  });

  test('is checked with few requests if many are refused for lack of permissions', async () => {
    const server = await startFaulty(({ status }, { url, headers }) =>
      url?.includes('roles') && headers.authorization !== undefined && status === 200
        ? { status: 403, body: Buffer.from('{"reqId":"r","statusCode":403,"message":"no","error":"Refused"}') }
        : undefined,
    );
    const env = { CONTRACT_CASES: 'derived,explored', CONTRACT_EXPLORE: '200' };
    const { cases } = await judge(server.baseUrl, { env, only: ['roles'] });
    await server.close();
    expect(cases.length).toBeGreaterThan(100);
    const others = server.received.filter(({ url }) => !url.includes('/roles/'));
    expect(others.length).toBeLessThan(30);
  });
});

describe('two runs with the same report folder', () => {
  test('keep their own verdicts', async () => {
    const [good, bad] = await Promise.all([
      startFaulty(() => undefined),
      startFaulty(ofApi(({ status }) => (status === 200 ? { status: 418 } : undefined))),
    ]);
    const env = { CONTRACT_REPORT_DIR: temporaryFolder() };
    const outcomes = await Promise.all([judge(bad.baseUrl, { env }), judge(good.baseUrl, { env })]);
    await Promise.all([good.close(), bad.close()]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['deviating', 'conforming']);
  });
});

describe('credentials', () => {
  test('are never sent to the target of a redirect', async () => {
    const elsewhere = await startServer((_request, response) => response.end());
    const server = await startFaulty((_answer, { url }) =>
      url === '/api/v1/groups' ? { status: 307, headers: { location: `${elsewhere.baseUrl}/` } } : undefined,
    );
    await judge(server.baseUrl, { only: ['groups'] });
    await Promise.all([server.close(), elsewhere.close()]);
    expect(elsewhere.received).toEqual([]);
  });

  test('of a machine identity are used to log in', async () => {
    const server = await startFaulty(() => undefined);
    const env = {
      CONTRACT_TOKEN: '',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
      CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
    };
    const { outcome, counts } = await judge(server.baseUrl, { env });
    await server.close();
    expect({ outcome, cells: counts.cellsConforming }).toEqual({ outcome: 'conforming', cells: CELLS });
  });

  test('are not in the record if the server sends them back', async () => {
    const server = await startFaulty((answer, { headers, url }) =>
      url?.startsWith('/api/v')
        ? changed((body: object) => ({ ...body, message: headers.authorization }))(answer)
        : undefined,
    );
    const { record, checks } = await judge(server.baseUrl);
    await server.close();
    expect(checks).toContain('secret-not-echoed');
    expect(record).not.toContain('embedded.reader');
    expect(record).not.toContain('4c9f0e7d21b6a8350f1e2d3c4b5a6978');
    expect(record).not.toContain('made-up-by-the-embedded-target');
  });
});
