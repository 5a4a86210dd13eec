import { beforeAll, describe, expect, test } from '@jest/globals';
import { files } from '../unit/files.ts';
import { COORDINATES, judge, type Run } from './judge.ts';
import { startDemanding } from './servers/demanding.ts';

describe('a server whose operations depend on each other in undeclared ways', () => {
  let run: Run;
  let left = 0;
  beforeAll(async () => {
    const server = await startDemanding();
    run = await judge(server.baseUrl, {
      env: {
        ...Object.fromEntries(Object.keys(COORDINATES).map((name) => [name, ''])),
        ...{ CONTRACT_TOKEN: 'demanding.token.0001', CONTRACT_CASES: 'lifecycle,derived' },
        ...{ CONTRACT_SPEC: files({ 'api.json': server.document }) },
        CONTRACT_DISPOSABLE: new URL(server.baseUrl).host,
      },
    });
    left = server.size();
    await server.close();
  });

  test('every operation is reached', () => {
    const unreached = run.operations.filter(({ reached }) => reached === null);
    expect(unreached.map(({ operation, unreached: why }) => `${operation}: ${why?.code} ${why?.remedy}`)).toEqual([]);
  });

  test('it is not accused, and nothing is left over', () => {
    expect(run.cases.flatMap(({ id, findings }) => findings.map(({ check }) => `${check}: ${id}`))).toEqual([]);
    expect(left).toBe(0);
  });
});
