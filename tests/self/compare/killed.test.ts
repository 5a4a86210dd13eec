import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { files } from '../../unit/files.ts';
import { contract, startContract } from '../command.ts';
import { COORDINATES, temporaryFolder } from '../judge.ts';
import { startFaulty, type TestServer } from '../servers/faulty.ts';

const ledgersIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('ledger-'));

/** The groups and identities of a server. */
async function stored({ baseUrl }: TestServer): Promise<string[]> {
  const headers = { authorization: `Bearer ${COORDINATES.CONTRACT_TOKEN ?? ''}` };
  const paths = ['/api/v1/groups', '/api/v1/organization/roles', '/api/v1/identities'];
  return Promise.all(paths.map(async (path) => (await fetch(baseUrl + path, { headers })).text()));
}

test('a killed comparison leaves a ledger for each server, with which clean deletes what it made', async () => {
  const servers = [await startFaulty(() => undefined), await startFaulty(() => undefined)] as const;
  const [a, b] = servers;
  const before = await Promise.all(servers.map(stored));
  const values = Object.entries({ ...COORDINATES, CONTRACT_SERVICE_TOKEN: '' });
  const text = values.map(([name, value]) => `${name}='${value}'\n`).join('');
  const dotenv = ({ baseUrl }: TestServer) =>
    `${text}CONTRACT_BASE_URL=${baseUrl}\nCONTRACT_DISPOSABLE=${new URL(baseUrl).host}\n`;
  const folder = files({ '.env.old': dotenv(a), '.env.new': dotenv(b) });
  const env = { CONTRACT_REPORT_DIR: temporaryFolder(), CONTRACT_CASES: 'lifecycle', CONTRACT_SPEC: 'served' };
  const comparison = startContract(['compare', 'old', 'new'], env, folder);
  await Promise.all(servers.map((server) => server.receives(150)));
  comparison.kill('SIGKILL');
  const { reports } = await comparison.ended;
  expect(ledgersIn(reports)).toHaveLength(2);

  const clean = (target: string) => contract(['clean', reports, '--target', target], env, folder);
  const cleanedOld = await clean('old');
  expect(cleanedOld).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+ resources? deleted\n/) });
  expect(cleanedOld.stdout).toContain(`is of ${b.baseUrl}: clean that server as well`);
  expect(ledgersIn(reports)).toHaveLength(1);
  expect(await clean('old')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('the ledger is of') });
  expect(await clean('new')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+ resources? deleted\n$/),
  });
  const after = await Promise.all(servers.map(stored));
  await Promise.all(servers.map((server) => server.close()));
  expect(after).toEqual(before);
});
