import { describe, expect, test } from '@jest/globals';
import { adviceLines } from '../../../src/report/advice.ts';
import { cellsSentence, otherCells } from '../../../src/report/cells.ts';
import type { ContractJson } from '../../../src/report/contract-json.ts';
import { depthSentence } from '../../../src/report/depth.ts';
import { unreachedGroups } from '../../../src/report/unreached.ts';
import { finding, report } from './example.ts';

type Operation = ContractJson['operations'][number];
type Cell = Operation['cells'][number];

const operation = (at: number, more: Partial<Operation>): Operation => ({
  ...{ operation: `GET /${at}`, document: 'd', secured: false, cells: [], reached: null, unreached: null },
  ...more,
});

describe('the operations that were not reached', () => {
  const lines = (...reasons: [code: string, remedy: string][]) =>
    unreachedGroups({
      operations: reasons.map(([code, remedy], at) => operation(at, { unreached: { code, remedy } })),
    }).map(({ line }) => line);

  test.each<[code: string, remedy: string, line: string]>([
    ['needs-user-token', 'set CONTRACT_USER_TOKEN', "1 needs a user's token: set CONTRACT_USER_TOKEN"],
    ['excluded', 'it may send mail', '1 is excluded on purpose: --include "<operation>" sends them'],
    ['write', 'set CONTRACT_DISPOSABLE', '1 would change the server: set CONTRACT_DISPOSABLE'],
    [
      'answered: 400',
      'the server says: no',
      '1 refuses the requests of the suite: the notes of their cases contain the words of the server',
    ],
    ['unknown', 'run again', '1 is not reached, for an unknown reason: run again'],
  ])('for %s have a remedy', (code, remedy, line) => {
    expect(lines([code, remedy])).toEqual([line]);
  });

  test('are grouped by reason, the most frequent first, with the variables of all', () => {
    expect(
      lines(
        ['forbidden', 'give access'],
        ['needs-value: id', 'create the resource'],
        ['needs-value: appId', 'create the resource, or set CONTRACT_APP_ID'],
        ['needs-value: teamId', 'create the resource, or set CONTRACT_TEAM_ID'],
      ),
    ).toEqual([
      '3 need a value that no response contained: create the resource, or set CONTRACT_APP_ID, CONTRACT_TEAM_ID',
      '1 refuses every identity: give the identity or the user access',
    ]);
  });
});

describe('the cells of a report', () => {
  const cell = (state: Cell['state'], reason: string | null = null): Cell => ({
    status: '200',
    state,
    cases: [],
    reason,
  });
  const sentences = (...cells: Cell[]) => {
    const counts = { ...report.counts, cells: cells.length, cellsConforming: 1 };
    const one = { counts, operations: [operation(0, { cells })] };
    return [cellsSentence(one), otherCells(one)];
  };

  test('are counted of those that a request may provoke', () => {
    expect(
      sentences(
        cell('conforming'),
        cell('not-provoked', 'CONTRACT_TOKEN is not set'),
        cell('not-provoked', 'no case expects this status'),
        cell('not-provoked', 'excluded: it may send mail'),
        cell('not-provoked', 'deselected'),
        cell('not-judged', 'the path of this request leads to no route'),
        cell('not-judged', 'fault of the contract: x'),
      ),
    ).toEqual([
      '1 of 3 provable cells conforming',
      '4 further cells not counted: 1 that no case expects, 1 of excluded operations, 1 of deselected cases, 1 of requests that the router rejects',
    ]);
  });

  test('are counted of all if every one may be provoked', () => {
    expect(sentences(cell('conforming'), cell('inconclusive', 'throttled'))).toEqual([
      '1 of 2 cells conforming',
      undefined,
    ]);
  });
});

describe('the depth of a report', () => {
  const covered = (unseen: string[], count: number) =>
    depthSentence({
      operations: Array.from({ length: count }, (_, at) => operation(at, {})),
      coverage: [{ operation: 'GET /0', status: '200', seen: ['/a'], unseen }],
    });

  test.each([
    [
      ['/b'],
      1,
      'depth: 1 of 2 properties, enum values and union branches of the proved 2xx were seen; 0 of 1 responses completely',
    ],
    [[], 13, 'depth: all 1 properties, enum values and union branches of the proved 2xx were seen'],
    [[], 1, undefined],
  ])('is a sentence unless a few operations were seen completely (%j, %d)', (unseen, count, sentence) => {
    expect(covered(unseen, count)).toBe(sentence);
  });
});

test('advice of one cause is one line, whatever the item of a list', () => {
  const advice = (at: number, pointer: string) => ({
    operation: `GET /${at}`,
    case: 'c',
    finding: finding('properties-declared', pointer, { message: `${pointer} is not declared`, status: '200' }),
  });
  expect(adviceLines({ advice: [advice(0, '/x'), advice(1, '/0/a'), advice(2, '/7/a')] })).toEqual([
    'properties-declared: /0/a is not declared (2 operations, 200)',
    'properties-declared: /x is not declared (GET /0, 200)',
  ]);
});
