import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../../src/cases/case.ts';
import type { Auth } from '../../../src/cases/fixtures.ts';
import type { Reply } from '../../../src/client/reply.ts';
import { createCredentialProbe } from '../../../src/target/credential-probe.ts';
import { acceptedProbes, type RefusalContext, refusedCredentials } from '../../../src/target/credential-refusals.ts';
import type { JudgedCase } from '../../../src/verdict/judged-case.ts';

type Judged = JudgedCase['verdict']['verdict'];

const caseOf = (operation: string, auth: Auth, expected = ['200']): Case =>
  ({
    id: operation,
    operation,
    origin: 'fixture',
    expected,
    request: { method: 'GET', url: '', auth },
  }) as unknown as Case;

const judged = (one: Case, status: number, verdict: Judged = 'conforming'): JudgedCase => {
  const reply = { kind: 'response', status, headers: new Map(), body: Buffer.alloc(0) } as unknown as Reply;
  return { case: one, sent: { kind: 'answered', reply }, verdict: { verdict, reason: null, findings: [], notes: [] } };
};

const context: RefusalContext = {
  judge: () => ({ verdict: 'conforming', reason: null, findings: [], notes: [] }),
  credentialName: () => 'CONTRACT_TOKEN',
};

/** A probe whose known case is answered with the given statuses, one after the other. */
function probe(...statuses: number[]) {
  const sent: string[] = [];
  const known = caseOf('GET /known', 'token');
  const execute = (one: Case): Promise<JudgedCase> => {
    sent.push(one.operation);
    return Promise.resolve(judged(one, statuses[sent.length - 1] ?? 200));
  };
  return { ...createCredentialProbe(() => Promise.resolve(known), context, execute), sent };
}

describe('the credential probe', () => {
  test('does not repeat anything for a reply that is not a refusal', async () => {
    const { isCredentialValid, sent } = probe();
    expect(await isCredentialValid(judged(caseOf('GET /x', 'token'), 200))).toBe(true);
    expect(await isCredentialValid(judged(caseOf('GET /x', 'token', ['403']), 403))).toBe(true);
    expect(sent).toEqual([]);
  });

  test('confirms a refusal by a request that succeeded before', async () => {
    const { isCredentialValid, sent } = probe(403);
    expect(await isCredentialValid(judged(caseOf('GET /x', 'token'), 403))).toBe(false);
    expect(await isCredentialValid(judged(caseOf('GET /y', 'token'), 403))).toBe(false);
    expect(sent).toEqual(['GET /known']);
  });

  test('probes only once for an operation that refuses a valid credential, unless the refusal deviates', async () => {
    const { isCredentialValid, sent } = probe(200, 200);
    expect(await isCredentialValid(judged(caseOf('GET /x', 'token'), 403))).toBe(true);
    expect(await isCredentialValid(judged(caseOf('GET /x', 'token'), 403))).toBe(true);
    expect(sent).toHaveLength(1);
    expect(await isCredentialValid(judged(caseOf('GET /x', 'token'), 403, 'deviating'))).toBe(true);
    expect(sent).toHaveLength(2);
  });

  test('sends one request for all cases that were refused at the same time', async () => {
    const { isCredentialValid, sent } = probe(401);
    const refused = ['GET /a', 'GET /b', 'GET /c'].map((operation) => judged(caseOf(operation, 'token'), 401));
    expect(await Promise.all(refused.map((each) => isCredentialValid(each)))).toEqual([false, false, false]);
    expect(sent).toHaveLength(1);
  });
});

describe('credentials', () => {
  test.each<[Auth, number, boolean]>([
    ['token', 200, true],
    ['token', 404, false],
    ['token', 403, false],
    ['restricted', 403, true],
    ['restricted', 401, false],
  ])('of kind %s are accepted with %i: %s', (auth, status, isAccepted) => {
    expect(acceptedProbes([judged(caseOf('GET /x', auth), status)])).toHaveLength(isAccepted ? 1 : 0);
  });

  test('are refused if all their probes are refused', () => {
    const [a, b] = [caseOf('GET /a', 'token'), caseOf('GET /b', 'token')];
    expect([...refusedCredentials([judged(a, 401), judged(b, 403)], context)]).toEqual(['token']);
    expect([...refusedCredentials([judged(a, 401), judged(b, 200)], context)]).toEqual([]);
    expect([...refusedCredentials([], context)]).toEqual([]);
  });
});
