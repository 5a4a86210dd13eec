import { describe, expect, test } from '@jest/globals';
import { problemIn } from '../unit/problem-of.ts';
import { judge } from './judge.ts';
import { changed, type Fault, startFaulty } from './servers/faulty.ts';

/** Serves a document with only those paths of the embedded target that a filter selects. */
const serving =
  (selects: (path: string) => boolean): Fault =>
  (answer, { url }) =>
    url === '/api/docs/json'
      ? changed((document: { paths: object }) => ({
          ...document,
          paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => selects(path))),
        }))(answer)
      : undefined;

const withoutGroups = serving((path) => path !== '/api/v1/groups');

/** The warnings of a run with the served contract. */
async function warningsOf(fault: Fault): Promise<string[]> {
  const server = await startFaulty(fault);
  const run = await judge(server.baseUrl, { env: { CONTRACT_SPEC: 'served' } });
  await server.close();
  return (JSON.parse(run.record) as { plan: { warnings: string[] } }).plan.warnings;
}

describe('a served contract', () => {
  test('without an operation that the server implements is only a part', async () => {
    expect(await warningsOf(withoutGroups)).toEqual([
      expect.stringMatching(
        /\/api\/docs\/json does not declare GET \/api\/v1\/groups, which the server implements: it is only a part of its contract\. Set OPENAPI_FULL_SPEC=true .* --spec <URL>/,
      ),
    ]);
  });

  test.each<[what: string, fault: Fault]>([
    ['with every operation that the server implements', () => undefined],
    [
      'without an operation that the server does not implement',
      (answer, request) =>
        withoutGroups(answer, request) ?? (request.url === '/api/v1/groups' ? { status: 404 } : undefined),
    ],
    [
      'behind a gateway that refuses every path',
      (answer, request) =>
        withoutGroups(answer, request) ??
        (request.headers.authorization === undefined && request.url !== '/api/status' ? { status: 401 } : undefined),
    ],
  ])('%s is whole', async (_what, fault) => {
    expect(await warningsOf(fault)).toEqual([]);
  });

  test('without any operation is not to be corrected by the user', async () => {
    const server = await startFaulty(serving(() => false));
    const problem = await problemIn(judge(server.baseUrl, { env: { CONTRACT_SPEC: 'served' } }));
    await server.close();
    expect(problem).toMatchObject({ code: 'no-operation', exitCode: 2 });
    expect(problem.fix).toMatch(/^Set OPENAPI_FULL_SPEC=true/);
  });
});
