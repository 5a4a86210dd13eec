import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../../src/cases/case.ts';
import { select } from '../../../src/run/selection.ts';
import { problemOf } from '../problem-of.ts';

describe('a selection', () => {
  const one = (id: string, operation: string, expected: string[]) =>
    ({ id, operation, expected, origin: 'fixture' }) as unknown as Case;
  const cases = [
    one('a/get › 200 › first', 'GET /a', ['200']),
    one('a/get › 404 › 200 names', 'GET /a', ['404']),
    one('b/get › 4XX › third', 'GET /b', ['4XX']),
    one('c/get › 422 › fourth', 'GET /b/{id}', ['422']),
  ];
  const ids = (only: string[], exclude: string[] = []) =>
    select(cases, { only, exclude }).map(({ id }) => id.slice(0, 1) + id.slice(8, 11));

  test.each([
    [['GET /a'], [], 2],
    [['get /b'], [], 1],
    [['/b'], [], 2],
    [[], ['GET /b'], 3],
    [['200'], [], 1],
    [['4xx'], [], 1],
    [['NAMES', 'third'], [], 2],
    [['GET /a'], ['first'], 1],
    [[], ['b/get'], 3],
  ])('of %j without %j leaves %i', (only, exclude, count) => {
    expect(ids(only, exclude)).toHaveLength(count);
  });

  test.each([
    [['firts'], [], '"firts" matches no operation, status or case'],
    [['first'], ['first'], 'no case is selected'],
    [['500'], [], '"500" matches no operation, status or case'],
  ])('of %j without %j is a Problem', (only, exclude, message) => {
    expect(problemOf(() => ids(only, exclude)).message).toBe(message);
  });
});
