import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { COORDINATES, judge, type Run } from './judge.ts';
import { changed, startFaulty } from './servers/faulty.ts';

const LOGIN = {
  CONTRACT_TOKEN: '',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_ID: 'embedded-client',
  CONTRACT_UNIVERSAL_AUTH_CLIENT_SECRET: 'embedded.client-secret.7d0c52',
};

/** Judges a server that sends names of the wrong type, and the given access token at the login. */
async function judgeWith(accessToken: string, env: Record<string, string> = {}): Promise<Run> {
  const server = await startFaulty(
    (answer, { url }) => {
      if (url?.endsWith('/login') === true) return changed((login: object) => ({ ...login, accessToken }))(answer);
      if (url !== '/api/v1/groups' || answer.status !== 200) return undefined;
      return changed((groups: object[]) => groups.map((group) => ({ ...group, name: 7, [accessToken]: 1 })))(answer);
    },
    undefined,
    (authorization) => authorization.replace(accessToken, COORDINATES.CONTRACT_TOKEN ?? ''),
  );
  return judge(server.baseUrl, { env: { ...LOGIN, ...env }, only: ['groups'] }).finally(() => server.close());
}

/** The cases of a run, without the fields that differ from run to run. */
const comparable = ({ cases }: Run): object[] =>
  cases.map(({ id, verdict, reason, findings, notes, expected, response }) => ({
    id,
    verdict,
    reason,
    findings,
    notes,
    expected,
    body: response?.body,
  }));

const WORDS = [
  'deviating',
  'conforming',
  'not-judged',
  'inconclusive',
  'body-schema',
  'status-expected',
  'fixture"',
  'declared',
  'received',
  'date-time',
  'groups/get',
  ':"deviating',
];

describe('a server that sends a word of the suite as the access token', () => {
  let usual: Run;
  beforeAll(async () => {
    usual = await judgeWith('usual.token.5f');
  });

  test('deviates once with a usual token', () => {
    expect(usual).toMatchObject({ exitCode: 1, counts: { deviating: 1 } });
    expect(JSON.stringify(comparable(usual))).toContain('/0/[redacted] is not declared');
  });

  test('is refused if the token is too short to be redacted', async () => {
    await expect(judgeWith('short')).rejects.toThrow('returned an access token of fewer than 8 characters');
  });

  test('is refused if the token is too long for a header field', async () => {
    await expect(judgeWith('%'.repeat(400_000))).rejects.toThrow(
      'returned an access token of more than 8192 characters',
    );
  });

  test('that the contract contains is redacted in the record', async () => {
    const token = 'listed.token.5f';
    const text = readFileSync('specs/groups/get.yaml', 'utf8').replace(
      /( +)type: string(?=\n +slug:)/,
      `$&\n$1enum: [${token}]`,
    );
    const { record, counts } = await judgeWith(token, { CONTRACT_SPEC: files({ 'groups.yaml': text }) });
    expect(counts.deviating).toBe(1);
    expect(record).toContain('"enum":["[redacted]"]');
    expect(record).not.toContain(token);
  });

  test.each(WORDS)('changes no verdict with the token %s', async (word) => {
    const run = await judgeWith(word);
    expect({ exitCode: run.exitCode, counts: run.counts }).toEqual({ exitCode: 1, counts: usual.counts });
    expect(comparable(run)).toEqual(comparable(usual));
  });
});
